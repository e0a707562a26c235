using System.Buffers;
using System.Globalization;
using System.Text;

namespace FeatureRollout.Simulation.Shown;

/// <summary>Writes the days of a result as CSV: percentages as numbers of percent, latencies in milliseconds, nothing where nothing is known.</summary>
internal static class SimulationCsv
{
    private static readonly SearchValues<char> Special = SearchValues.Create(",\"\r\n");

    public static string Write(SimulationResult result)
    {
        var text = new StringBuilder("day,stage,percentage,on_requests,on_failures,on_p50_ms,on_p95_ms,off_requests,off_failures,off_p50_ms,off_p95_ms\r\n");
        foreach (var day in result.Days)
        {
            text.Append(CultureInfo.InvariantCulture, $"{Story.Day(day.Day)},{Field(day.Stage)},{day.Percentage.Value:0.###},{Arm(day.On)},{Arm(day.Off)}\r\n");
        }

        return text.ToString();
    }

    private static string Arm(ArmStatistics arm) => FormattableString.Invariant(
        $"{arm.Count},{arm.Failures},{arm.LatencyP50?.TotalMilliseconds:0.##},{arm.LatencyP95?.TotalMilliseconds:0.##}");

    private static string Field(string? value) =>
        value is null ? "" : value.AsSpan().ContainsAny(Special) ? $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : value;
}
