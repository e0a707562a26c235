using FeatureRollout.Dashboard.FlagPage.Charts;

namespace FeatureRollout.AspNetCore.Tests.Dashboard.FlagPage.Charts;

public sealed class OutcomeChartsTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 20, 8, 0, 0, TimeSpan.Zero);

    private static OutcomeHistory History(params ArmPoint[] on) => new()
    {
        Key = "a",
        Step = TimeSpan.FromMinutes(1),
        Points = [.. on.Select((point, i) => new OutcomePoint(Start.AddMinutes(i), point, new ArmPoint(0, 0, null)))],
    };

    [Fact]
    [Trait("Requirement", "S3-06")]
    public void There_are_the_four_charts_with_both_arms_in_each()
    {
        var charts = OutcomeCharts.Of(History(new ArmPoint(90, 10, TimeSpan.FromMilliseconds(40))), null, Start.AddHours(1));
        Assert.Equal(["errors", "latency", "traffic", "successes"], charts.Select(chart => chart.Id), StringComparer.Ordinal);
        Assert.All(charts, chart => Assert.Equal(["fr-on", "fr-off"], chart.Lines.Select(line => line.Style), StringComparer.Ordinal));
        Assert.Equal([0.1, 0.04, 100, 0.9], charts.Select(chart => chart.Lines[0].Points[0].Value!.Value).Select(value => Math.Round(value, 9)));
    }

    [Fact]
    [Trait("Requirement", "S3-06")]
    public void Where_nothing_was_counted_there_is_a_gap_and_no_zero()
    {
        var charts = OutcomeCharts.Of(History(new(5, 0, null), new(0, 0, null), new(0, 5, null)), null, Start.AddHours(1));
        Assert.Equal([0.0, null, 1.0], charts[0].Lines[0].Points.Select(point => point.Value));
        Assert.Equal([5.0, null, 5.0], charts[2].Lines[0].Points.Select(point => point.Value));
        Assert.Equal([0.0, null, 0.0], charts[2].Lines[1].Points.Select(point => point.Value));
        Assert.All(charts[0].Lines[1].Points, point => Assert.Null(point.Value));
    }

    [Fact]
    public void A_step_that_is_not_over_yet_does_not_look_like_a_fall_of_traffic()
    {
        var charts = OutcomeCharts.Of(History(new(60, 0, null), new(3, 0, null)), null, Start.AddSeconds(70));
        Assert.Single(charts[2].Lines[0].Points);
        Assert.Equal(2, charts[0].Lines[0].Points.Count);
    }

    [Fact]
    [Trait("Requirement", "F-16")]
    public void Limits_of_triggers_are_drawn_in_the_chart_of_their_reading()
    {
        var rollout = new RolloutState
        {
            Key = "a",
            Flags = ["a"],
            Plan = new PlanDefinition
            {
                Name = "p",
                RollbackWhen = [Criterion.Parse("error_rate > 5%"), Criterion.Parse("p95(latency) > 500ms"), Criterion.Parse("success_rate < 90%"), Criterion.Parse("error_rate < 0.1%")],
                Stages = [new StageDefinition { Name = "s", Steps = [new StepDefinition { Percentage = 10 }] }],
            },
        };
        var charts = OutcomeCharts.Of(History(new ArmPoint(95, 5, TimeSpan.FromMilliseconds(400))), rollout, Start.AddHours(1));
        Assert.Equal([0.05], charts[0].Limits.Select(limit => limit.Value));
        Assert.Equal([0.5], charts[1].Limits.Select(limit => limit.Value));
        Assert.Empty(charts[2].Limits);
        Assert.Equal([0.9], charts[3].Limits.Select(limit => limit.Value));
    }

    [Fact]
    public void A_drawing_says_what_it_shows_without_colours_script_or_inline_style()
    {
        var chart = OutcomeCharts.Of(History(new ArmPoint(90, 10, null), new ArmPoint(0, 0, null), new ArmPoint(9, 1, null)), null, Start.AddHours(1))[0];
        var html = ChartDrawing.Draw(chart, new TimeAxis(Start, Start.AddMinutes(3)), [new ChartMark(Start.AddMinutes(1), "<b>", "went \"on\" & <i>", IsBad: false)]).ToString();
        Assert.Contains("role=\"img\" aria-labelledby=\"chart-errors-title chart-errors-desc\"", html, StringComparison.Ordinal);
        Assert.Contains("10 % with the flag on, – with it off", System.Net.WebUtility.HtmlDecode(html), StringComparison.Ordinal);
        Assert.Contains("&lt;b&gt;", html, StringComparison.Ordinal);
        Assert.DoesNotContain("style=", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<i>", html, StringComparison.Ordinal);
    }

    [Fact]
    public void Labels_of_marks_keep_their_distance_and_what_took_something_back_goes_first()
    {
        var time = new TimeAxis(Start, Start.AddMinutes(100));
        var marks = new[]
        {
            new ChartMark(Start.AddMinutes(10), "1", "", false), new ChartMark(Start.AddMinutes(12), "off", "", true), new ChartMark(Start.AddMinutes(14), "2", "", false),
            new ChartMark(Start.AddMinutes(60), "3", "", false), new ChartMark(Start.AddMinutes(160), "4", "", false),
        };
        Assert.Equal(["off", "3"], ChartDrawing.Labelled(marks, time).Select(mark => mark.Label), StringComparer.Ordinal);
    }

    [Fact]
    public void A_label_at_the_end_stands_before_its_mark_and_takes_the_room_there()
    {
        var time = new TimeAxis(Start, Start.AddMinutes(100));
        var marks = new[] { new ChartMark(Start.AddMinutes(60), "10 %", "", false), new ChartMark(Start.AddMinutes(84), "25 %", "", false), new ChartMark(Start.AddMinutes(98), "50 %", "", false) };
        Assert.Equal(["50 %", "10 %"], ChartDrawing.Labelled(marks, time).Select(mark => mark.Label), StringComparer.Ordinal);
    }
}
