using FeatureRollout.Control.Notifications;

namespace FeatureRollout.Dashboard.FlagPage;

/// <summary>Who did what, when and why, newest first.</summary>
internal static class EventsPart
{
    private const int Most = 50;

    public static Html Of(FlagPageData data, FlagLinks links) => Html.Of($"""
        <section class="panel" id="events" data-live aria-labelledby="events-title">
        <h2 id="events-title">Events <a class="detail" href="{links.Audit}">all in the audit</a></h2>
        {Html.If(data.Events is null, $"<p class=\"detail\">They could not be read just now.</p>")}
        {Html.If(data.Events is { Count: 0 }, $"<p class=\"detail\">Nothing has happened yet.</p>")}
        {List(data.Events?.Take(Most) ?? [], data.Now)}
        </section>
        """);

    /// <summary>A list of events.</summary>
    public static Html List(IEnumerable<RolloutEvent> events, DateTimeOffset now)
    {
        var items = events.Select(happened => One(happened, now)).ToArray();
        return Html.If(items.Length > 0, $"<ol class=\"fr-events\">{items}</ol>");
    }

    private static Html One(RolloutEvent happened, DateTimeOffset now) => Html.Of($"""
        <li class="{Tone(happened)}">
        <p><b>{Shown.Text(happened.Actor)}</b> {Shown.Text(EventText.Of(happened))}{Html.If(happened.Forced, $" <span class=\"fr-forced\">forced</span>")}</p>
        {Html.If(happened.Reason is not null, $"<p class=\"fr-reason\">{Shown.Text(happened.Reason)}</p>")}
        <p class="detail">{Words.Moment(happened.At)}{Html.If(happened.From is not null && happened.To is not null && happened.From != happened.To, $" · {Place(happened.From)} → {Place(happened.To)}")}{Html.If(happened.Rule is not null, $" · rule <code>{Shown.Text(happened.Rule)}</code>")}</p>
        {Html.If(happened.Unmet.Count > 0, $"<details><summary>{happened.Unmet.Count} not met</summary><ul>{happened.Unmet.Select(unmet => Html.Of($"<li>{Shown.Text(unmet)}</li>"))}</ul></details>")}
        {Html.If(happened.Readings.Count > 0, $"<details><summary>{happened.Readings.Count} {(happened.Readings.Count == 1 ? "reading" : "readings")}</summary><ul>{happened.Readings.Select(reading => Html.Of($"<li><code>{Shown.Text(reading.Criterion)}</code> {Word(reading.Verdict)}. {Shown.Text(reading.Explanation)}</li>"))}</ul></details>")}
        </li>
        """);

    private static Html Place(RolloutPosition? position) => position is null ? Html.Empty : Html.Of($"{Html.If(position.Stage is not null, $"{Shown.Text(position.Stage)} ")}{position.Percentage.ToString()}");

    private static string Word(CriterionVerdict verdict) => verdict switch
    {
        CriterionVerdict.Pass => "holds",
        CriterionVerdict.Fail => "does not hold",
        CriterionVerdict.Undecided => "undecided",
        _ => "no data",
    };

    private static string Tone(RolloutEvent happened) => happened.Change switch
    {
        RolloutChange.RolledBack or RolloutChange.Killed or RolloutChange.MovedBack or RolloutChange.AlertFired or RolloutChange.IncidentReported => "fr-bad",
        RolloutChange.Held or RolloutChange.Paused or RolloutChange.WouldHave => "fr-open",
        RolloutChange.Started or RolloutChange.Advanced or RolloutChange.Stepped or RolloutChange.Completed or RolloutChange.Resumed or RolloutChange.Revived => "fr-good",
        _ => "",
    };
}
