namespace FeatureRollout.Dashboard;

/// <summary>How far what this process serves can be relied on: a word in the header, with the providers behind it.</summary>
internal static class ServingState
{
    public static Html Of(FeatureFlagsStatus status)
    {
        var (tone, icon, word) = status.Readiness switch
        {
            FlagsReadiness.Ready => ("good", Icons.Check, "Serving"),
            FlagsReadiness.Degraded => ("warn", Icons.Warning, "Degraded"),
            _ => ("bad", Icons.Warning, "Never loaded"),
        };
        return Html.Of($"""
            <details class="serving" id="serving" data-live>
            <summary><span class="badge {tone}">{icon}<span>{word}</span></span><span class="serving-version">version {status.Version}</span></summary>
            <div class="popover">
            <h2>Where the flags come from</h2>
            <ul>{status.Providers.Select(Provider)}</ul>
            </div>
            </details>
            """);
    }

    private static Html Provider(ProviderStatus provider) => Html.Of($"""
        <li><strong>{VisibleText.Marked(provider.Name)}</strong>
        <span class="detail">read {(provider.LastGood is null ? Html.Of($"never") : Words.Moment(provider.LastGood))}{(provider.FromLastKnownGood ? ", from the last known good copy" : "")}</span>
        {provider.Problems.Select(problem => Html.Of($"<span class=\"problem\">{Icons.Warning}<span>{VisibleText.Marked(problem)}</span></span>"))}</li>
        """);
}
