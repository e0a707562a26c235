using System.Globalization;
using System.Text.RegularExpressions;
using FeatureRollout.Criteria;
using FeatureRollout.Criteria.Language;

namespace FeatureRollout.Tests.Criteria.Documents;

/// <summary>
/// Readings as the table of the documents writes them: <c>10,000 requests, 5 failed; baseline of nps = 30; 1 open P1</c>.
/// </summary>
internal static partial class GivenReadings
{
    public static SomeReadings Add(string text, SomeReadings readings)
    {
        foreach (var part in text.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            AddPart(part, readings);
        }

        return readings;
    }

    private static void AddPart(string part, SomeReadings readings)
    {
        if (Requests().Match(part) is { Success: true } requests)
        {
            var failed = requests.Groups["failed"] is { Success: true } group ? Whole(group.Value) : 0;
            double[] latencies = requests.Groups["latency"] is { Success: true } latency ? [Value(latency.Value)] : [];
            var outcomes = new SomeOutcomes(Whole(requests.Groups["count"].Value), failed, latencies);
            _ = requests.Groups["control"].Success
                ? readings.With(CriterionArm.DrawnOff, _ => outcomes)
                : readings.With(CriterionArm.On, _ => outcomes).With(CriterionArm.DrawnOn, _ => outcomes);
        }
        else if (Incidents().Match(part) is { Success: true } incidents)
        {
            var count = (int)Whole(incidents.Groups["count"].Value);
            var isOpen = incidents.Groups["kind"].Value == "open";
            readings.WithIncidents(incidents.Groups["severity"].Value, isOpen ? count : 0, count);
        }
        else if (part.StartsWith("targets ", StringComparison.Ordinal))
        {
            readings.WithTargets(part["targets ".Length..].Split(", "));
        }
        else if (Word().Match(part) is { Success: true } word)
        {
            readings.With(
                Enum.Parse<CriterionWord>(word.Groups["word"].Value, ignoreCase: true), word.Groups["expression"].Value, Value(word.Groups["value"].Value));
        }
        else
        {
            var points = Points().Match(part);
            Assert.True(points.Success, $"'{part}' is no reading.");
            readings.With(
                points.Groups["metric"].Value,
                points.Groups["distance"] is { Success: true } distance ? TimeSpan.FromSeconds(Value(distance.Value)) : TimeSpan.Zero,
                [.. points.Groups["values"].Value.Split(' ').Select(Value)]);
        }
    }

    private static long Whole(string text) => long.Parse(text, NumberStyles.AllowThousands, CultureInfo.InvariantCulture);

    private static double Value(string text) => CriterionInspection.LimitOf(Criterion.Parse("metric < " + text))!.Limit;

    [GeneratedRegex(@"^(?<control>control )?(?<count>[\d,]+?) requests(, (?<failed>[\d,]+) failed)?( at (?<latency>\S+))?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Requests();

    [GeneratedRegex(@"^(?<count>\d+) (?<kind>open|reported) (?<severity>\w+)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Incidents();

    [GeneratedRegex(@"^(?<word>target|alert|baseline|previous|budget) of (?<expression>.+) = (?<value>\S+)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Word();

    [GeneratedRegex(@"^(?<metric>[\w.]+) = (?<values>[^=]+?)( each (?<distance>\S+))?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Points();
}
