using System.Globalization;
using FeatureRollout.Access;
using FeatureRollout.Dashboard.FlagPage;
using FeatureRollout.Dashboard.FlagPage.Actions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FeatureRollout.Dashboard;

/// <summary>The page of one flag or rollout, and what can be done there.</summary>
internal sealed class FlagPages(DashboardParts parts)
{
    private static readonly Dictionary<string, string> Nothing = new(StringComparer.Ordinal);

    private readonly FlagReading _reading = new(parts);

    /// <summary>Maps <c>flags/{key}</c>, <c>flags/{key}/confirm/{action}</c> and <c>flags/{key}/actions/{action}</c>.</summary>
    public static void Map(IEndpointRouteBuilder group, DashboardParts parts)
    {
        var pages = new FlagPages(parts);
        group.MapGet("flags/{key}", parts.Gate.Guard(FeatureRolloutRole.Read, pages.ShowAsync, parts.Frame.RefuseAsync));
        group.MapGet("flags/{key}/confirm/{action}", parts.Gate.Guard(FeatureRolloutRole.Operate, pages.ConfirmAsync, parts.Frame.RefuseAsync));
        group.MapPost("flags/{key}/actions/{action}", parts.Gate.Guard(FeatureRolloutRole.Operate, pages.ActAsync, parts.Frame.RefuseAsync));
    }

    private async Task ShowAsync(HttpContext context, Caller caller)
    {
        var done = FlagActions.Of(context.Request.Query["did"])?.Done;
        if (await ReadAsync(context, caller, withCharts: true, done).ConfigureAwait(false) is { } data)
        {
            await parts.Frame.WriteAsync(context, caller, VisibleText.Of(data.Flag.Key), FlagView.Of(data, LinksOf(context, data))).ConfigureAwait(false);
        }
    }

    private async Task ConfirmAsync(HttpContext context, Caller caller)
    {
        if (await ReadAsync(context, caller).ConfigureAwait(false) is { } data && await ActionOfAsync(context, caller, data).ConfigureAwait(false) is { } action)
        {
            if (action.IsOffered(data))
            {
                await WriteFormAsync(context, caller, action, data, Nothing).ConfigureAwait(false);
            }
            else
            {
                await PageErrors.WriteAsync(
                    parts.Frame, context, caller, StatusCodes.Status409Conflict, $"{action.Label} is not possible now", "It has changed since that button was shown.", Back(context, data)).ConfigureAwait(false);
            }
        }
    }

    private async Task ActAsync(HttpContext context, Caller caller)
    {
        if (!await parts.Frame.IsGenuineAsync(context, caller).ConfigureAwait(false)
            || await ReadAsync(context, caller).ConfigureAwait(false) is not { } data
            || await ActionOfAsync(context, caller, data).ConfigureAwait(false) is not { } action)
        {
            return;
        }

        var form = await context.Request.ReadFormAsync(context.RequestAborted).ConfigureAwait(false);
        var filled = form.ToDictionary(field => field.Key, field => field.Value.ToString(), StringComparer.Ordinal);
        var seen = long.TryParse(filled.GetValueOrDefault("version"), NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : -1;
        var (status, trouble) = await DoAsync(action, data, caller, filled, seen, context.RequestAborted).ConfigureAwait(false);
        if (status == StatusCodes.Status303SeeOther)
        {
            context.Response.StatusCode = status;
            context.Response.Headers.Location = $"{parts.Frame.Address(context, "flags", data.Flag.Key)}?did={action.Name}";
            PageHeaders.Set(context.Response);
            return;
        }

        // What stands now is read again: the form is for this version.
        if (await ReadAsync(context, caller).ConfigureAwait(false) is { } present)
        {
            await WriteFormAsync(context, caller, action, present, filled, status, trouble ?? ConfirmPart.Meanwhile(present, seen)).ConfigureAwait(false);
        }
    }

    /// <summary>Does it, or says why not; no words for a lost race, which are told from what has happened since.</summary>
    private async Task<(int Status, Html? Trouble)> DoAsync(
        FlagAction action, FlagPageData data, Caller caller, Dictionary<string, string> filled, long seen, CancellationToken cancellationToken)
    {
        try
        {
            var reason = filled.GetValueOrDefault("reason");
            if (action.Lowers || action.Forces || action.NeedsReason)
            {
                ActionInput.DemandReason(reason);
            }

            ActionInput.ThrowIfNoText(filled.Values);
            ActionInput.ThrowIfTooLong(reason);
            var call = new ActionCall(parts.Manager, data.Flag.Key, caller.For(reason), filled, cancellationToken);
            await (action.AnyVersion ? action.DoAsync(call)
                : seen >= 0 ? action.DoAsync(call with { Manager = parts.Manager.IfVersion(seen) })
                : throw new ActionInputException("The form lacks the version that it is for; load the page again.")).ConfigureAwait(false);
            return (StatusCodes.Status303SeeOther, null);
        }
        catch (RolloutConflictException)
        {
            return (StatusCodes.Status409Conflict, null);
        }
        catch (RolloutRefusedException refused)
        {
            return (StatusCodes.Status422UnprocessableEntity, ConfirmPart.Refused(refused.Message, refused.Unmet));
        }
        catch (Exception unfit) when (unfit is ActionInputException or ArgumentException)
        {
            return (StatusCodes.Status400BadRequest, ConfirmPart.Refused(unfit.Message, []));
        }
        catch (InvalidOperationException failed)
        {
            return (StatusCodes.Status409Conflict, ConfirmPart.Refused(failed.Message, []));
        }
    }

    private Task WriteFormAsync(
        HttpContext context, Caller caller, FlagAction action, FlagPageData data, IReadOnlyDictionary<string, string> filled, int status = StatusCodes.Status200OK, Html trouble = default) =>
        parts.Frame.WriteAsync(
            context, caller, $"{action.Label}: {VisibleText.Of(data.Flag.Key)}", ConfirmPart.Of(action, data, LinksOf(context, data), filled, trouble), status);

    private async Task<FlagPageData?> ReadAsync(HttpContext context, Caller caller, bool withCharts = false, string? done = null)
    {
        var key = (string)context.Request.RouteValues["key"]!;
        var logger = context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger("FeatureRollout.Dashboard");
        var data = await _reading.ReadAsync(key, caller.Role, context.Request.Query["over"], withCharts, done, logger, context.RequestAborted).ConfigureAwait(false);
        if (data is null)
        {
            await NotFoundPage.ShowFlagAsync(context, caller, parts, key).ConfigureAwait(false);
        }

        return data;
    }

    /// <summary>The action that is asked for, if there is one and the caller may; else the answer has been written.</summary>
    private async Task<FlagAction?> ActionOfAsync(HttpContext context, Caller caller, FlagPageData data)
    {
        var action = FlagActions.Of((string?)context.Request.RouteValues["action"]);
        if (action is null)
        {
            await PageErrors.WriteAsync(parts.Frame, context, caller, StatusCodes.Status404NotFound, "No such action", "This page has no button for that.", Back(context, data)).ConfigureAwait(false);
            return null;
        }

        if (caller.May(action.Needs(data)))
        {
            return action;
        }

        var refusal = new AccessRefusal(StatusCodes.Status403Forbidden, $"{action.Label} needs the role {Words.Role(action.Needs(data))}.", caller);
        parts.Gate.NoteRefused(context, refusal);
        await parts.Frame.RefuseAsync(context, refusal).ConfigureAwait(false);
        return null;
    }

    private Html Back(HttpContext context, FlagPageData data) =>
        Html.Of($"<p><a class=\"button primary\" href=\"{parts.Frame.PathOf(context, "flags", data.Flag.Key)}\">Back to {VisibleText.Marked(data.Flag.Key)}</a></p>");

    private FlagLinks LinksOf(HttpContext context, FlagPageData data) =>
        new(data.Flag.Key, segments => parts.Frame.PathOf(context, segments), parts.Frame.Antiforgery(context));
}
