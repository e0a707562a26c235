using FeatureRollout.Dashboard.FlagPage.Actions;

namespace FeatureRollout.Dashboard.FlagPage;

/// <summary>The whole page of one flag or rollout. Pure.</summary>
internal static class FlagView
{
    public static Html Of(FlagPageData data, FlagLinks links) => Html.Of($"""
        {HeadPart.Of(data, links)}
        {ActionsPart.Of(data, links)}
        <div class="fr-columns">
        <div class="fr-column fr-where">{LadderPart.Of(data, links)}{IncidentsPart.Of(data, links)}</div>
        <div class="fr-column fr-how">{ChartsPart.Of(data, links)}{CriteriaPart.Of(data)}{NumbersPart.Errors(data, links)}</div>
        <div class="fr-column fr-besides">{NumbersPart.Of(data)}{EventsPart.Of(data, links)}{FactsPart.Of(data, links)}</div>
        </div>
        """);
}
