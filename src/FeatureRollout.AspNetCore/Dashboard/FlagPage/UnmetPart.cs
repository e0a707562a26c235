using FeatureRollout.Dashboard.FlagPage.Actions;

namespace FeatureRollout.Dashboard.FlagPage;

/// <summary>What keeps the rollout from going on.</summary>
internal static class UnmetPart
{
    /// <summary>What is not met; nothing for a flag that another one's rollout moves.</summary>
    public static IReadOnlyList<string> Of(FlagPageData data) => data.Rollout is null || data.IsMovedElsewhere ? [] : data.Assessment?.Unmet ?? [];

    /// <summary>The list, which a disabled button points to.</summary>
    public static Html Show(FlagPageData data)
    {
        var unmet = Of(data);
        if (unmet.Count == 0 || data.Rollout is not { } rollout)
        {
            return Html.Empty;
        }

        var before = rollout.Stage < 0 ? "the start" : FlagActions.IsLast(data) ? "the end" : $"“{VisibleText.Of(rollout.Plan.Stages[rollout.Stage + 1].Name)}”";
        return Html.Of($"""
            <div class="fr-unmet" id="unmet">
            <h3 class="fr-unmet-title">{Icons.Hold}<span>What still stands before {before}</span></h3>
            <ul>{unmet.Select(each => Html.Of($"<li>{Shown.Text(each)}</li>"))}</ul>
            </div>
            """);
    }
}
