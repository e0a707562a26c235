using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Text;
using FeatureRollout.TypedFlags.Files;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace FeatureRollout.TypedFlags.Generation;

/// <summary>
/// Makes a class <c>Flags</c> of the project's flag file, with a member for each flag. Flag files are the project's additional files that are
/// called <c>flags.json</c> or <c>….flags.json</c>, or have the metadata <c>FeatureFlags="true"</c>.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class FlagGenerator : IIncrementalGenerator
{
    internal const string ReadStep = "ReadFlagFile";

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var read = context.AdditionalTextsProvider
            .Combine(context.AnalyzerConfigOptionsProvider)
            .Where(static pair => FlagFiles.IsOne(pair.Left, pair.Right))
            .Select(static (pair, _) => pair.Left)
            .Select(static (file, cancellationToken) => new ReadFile(file.Path, FlagFileParser.Parse(file.GetText(cancellationToken)?.ToString() ?? "")))
            .WithTrackingName(ReadStep);
        var flags = read.Select(static (file, _) => new NamedFlags(Path.GetFileName(file.Path), file.File.Flags)).Collect();
        var names = context.AnalyzerConfigOptionsProvider.Select(static (options, _) => NamespaceOf(options));
        context.RegisterSourceOutput(read, static (output, file) => Report(output, file));
        context.RegisterSourceOutput(flags.Combine(names), static (output, all) => Write(output, all.Left, all.Right));
    }

    private static string NamespaceOf(AnalyzerConfigOptionsProvider options) =>
        options.GlobalOptions.TryGetValue("build_property.RootNamespace", out var root) ? root : "";

    private static void Report(SourceProductionContext output, ReadFile file)
    {
        foreach (var problem in file.File.Problems.Items)
        {
            var start = new LinePosition(problem.Line, problem.Column);
            var place = Location.Create(file.Path, default, new LinePositionSpan(start, new LinePosition(problem.Line, problem.Column + problem.Length)));
            var rule = problem.Kind == ProblemKind.NotReadable ? Rules.NotReadable : Rules.Name;
            output.ReportDiagnostic(Diagnostic.Create(rule, place, Path.GetFileName(file.Path), problem.Message));
        }
    }

    /// <summary>All files together make one class, since a flag may stand in several layers.</summary>
    private static void Write(SourceProductionContext output, ImmutableArray<NamedFlags> files, string @namespace)
    {
        if (files.IsEmpty)
        {
            output.ReportDiagnostic(Diagnostic.Create(Rules.NoFile, Location.None));
            return;
        }

        var flags = new List<TypedFlag>();
        var members = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (file, flag) in files.SelectMany(file => file.Flags.Items.Select(flag => (file.File, flag))))
        {
            if (!members.TryGetValue(flag.Member, out var key))
            {
                members.Add(flag.Member, flag.Key);
                flags.Add(flag);
            }
            else if (key != flag.Key)
            {
                output.ReportDiagnostic(Diagnostic.Create(
                    Rules.Name, Location.None, file, $"\"{flag.Key}\" and \"{key}\" of another file would both be called {flag.Member}; rename one"));
            }
        }

        output.AddSource("Flags.g.cs", SourceText.From(FlagSource.Write(@namespace, string.Join(", ", files.Select(file => file.File)), flags), Encoding.UTF8));
    }

    private sealed record ReadFile(string Path, FlagFile File);

    private sealed record NamedFlags(string File, EquatableList<TypedFlag> Flags);
}
