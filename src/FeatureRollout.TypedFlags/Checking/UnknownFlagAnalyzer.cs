using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using FeatureRollout.TypedFlags.Files;
using FeatureRollout.TypedFlags.Generation;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace FeatureRollout.TypedFlags.Checking;

/// <summary>Warns of a constant that is given for a flag's key and that no flag file has: code that still asks by text is checked too.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class UnknownFlagAnalyzer : DiagnosticAnalyzer
{
    private const string Parameter = "flag";

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(Rules.UnknownFlag);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            var keys = new Lazy<HashSet<string>?>(() => KeysOf(start.Options));
            start.RegisterOperationAction(operation => Check(operation, keys), OperationKind.Argument);
        });
    }

    /// <summary>The keys of all flag files; null where there is none, or one cannot be read, which is said elsewhere.</summary>
    private static HashSet<string>? KeysOf(AnalyzerOptions options)
    {
        var files = options.AdditionalFiles.Where(file => FlagFiles.IsOne(file, options.AnalyzerConfigOptionsProvider)).ToArray();
        var read = files.Select(file => FlagFileParser.Parse(file.GetText()?.ToString() ?? "")).ToArray();
        return read.Length == 0 || read.Any(file => file.Problems.Items.Count > 0)
            ? null
            : new HashSet<string>(read.SelectMany(file => file.Flags.Items).Select(flag => flag.Key), StringComparer.Ordinal);
    }

    private static void Check(OperationAnalysisContext context, Lazy<HashSet<string>?> keys)
    {
        var argument = (IArgumentOperation)context.Operation;
        if (argument.Parameter is not { Name: Parameter, Type.SpecialType: SpecialType.System_String } parameter
            || !IsOurs(parameter.ContainingAssembly.Name)
            || argument.IsImplicit
            || argument.Value.ConstantValue is not { HasValue: true, Value: string key }
            || keys.Value is not { } known
            || known.Contains(key))
        {
            return;
        }

        var nearest = Nearest.To(key, known);
        context.ReportDiagnostic(Diagnostic.Create(
            Rules.UnknownFlag, argument.Value.Syntax.GetLocation(), key, nearest is null ? "" : $"; did you mean \"{nearest}\"?"));
    }

    private static bool IsOurs(string assembly) => assembly == "FeatureRollout" || assembly.StartsWith("FeatureRollout.", StringComparison.Ordinal);
}
