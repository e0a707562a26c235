namespace FeatureRollout.Dashboard.FlagPage;

/// <summary>What has been counted in the present stage, and the errors.</summary>
internal static class NumbersPart
{
    public static Html Of(FlagPageData data)
    {
        var stats = data.Flag.Statistics;
        return Html.Of($"""
            <section class="fr-card" id="numbers" data-live aria-labelledby="numbers-title">
            <h2 id="numbers-title">In numbers <span class="fr-quiet">outcomes of the last hour</span></h2>
            <dl class="fr-tiles">
            {Tile("Customers it was on for", Shown.About(stats.EnabledCustomers, stats.EnabledCustomersRelativeError), "an estimate")}
            {Tile("Errors", Shown.Number(stats.ErrorCount), $"of {Shown.Number(stats.On.Count)} with the flag on")}
            {Tile("Error rate", Shown.Share(stats.ErrorRate), $"off: {Shown.Share(stats.Off.ErrorRate)}")}
            {Tile("Success rate", Shown.Share(stats.SuccessRate), $"off: {Shown.Share(1 - stats.Off.ErrorRate)}")}
            </dl>
            <div class="fr-scroll"><table class="fr-table"><thead><tr><th scope="col">Flag</th><th scope="col" class="fr-figure">Outcomes</th><th scope="col" class="fr-figure">Errors</th><th scope="col" class="fr-figure">p50</th><th scope="col" class="fr-figure">p95</th><th scope="col" class="fr-figure">p99</th></tr></thead>
            <tbody>{Arm("on", stats.On)}{Arm("off", stats.Off)}</tbody></table></div>
            </section>
            """);
    }

    /// <summary>The most frequent and the newest errors.</summary>
    public static Html Errors(FlagPageData data, FlagLinks links)
    {
        var stats = data.Flag.Statistics;
        return Html.Of($"""
            <section class="fr-card" id="errors" data-live aria-labelledby="errors-title">
            <h2 id="errors-title">Errors <span class="fr-quiet">with the flag on</span></h2>
            {Html.If(stats.TopErrors.Count == 0, $"<p class=\"fr-quiet\">None was recorded.</p>")}
            {Html.If(stats.TopErrors.Count > 0, $"<h3>Most frequent</h3><ol class=\"fr-errors\">{stats.TopErrors.Take(10).Select(error => Html.Of($"<li><b class=\"fr-figure\">{Shown.Number(error.Count)} ×</b><span>{Shown.Text(error.Error)}<span class=\"fr-quiet fr-by\">last {Shown.TimeAgo(error.LastAt, data.Now)}</span></span></li>"))}</ol>")}
            {Html.If(stats.RecentErrors.Count > 0, $"""
                <h3>Newest</h3><div class="fr-scroll"><table class="fr-table fr-recent"><thead><tr><th scope="col">When</th><th scope="col">Error</th><th scope="col">Customer</th><th scope="col">Stage</th></tr></thead>
                <tbody>{stats.RecentErrors.Take(20).Select(error => Recent(error, data, links))}</tbody></table></div>
                """)}
            </section>
            """);
    }

    private static Html Tile(string name, string value, string beside) => Html.Of($"<div><dt>{name}</dt><dd><b>{value}</b><small>{beside}</small></dd></div>");

    private static Html Arm(string name, ArmStatistics arm) => Html.Of(
        $"<tr><th scope=\"row\">{name}</th><td class=\"fr-figure\">{Shown.Number(arm.Count)}</td><td class=\"fr-figure\">{Shown.Share(arm.ErrorRate)}</td><td class=\"fr-figure\">{Shown.Latency(arm.LatencyP50)}</td><td class=\"fr-figure\">{Shown.Latency(arm.LatencyP95)}</td><td class=\"fr-figure\">{Shown.Latency(arm.LatencyP99)}</td></tr>");

    private static Html Recent(RecordedError error, FlagPageData data, FlagLinks links) => Html.Of($"""
        <tr><td data-label="When">{Shown.TimeAgo(error.At, data.Now)}</td>
        <td data-label="Error">{Shown.Text(error.Error)}{Html.If(error.Metadata.Count > 0, $"<span class=\"fr-quiet fr-by\">{error.Metadata.Select((pair, i) => Html.Of($"{Html.If(i > 0, $", ")}{Shown.Text(pair.Key)}: {Shown.Text(pair.Value)}"))}</span>")}</td>
        <td data-label="Customer">{(error.CustomerId is { } id ? Html.Of($"<a href=\"{links.Customer(id)}\">{Shown.Text(id)}</a>") : Html.Text(Shown.Nothing))}</td>
        <td data-label="Stage">{Shown.Text(error.Stage)}</td></tr>
        """);
}
