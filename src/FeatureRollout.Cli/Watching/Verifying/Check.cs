using System.Text.Json.Serialization;
using FeatureRollout.AdminApi.Wire;

namespace FeatureRollout.Cli.Watching.Verifying;

/// <summary>What a check found.</summary>
[JsonConverter(typeof(CamelCase<CheckVerdict>))]
internal enum CheckVerdict
{
    Pass,
    Undecided,
    NoData,
    Fail,
}

/// <summary>One check.</summary>
/// <param name="Flag">The flag or rollout that it is about; null for the place itself.</param>
/// <param name="Name">What is checked, such as <c>fleet</c>.</param>
/// <param name="Verdict">What was found.</param>
/// <param name="Text">In one sentence, as it came: not yet fit for a terminal.</param>
internal sealed record Check(string? Flag, [property: JsonPropertyName("check")] string Name, CheckVerdict Verdict, string Text)
{
    /// <summary>Of all together: a fail counts most, then what is not decided or not known.</summary>
    public static CheckVerdict Of(IEnumerable<Check> checks) =>
        checks.Select(check => check.Verdict).DefaultIfEmpty(CheckVerdict.Undecided).Max() is var worst && worst == CheckVerdict.NoData ? CheckVerdict.Undecided : worst;
}
