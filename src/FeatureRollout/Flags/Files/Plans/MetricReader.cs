using System.Text.Json;
using FeatureRollout.Flags.Plans;

namespace FeatureRollout.Flags.Files.Plans;

/// <summary>Reads metrics and alert rules.</summary>
internal static class MetricReader
{
    private static readonly MemberNames MetricNames = new("a metric", "of", "source", "query", "description", "target", "alert", "budget", "per");
    private static readonly MemberNames AlertNames = new("an alert", "name", "when", "severity", "channels", "repeatEvery");

    private static readonly string[] Severities = ["info", "warning", "critical"];

    /// <summary>Reads metrics by name.</summary>
    public static Dictionary<string, MetricDefinition> ReadMetrics(ref JsonCursor cursor)
    {
        var metrics = new Dictionary<string, MetricDefinition>(StringComparer.Ordinal);
        if (cursor.IsObject("an object of metrics by name"))
        {
            var keys = new MapKeys();
            while (keys.NextKey(ref cursor, out var name, out var at))
            {
                if (ReadMetric(ref cursor, name) is { } metric)
                {
                    metrics.Add(name, metric);
                    cursor.Reading.Places.TryAdd(metric, at);
                }
            }
        }

        return metrics;
    }

    /// <summary>Reads an alert rule.</summary>
    public static AlertDefinition? ReadAlert(ref JsonCursor cursor)
    {
        var start = cursor.At;
        if (!cursor.IsObject("an alert: {\"name\": \"…\", \"when\": \"error_rate > 1% for 5m\", \"severity\": \"critical\", \"channels\": [\"…\"]}")
            || RefuseForeign(ref cursor, "when", null))
        {
            return null;
        }

        string? rule = null, severity = null;
        Criterion? when = null;
        IReadOnlyList<string> channels = [];
        TimeSpan? repeat = null;
        var members = new Members(AlertNames);
        while (members.Next(ref cursor, out var name))
        {
            switch (name)
            {
                case "name":
                    rule = PlanValues.ReadName(ref cursor, "a name");
                    break;
                case "when":
                    when = PlanValues.ReadCriterion(ref cursor);
                    break;
                case "severity":
                    severity = PlanValues.ReadWord(ref cursor, "severity", Severities);
                    break;
                case "channels":
                    channels = PlanValues.ReadNames(ref cursor, "channel name");
                    break;
                default:
                    repeat = PlanValues.ReadDuration(ref cursor, mayBeZero: false);
                    break;
            }
        }

        members.Require(in cursor, start, "an alert", "name", "when", "severity");
        if (rule is null || when is null || severity is null)
        {
            return null;
        }

        var alert = new AlertDefinition
        {
            Name = rule,
            When = when,
            Severity = (AlertSeverity)Array.IndexOf(Severities, severity),
            Channels = channels,
            RepeatEvery = repeat,
        };
        cursor.Reading.Places.TryAdd(alert, start);
        return alert;
    }

    private static MetricDefinition? ReadMetric(ref JsonCursor cursor, string metricName)
    {
        if (!cursor.IsObject("a metric: {\"of\": \"p95(latency)\", \"target\": \"< 500ms\", \"alert\": \"> 800ms\"}")
            || RefuseForeign(ref cursor, "alert", metricName))
        {
            return null;
        }

        var start = cursor.At;
        var metric = new MetricDefinition();
        var members = new Members(MetricNames);
        while (members.Next(ref cursor, out var name))
        {
            metric = name switch
            {
                "of" => metric with { Of = PlanValues.ReadName(ref cursor, "a reading such as \"p95(latency)\"") },
                "source" => metric with { Source = PlanValues.ReadName(ref cursor, "the name of a source") },
                "query" => metric with { Query = cursor.ReadText("what the source is asked", 10_000, mayBeEmpty: false) },
                "description" => metric with { Description = cursor.ReadText() },
                "target" => metric with { Target = ReadLimit(ref cursor, "< 500ms") },
                "alert" => metric with { Alert = ReadLimit(ref cursor, "> 800ms") },
                "budget" => metric with { Budget = cursor.ReadNumber("a number greater than 0", number => number > 0) },
                _ => metric with { BudgetPeriod = PlanValues.ReadDuration(ref cursor, mayBeZero: false) ?? metric.BudgetPeriod },
            };
        }

        if (members.At("query") > 0 && members.Lacks("source"))
        {
            cursor.Refuse(members.At("query"), "\"query\" needs \"source\", which is asked it");
        }

        if (members.At("per") > 0 && members.Lacks("budget"))
        {
            cursor.Refuse(members.At("per"), "\"per\" needs \"budget\", which is for that time");
        }

        if (members.At("source") > 0 && members.Lacks("query"))
        {
            cursor.Refuse(start, "\"source\" needs \"query\", which it is asked");
        }

        return metric;
    }

    private static MetricLimit? ReadLimit(ref JsonCursor cursor, string example)
    {
        if (cursor.Token == JsonTokenType.Number)
        {
            cursor.Refuse($"{cursor.Found()} has neither direction nor unit; write for example \"{example}\"");
            return null;
        }

        if (cursor.ReadText($"a limit with its direction and unit, such as \"{example}\"") is not { } text)
        {
            return null;
        }

        if (!LimitText.TryRead(text, out var limit, out var message))
        {
            cursor.Refuse(message);
        }

        return limit;
    }

    /// <summary>Refuses, and passes over, a rule whose threshold says neither direction nor unit. Looks ahead with a copy of the cursor.</summary>
    private static bool RefuseForeign(ref JsonCursor cursor, string member, string? metricName)
    {
        if (!Threshold(cursor, out var at, out var threshold, out var metric, out var duration))
        {
            return false;
        }

        var number = threshold ?? "…";
        var lasting = duration is null ? "" : $" for {duration}";
        var rule = member == "when" ? $"\"when\": \"{metric ?? "metric"} > {number}%{lasting}\"" : $"\"{member}\": \"> {number}%\"";
        cursor.Refuse(at, $"\"threshold\" says neither direction nor unit, and both are required; write {rule}, with < or > and with %, ms, s or no unit as {metricName ?? metric ?? "the metric"} is measured"
            + (member == "when" ? "" : ", and duration, severity and channels in a rule under \"alerts\""));
        cursor.Skip();
        return true;
    }

    private static bool Threshold(JsonCursor ahead, out int at, out string? threshold, out string? metric, out string? duration)
    {
        at = 0;
        threshold = metric = duration = null;
        try
        {
            while (ahead.Read() && ahead.Token == JsonTokenType.PropertyName)
            {
                var name = ahead.Text();
                var nameAt = ahead.At;
                ahead.Read();
                var text = ahead.Token is JsonTokenType.Number or JsonTokenType.String ? JsonEscapes.Clip(ahead.Text(), 40) : null;
                switch (name)
                {
                    case "metric":
                        metric = text;
                        break;
                    case "threshold":
                        (at, threshold) = (nameAt, text);
                        break;
                    case "duration":
                        duration = text;
                        break;
                }

                ahead.Skip();
            }
        }
        catch (JsonException)
        {
            // The reading itself comes to the same place and says it.
        }

        return at > 0;
    }
}
