using FeatureRollout.Access;
using Microsoft.AspNetCore.Http;

namespace FeatureRollout.Dashboard;

/// <summary>All flags.</summary>
internal static class OverviewPage
{
    public static async Task ShowAsync(HttpContext context, Caller caller, DashboardParts parts)
    {
        var flags = await parts.Manager.ListFlagsAsync(context.RequestAborted).ConfigureAwait(false);
        await parts.Frame.WriteAsync(context, caller, "Flags", Html.Of($"<h1>Flags</h1><p>{flags.Count}</p>")).ConfigureAwait(false);
    }
}
