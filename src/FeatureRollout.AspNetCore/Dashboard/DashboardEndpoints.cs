using FeatureRollout.Access;
using FeatureRollout.Changes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace FeatureRollout.Dashboard;

/// <summary>The routes of the dashboard.</summary>
internal static class DashboardEndpoints
{
    public static IEndpointConventionBuilder Map(IEndpointRouteBuilder endpoints, string path)
    {
        var services = endpoints.ServiceProvider;
        var flags = services.GetRequiredService<FeatureFlags>();
        var parts = new DashboardParts(
            flags,
            services.GetRequiredService<IRolloutManager>(),
            AccessGate.Of(services, "MapFeatureRolloutDashboard"),
            new PageFrame(),
            new ChangeFeed(flags),
            services.GetService<TimeProvider>() ?? TimeProvider.System);
        var group = endpoints.MapGroup(path);
        FlagPages.Map(group, parts);
        return group;
    }
}

/// <summary>What every page of the dashboard may use.</summary>
internal sealed record DashboardParts(
    FeatureFlags Flags, IRolloutManager Manager, AccessGate Gate, PageFrame Frame, ChangeFeed Changes, TimeProvider Time);

/// <summary>What stands around every page: head, navigation, who is signed in.</summary>
internal sealed class PageFrame
{
    /// <summary>Writes a page with its headers: content security policy, no caching, no framing, no referrer.</summary>
    /// <param name="context">The request.</param>
    /// <param name="caller">Who asks; null on the sign-in page.</param>
    /// <param name="title">The page's title, plain text.</param>
    /// <param name="main">What the page holds. An element with an id and the attribute <c>data-live</c> is replaced by its newest form when flags change, and every ten seconds.</param>
    /// <param name="status">The response's status code.</param>
    public Task WriteAsync(HttpContext context, Caller? caller, string title, Html main, int status = StatusCodes.Status200OK) => throw new NotSupportedException();

    /// <summary>The path of a page inside the dashboard, encoded for use in a quoted attribute, such as <c>/base/rollouts/flags/a</c> for the segments <c>flags</c>, <c>a</c>.</summary>
    public Html PathOf(HttpContext context, params ReadOnlySpan<string> segments) => throw new NotSupportedException();

    /// <summary>The hidden field that every form that posts must hold.</summary>
    public Html Antiforgery(HttpContext context) => throw new NotSupportedException();

    /// <summary>Whether a posted form holds the field of <see cref="Antiforgery"/> that belongs to this browser; where not, the refusal has been written.</summary>
    public ValueTask<bool> IsGenuineAsync(HttpContext context, Caller caller) => throw new NotSupportedException();

    /// <summary>Why a caller is not let in: sends to the sign-in page or the host's challenge, or says what is missing.</summary>
    public Task RefuseAsync(HttpContext context, AccessRefusal refusal) => throw new NotSupportedException();
}
