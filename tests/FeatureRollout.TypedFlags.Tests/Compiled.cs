using System.Collections.Immutable;
using FeatureRollout.TypedFlags.Checking;
using FeatureRollout.TypedFlags.Generation;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace FeatureRollout.TypedFlags.Tests;

/// <summary>A small program compiled with the generator and some flag files.</summary>
internal static class Compiled
{
    private static readonly MetadataReference[] References =
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Where(path => Path.GetFileName(path) != "FeatureRollout.TypedFlags.Tests.dll").Select(path => MetadataReference.CreateFromFile(path))];

    public static CSharpCompilation Program(string code) => CSharpCompilation.Create(
        "Shop",
        [CSharpSyntaxTree.ParseText(code, CSharpParseOptions.Default.WithDocumentationMode(DocumentationMode.Diagnose))],
        References,
        new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));

    public static CSharpGeneratorDriver Driver(params AdditionalText[] files) => DriverIn("Shop", files);

    private static CSharpGeneratorDriver DriverIn(string rootNamespace, AdditionalText[] files) => CSharpGeneratorDriver.Create(
        [new FlagGenerator().AsSourceGenerator()],
        files,
        CSharpParseOptions.Default.WithDocumentationMode(DocumentationMode.Diagnose),
        new Options(rootNamespace),
        new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));

    /// <summary>All that the compiler says of the code with a <c>flags.json</c>, as <c>CS0117: message</c>.</summary>
    public static string[] Diagnostics(string code, string flags) => Diagnostics(code, new FlagText("/shop/flags.json", flags));

    /// <summary>The same with any files.</summary>
    public static string[] Diagnostics(string code, params AdditionalText[] files) => DiagnosticsIn("Shop", code, files);

    /// <summary>The same in a project with any root namespace.</summary>
    public static string[] DiagnosticsIn(string rootNamespace, string code, params AdditionalText[] files)
    {
        _ = DriverIn(rootNamespace, files).RunGeneratorsAndUpdateCompilation(Program(code), out var compilation, out var told);
        return [.. told.Concat(compilation.GetDiagnostics()).Where(each => each.Severity >= DiagnosticSeverity.Warning).Select(Say)];
    }

    /// <summary>What the analyzer says.</summary>
    public static async Task<string[]> WarningsAsync(string code, params AdditionalText[] files)
    {
        var options = new AnalyzerOptions([.. files], new Options("Shop"));
        var analyzed = Program(code).WithAnalyzers([new UnknownFlagAnalyzer()], options);
        return [.. (await analyzed.GetAnalyzerDiagnosticsAsync()).OrderBy(each => each.Location.SourceSpan.Start).Select(Say)];
    }

    /// <summary>The source that is generated of a <c>flags.json</c>.</summary>
    public static string Source(string flags) =>
        Driver(new FlagText("/shop/flags.json", flags)).RunGenerators(Program("")).GetRunResult().GeneratedTrees.Single().ToString();

    private static string Say(Diagnostic diagnostic)
    {
        var place = diagnostic.Location.GetLineSpan();
        return $"{(place.IsValid ? $"{Path.GetFileName(place.Path)}({place.StartLinePosition.Line + 1},{place.StartLinePosition.Character + 1}) " : "")}{diagnostic.Id}: {diagnostic.GetMessage(System.Globalization.CultureInfo.InvariantCulture)}";
    }


    private sealed class Options(string rootNamespace) : AnalyzerConfigOptionsProvider
    {
        public override AnalyzerConfigOptions GlobalOptions { get; } = new Values("build_property.RootNamespace", rootNamespace);

        public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => GlobalOptions;

        public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) =>
            new Values("build_metadata.AdditionalFiles.FeatureFlags", (textFile as FlagText)?.IsMarked == true ? "true" : "");
    }

    private sealed class Values(string key, string value) : AnalyzerConfigOptions
    {
        public override bool TryGetValue(string asked, out string found)
        {
            found = asked == key ? value : "";
            return asked == key;
        }
    }
}

/// <summary>An additional file in memory.</summary>
internal sealed class FlagText(string path, string text, bool isMarked = false) : AdditionalText
{
    public bool IsMarked => isMarked;

    public override string Path => path;

    public override SourceText GetText(CancellationToken cancellationToken = default) => SourceText.From(text);
}
