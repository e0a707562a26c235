using System.Globalization;
using System.Text;
using FeatureRollout.Control.Notifications;

namespace FeatureRollout.Simulation.Shown;

/// <summary>Writes a result as Markdown.</summary>
internal static class SimulationMarkdown
{
    public static string Write(SimulationResult result)
    {
        var text = new StringBuilder();
        text.Append("# Simulation: ").Append(ShownText.Markdown(Story.Title(result))).Append("\n\n");
        foreach (var (name, value) in Story.Summary(result))
        {
            text.Append("- ").Append(name).Append(": ").Append(ShownText.Markdown(value)).Append('\n');
        }

        text.Append("\n| When (UTC) | Stage | % | What | Why |\n|---|---|---:|---|---|\n");
        foreach (var happened in Story.Decisions(result))
        {
            var stage = happened.To?.Stage ?? happened.From?.Stage;
            var percentage = happened.To?.Percentage ?? Percentage.Zero;
            text.Append(CultureInfo.InvariantCulture, $"| {Story.Moment(happened.At)} | {ShownText.Markdown(stage)} | {percentage} | {ShownText.Markdown(Story.What(happened))} | {(Story.Why(happened) is { } why ? ShownText.Markdown(why) : "")} |\n");
        }

        text.Append("\n| Day | Stage | % | On | errors | p95 | Off | errors | p95 |\n|---|---|---:|---:|---:|---:|---:|---:|---:|\n");
        foreach (var day in result.Days)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {Story.Day(day.Day)} | {ShownText.Markdown(day.Stage)} | {day.Percentage} | {Arm(day.On)} | {Arm(day.Off)} |\n");
        }

        return text.ToString();
    }

    private static string Arm(ArmStatistics arm) => $"{Story.Number(arm.Count)} | {Story.Rate(arm.ErrorRate)} | {Story.Latency(arm.LatencyP95)}";
}
