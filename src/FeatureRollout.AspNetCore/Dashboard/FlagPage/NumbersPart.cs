using FeatureRollout.Flags;

namespace FeatureRollout.Dashboard.FlagPage;

/// <summary>What has been counted in the present stage, and the errors.</summary>
internal static class NumbersPart
{
    private const int FewErrors = 6;

    public static Html Of(FlagPageData data)
    {
        var stats = data.Flag.Statistics;
        var earlier = stats.On.Count == 0 && data.History is { } history ? (Successes: history.Points.Sum(point => point.On.Successes), Failures: history.Points.Sum(point => point.On.Failures)) : default;
        var before = earlier.Successes + earlier.Failures;
        var errorRate = before > 0 ? (double)earlier.Failures / before : stats.ErrorRate;
        return Html.Of($"""
            <section class="panel" id="numbers" data-live aria-labelledby="numbers-title">
            <h2 id="numbers-title">In numbers <span class="detail">{(before > 0 ? $"the last {data.Span.Text}, {(data.Flag.Reach.Who == Reach.Nobody ? "before it went off" : "all stages")}" : data.Rollout is { Stage: >= 0 } ? "in this stage, last hour" : "the last hour")}</span></h2>
            <dl class="fr-tiles">
            {Tile("Customers it was on for", Shown.About(stats.EnabledCustomers, stats.EnabledCustomersRelativeError), "an estimate, by this process alone")}
            {Tile("Errors", Shown.Number(before > 0 ? earlier.Failures : stats.ErrorCount), $"of {Shown.Number(before > 0 ? before : stats.On.Count)} with the flag on")}
            {Tile("Error rate", Shown.Share(errorRate), $"off: {Shown.Share(stats.Off.ErrorRate)}")}
            {Tile("Success rate", Shown.Share(before > 0 ? 1 - errorRate : stats.SuccessRate), $"off: {Shown.Share(1 - stats.Off.ErrorRate)}")}
            </dl>
            <div class="fr-scroll"><table class="fr-plain fr-arms"><caption class="visually-hidden">Outcomes and latency with the flag on and off</caption><thead><tr><th scope="col">Flag</th><th scope="col" class="number">Outcomes</th><th scope="col" class="number">p50</th><th scope="col" class="number">p95</th><th scope="col" class="number">p99</th></tr></thead>
            <tbody>{(before > 0 ? Arm("on", before) : Arm("on", stats.On))}{Arm("off", stats.Off)}</tbody></table></div>
            </section>
            """);
    }

    /// <summary>The most frequent and the newest errors.</summary>
    public static Html Errors(FlagPageData data, FlagLinks links)
    {
        var stats = data.Flag.Statistics;
        return Html.Of($"""
            <section class="panel" id="errors" data-live aria-labelledby="errors-title">
            <h2 id="errors-title">Errors <span class="detail">with the flag on</span></h2>
            {Html.If(stats.RecentErrors.Count > 0, $"<form id=\"look-up\" method=\"post\" action=\"{links.Customers}\">{links.Antiforgery}</form>")}
            {Html.If(stats.TopErrors.Count == 0, $"<p class=\"detail\">None was recorded.</p>")}
            {Html.If(stats.TopErrors.Count > 0, $"<h3>Most frequent</h3><ol class=\"fr-errors\">{stats.TopErrors.Take(10).Select(error => Html.Of($"<li><b>{Shown.Number(error.Count)} ×</b><span>{Shown.Text(error.Error)}<span class=\"detail fr-by\">last {Words.Moment(error.LastAt)}</span></span></li>"))}</ol>")}
            {Html.If(stats.RecentErrors.Count > 0, $"""
                <h3>Newest</h3><div class="fr-scroll"><table class="list fr-recent"><caption class="visually-hidden">Newest errors with the flag on</caption><thead><tr><th scope="col">When</th><th scope="col">Error</th><th scope="col">Customer</th><th scope="col">Stage</th></tr></thead>
                <tbody>{stats.RecentErrors.Take(FewErrors).Select(error => Recent(error))}</tbody></table></div>
                """)}
            {Html.If(stats.RecentErrors.Count > FewErrors, $"""
                <details class="fr-figures" id="older-errors"><summary>{(stats.RecentErrors.Count == FewErrors + 1 ? "One older one" : $"{stats.RecentErrors.Count - FewErrors} older ones")}</summary><div class="fr-scroll"><table class="list fr-recent"><caption class="visually-hidden">Newest errors with the flag on</caption><thead><tr><th scope="col">When</th><th scope="col">Error</th><th scope="col">Customer</th><th scope="col">Stage</th></tr></thead>
                <tbody>{stats.RecentErrors.Skip(FewErrors).Select(error => Recent(error))}</tbody></table></div></details>
                """)}
            </section>
            """);
    }

    private static Html Tile(string name, string value, string beside) => Html.Of($"<div><dt>{name}</dt><dd><b>{value}</b><small>{beside}</small></dd></div>");

    private static Html Arm(string name, ArmStatistics arm) => Html.Of(
        $"<tr><th scope=\"row\">{name}</th><td class=\"number\">{Shown.Number(arm.Count)}</td><td class=\"number\">{Shown.Latency(arm.LatencyP50)}</td><td class=\"number\">{Shown.Latency(arm.LatencyP95)}</td><td class=\"number\">{Shown.Latency(arm.LatencyP99)}</td></tr>");

    /// <summary>What has left no more than a count.</summary>
    private static Html Arm(string name, long count) => Html.Of(
        $"<tr><th scope=\"row\">{name}</th><td class=\"number\">{Shown.Number(count)}</td><td class=\"number\">{Shown.Nothing}</td><td class=\"number\">{Shown.Nothing}</td><td class=\"number\">{Shown.Nothing}</td></tr>");

    private static Html Recent(RecordedError error) => Html.Of($"""
        <tr><td data-name="When">{Words.Moment(error.At)}</td>
        <td class="fr-recent-error" data-name="Error">{Shown.Text(error.Error)}{Html.If(error.Metadata.Count > 0, $"<span class=\"detail fr-by\">{error.Metadata.Select((pair, i) => Html.Of($"{Html.If(i > 0, $", ")}{Shown.Text(pair.Key)}: {Shown.Text(pair.Value)}"))}</span>")}</td>
        <td data-name="Customer">{(error.CustomerId is { } id ? Html.Of($"<button class=\"fr-link\" form=\"look-up\" name=\"customer\" value=\"{Html.Value(id)}\">{Shown.Text(id)}</button>") : Html.Text(Shown.Nothing))}</td>
        <td data-name="Stage">{Shown.Text(error.Stage)}</td></tr>
        """);
}
