using FeatureRollout.Tests.Flags.Files;

namespace FeatureRollout.Tests.Flags.Plans;

/// <summary>What the tests of plans ask over and over.</summary>
internal static class PlanReading
{
    /// <summary>Reads a plan named <c>p</c> from its members.</summary>
    public static PlanDefinition Read(string members) => Reading.Read(File(members)).Plans["p"];

    /// <summary>Reads a plan named <c>p</c> with one stage of these members besides its name.</summary>
    public static StageDefinition Stage(string members) => Read($$"""  "stages": [{ "name": "s", {{members}} }]  """).Stages[0];

    /// <summary>The warnings about a plan.</summary>
    public static IReadOnlyList<string> Warnings(string members) => Reading.Read(File(members)).PlanWarnings;

    /// <summary>The errors of a plan that must be refused, without file and line.</summary>
    public static string[] Errors(string members) =>
        [.. Reading.Errors(File(members)).Select(error => error["flags.json:1:".Length..])];

    private static string File(string members) => "{\"plans\":{\"p\":{" + members + "}}}";
}
