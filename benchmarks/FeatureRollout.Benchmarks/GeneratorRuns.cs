using System.Diagnostics;
using System.Globalization;
using FeatureRollout.TypedFlags.Generation;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace FeatureRollout.Benchmarks;

/// <summary>What the generator of typed flags takes of a compiler's time with 1,000 flags: at first, after an edit of a rule, of a name, of code.</summary>
internal static class GeneratorRuns
{
    private const int Rounds = 21;

    public static void Run()
    {
        var program = CSharpCompilation.Create("Program", [CSharpSyntaxTree.ParseText("class Program;")]);
        var edited = program.AddSyntaxTrees(CSharpSyntaxTree.ParseText("class Another;"));
        var file = new FlagFile(Text("search", 25));
        GeneratorDriver driver = CSharpGeneratorDriver.Create(new FlagGenerator()).AddAdditionalTexts([file]);
        var first = Time(() => driver.RunGenerators(program));
        var made = driver.RunGenerators(program);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"first in this process {first:0.0} ms"));
        Say("whole", () => driver.RunGenerators(program));
        Say("after another percentage", () => made.ReplaceAdditionalText(file, new FlagFile(Text("search", 50))).RunGenerators(program));
        Say("after another name", () => made.ReplaceAdditionalText(file, new FlagFile(Text("find", 25))).RunGenerators(program));
        Say("after an edit of code", () => made.RunGenerators(edited));
    }

    private static void Say(string what, Action run)
    {
        var times = Enumerable.Range(0, Rounds).Select(_ => Time(run)).Order().ToArray();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: median {times[Rounds / 2]:0.00} ms, longest {times[^1]:0.00} ms"));
    }

    private static double Time(Action run)
    {
        var start = Stopwatch.GetTimestamp();
        run();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private static string Text(string first, int percentage) => $$"""
        { "flags": {
          {{string.Join(",\n  ", Enumerable.Range(0, 1000).Select(i => $$"""
          "{{(i == 0 ? first : "feature_flag")}}_{{i.ToString(CultureInfo.InvariantCulture)}}": {
            "percentage": {{percentage.ToString(CultureInfo.InvariantCulture)}}, "include": ["thompson-engineering", { "segment": "beta" }], "owner": "support", "fallback": "Return basic metrics only",
            "rules": [{ "when": "vertical == 'e-commerce'", "percentage": 50 }], "variants": { "blue": { "weight": 1, "value": "#00f" }, "green": { "weight": 1 } } }
          """))}}
        } }
        """;

    private sealed class FlagFile(string text) : AdditionalText
    {
        public override string Path => "flags.json";

        public override SourceText GetText(CancellationToken cancellationToken = default) => SourceText.From(text);
    }
}
