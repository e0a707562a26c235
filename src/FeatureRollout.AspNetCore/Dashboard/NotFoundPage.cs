using FeatureRollout.Access;
using FeatureRollout.Text;
using Microsoft.AspNetCore.Http;

namespace FeatureRollout.Dashboard;

/// <summary>What stands where nothing is.</summary>
internal static class NotFoundPage
{
    /// <summary>For an address that is no page.</summary>
    public static Task ShowAsync(HttpContext context, Caller caller, DashboardParts parts) => PageErrors.WriteAsync(
        parts.Frame, context, caller, StatusCodes.Status404NotFound, "There is no such page", "The address may be mistyped, or from another version of the dashboard.");

    /// <summary>For a flag that nobody knows, with the one that was probably meant.</summary>
    public static async Task ShowFlagAsync(HttpContext context, Caller caller, DashboardParts parts, string key)
    {
        var flags = await parts.Manager.ListFlagsAsync(context.RequestAborted).ConfigureAwait(false);
        var nearest = NearestName.To(key, flags.Select(flag => flag.Key));
        await PageErrors.WriteAsync(
            parts.Frame,
            context,
            caller,
            StatusCodes.Status404NotFound,
            "There is no such flag",
            $"No layer and no store knows \"{key}\".",
            nearest is null ? Html.Empty : Html.Of($"<p>Did you mean <a href=\"{parts.Frame.PathOf(context, "flags", nearest)}\">{VisibleText.Marked(nearest)}</a>?</p>")).ConfigureAwait(false);
    }
}
