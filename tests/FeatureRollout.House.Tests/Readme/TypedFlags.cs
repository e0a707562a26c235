using FeatureRollout.TypedFlags.Generation;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace FeatureRollout.House.Tests.Readme;

/// <summary>What the generator makes of the flag file that programs of documents find.</summary>
internal static class TypedFlags
{
    /// <summary>Whether a program asks by members.</summary>
    public static bool AreUsedIn(string code) => code.Contains("(Flags.", StringComparison.Ordinal);

    public static CSharpCompilation Generate(CSharpCompilation program)
    {
        _ = CSharpGeneratorDriver.Create(new FlagGenerator()).AddAdditionalTexts([new FlagFile()])
            .RunGeneratorsAndUpdateCompilation(program, out var compilation, out var problems);
        Assert.Empty(problems);
        return (CSharpCompilation)compilation;
    }

    private sealed class FlagFile : AdditionalText
    {
        public override string Path => "flags.json";

        public override SourceText GetText(CancellationToken cancellationToken = default) => SourceText.From(ReadmeTests.FlagsJson);
    }
}
