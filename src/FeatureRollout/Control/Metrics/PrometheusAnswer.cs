using System.Globalization;
using System.Text;
using System.Text.Json;

namespace FeatureRollout.Control.Metrics;

/// <summary>Reads what Prometheus' HTTP API answers to a query (https://prometheus.io/docs/prometheus/latest/querying/api/).</summary>
internal static class PrometheusAnswer
{
    private const int LongestError = 300;

    /// <summary>The finite points of the one series, oldest first; none for an empty result.</summary>
    /// <exception cref="MetricSourceException">It is no answer, or none that gives one series of numbers.</exception>
    public static IReadOnlyList<MetricPoint> Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var answer = document.RootElement;
            if (ErrorOf(answer) is { } error)
            {
                throw new MetricSourceException(error);
            }

            if (!string.Equals(answer.GetProperty("status").GetString(), "success", StringComparison.Ordinal))
            {
                throw Unreadable();
            }

            if (answer.TryGetProperty("warnings", out var warnings) && warnings.ValueKind == JsonValueKind.Array && warnings.GetArrayLength() > 0)
            {
                throw new MetricSourceException("Prometheus warns that the result may be incomplete: " + Shown(warnings[0].GetString()));
            }

            var data = answer.GetProperty("data");
            var result = data.GetProperty("result");
            return data.GetProperty("resultType").GetString() switch
            {
                "matrix" => OneOf(result) is { } series ? Points(series, "values") : [],
                "vector" => OneOf(result) is { } series ? Points(series, "value") : [],
                "scalar" => Kept([Point(result)]),
                "string" => throw new MetricSourceException("The query gives a text, not a number."),
                _ => throw Unreadable(),
            };
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentOutOfRangeException or IndexOutOfRangeException or OverflowException)
        {
            throw Unreadable(exception);
        }
    }

    /// <summary>The error that an answer tells of, in one sentence; null where it tells of none.</summary>
    public static string? ErrorIn(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return ErrorOf(document.RootElement);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static string? ErrorOf(JsonElement answer) =>
        answer.ValueKind == JsonValueKind.Object && answer.TryGetProperty("status", out var status) && status.ValueEquals("error")
            ? "Prometheus refuses the query: " + Shown(answer.TryGetProperty("error", out var error) ? error.GetString() : null)
            : null;

    private static JsonElement? OneOf(JsonElement result) => result.GetArrayLength() switch
    {
        0 => null,
        1 => result[0],
        var count => throw new MetricSourceException(
            string.Create(CultureInfo.InvariantCulture, $"The query gives {count} series where one is needed; aggregate them, for example by sum(…).")),
    };

    private static List<MetricPoint> Points(JsonElement series, string member)
    {
        if (series.TryGetProperty(member, out var values))
        {
            return Kept(string.Equals(member, "value", StringComparison.Ordinal) ? [Point(values)] : values.EnumerateArray().Select(Point));
        }

        throw series.TryGetProperty("histogram", out _) || series.TryGetProperty("histograms", out _)
            ? new MetricSourceException("The query gives a histogram, not a number; ask for histogram_quantile(…) or a rate of its count.")
            : Unreadable();
    }

    private static List<MetricPoint> Kept(IEnumerable<MetricPoint> points) => [.. points.Where(point => double.IsFinite(point.Value)).OrderBy(point => point.At)];

    private static MetricPoint Point(JsonElement pair) =>
        pair.GetArrayLength() == 2
            ? new MetricPoint(DateTimeOffset.FromUnixTimeMilliseconds(checked((long)Math.Round(pair[0].GetDouble() * 1000))), Number(pair[1].GetString()))
            : throw Unreadable();

    private static double Number(string? text) => text switch
    {
        "+Inf" => double.PositiveInfinity,
        "-Inf" => double.NegativeInfinity,
        null => throw Unreadable(),
        _ => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture),
    };

    private static MetricSourceException Unreadable(Exception? cause = null) =>
        new("What came back is no answer of Prometheus' query API.", cause ?? new FormatException("Members are missing or of another kind."));

    /// <summary>Somebody else's text on one line, shortened.</summary>
    private static string Shown(string? text)
    {
        var shown = new StringBuilder();
        foreach (var rune in (text ?? "no reason is given").EnumerateRunes())
        {
            if (shown.Length >= LongestError)
            {
                return shown.Append('…').ToString();
            }

            shown.Append(Rune.IsControl(rune) ? " " : rune.ToString());
        }

        return shown.ToString();
    }
}
