using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using FeatureRollout.Access;
using FeatureRollout.AdminApi.Wire;
using FeatureRollout.Flags.Files;
using Microsoft.AspNetCore.Http;

namespace FeatureRollout.AdminApi;

/// <summary>One request that has been let in. Not thread-safe.</summary>
internal sealed class AdminCall(AdminParts parts, HttpContext context, Caller caller)
{
    private readonly List<string> _applied = [];
    private string? _key;

    public AdminParts Parts => parts;

    public HttpContext Context => context;

    public Caller Caller => caller;

    public CancellationToken Aborted => context.RequestAborted;

    /// <summary>The members of the body that were carried out.</summary>
    public IReadOnlyList<string> Applied => _applied;

    /// <summary>The flag of the path under its exact key; as it was written where no flag is known by it.</summary>
    public string Key => _key ??= FlagNames.Find(parts.Flags, Route("key")) ?? Route("key");

    /// <summary>The manager for reading.</summary>
    public IRolloutManager Manager => parts.Manager;

    /// <summary>The manager for the change of this request, which holds only for the version that the caller has seen, if any.</summary>
    public IRolloutManager Changing => EntityTags.VersionOf(context.Request.Headers.IfMatch) is { } version ? parts.Manager.IfVersion(version) : parts.Manager;

    /// <summary>Whether the caller says which version the change is for.</summary>
    public bool IsConditional => EntityTags.VersionOf(context.Request.Headers.IfMatch) is not null;

    public string Route(string name) => (string)context.Request.RouteValues[name]!;

    /// <summary>Whoever calls, as the audit has it.</summary>
    public RolloutActor By(string? reason) => caller.For(Given.Text(reason, "reason"));

    /// <summary>Refuses what only an administrator may.</summary>
    public void ThrowIfForced(bool force)
    {
        if (force)
        {
            ThrowIfNoAdministrator("To force it takes the role administer.");
        }
    }

    /// <summary>Refuses a start that would create what the flag files plan, which only an administrator may.</summary>
    public async Task ThrowIfCreatesAsync()
    {
        if (!caller.May(FeatureRolloutRole.Administer) && await parts.Manager.GetFlagAsync(Key, Aborted).ConfigureAwait(false) is { Rollout: null, PlannedAlong: { } plan })
        {
            ThrowIfNoAdministrator($"To create the rollout that the flag files plan along \"{plan}\" takes the role administer.");
        }
    }

    /// <summary>Notes that a member of the body was carried out, for an answer that says so where a later one fails.</summary>
    public void Did(string member) => _applied.Add(member);

    public void ThrowIfElsewhere()
    {
        if (context.Request.RouteValues["environment"] is string asked && FlagKey.Fold(asked) != FlagKey.Fold(parts.Manager.Environment))
        {
            throw AdminProblemException.NotFound($"This application serves the environment \"{parts.Manager.Environment}\" and no other.");
        }

        if (context.Request.RouteValues["key"] is string key && !FlagKey.IsValid(key))
        {
            throw UnknownFlag();
        }
    }

    /// <summary>Whether the path names a flag or rollout that does not exist, so that what went wrong is the path's.</summary>
    public async ValueTask<bool> LeadsNowhereAsync() =>
        context.Request.RouteValues.ContainsKey("key")
        && parts.Flags.GetDefinition(Key) is null
        && await parts.Manager.GetRolloutConfigAsync(Key, Aborted).ConfigureAwait(false) is null;

    /// <summary>The flag of the path.</summary>
    /// <exception cref="AdminProblemException">There is none.</exception>
    public async Task<FlagOverview> FlagAsync() => await parts.Manager.GetFlagAsync(Key, Aborted).ConfigureAwait(false) ?? throw UnknownFlag();

    /// <summary>The flag of the path with the rollout that it leads.</summary>
    /// <exception cref="AdminProblemException">It leads none.</exception>
    public async Task<FlagOverview> RolloutAsync()
    {
        var flag = await FlagAsync().ConfigureAwait(false);
        return FlagNames.DescribeNoRollout(flag) is { } why ? throw AdminProblemException.NotFound(why) : flag;
    }

    public AdminProblemException UnknownFlag() => AdminProblemException.NotFound(FlagNames.DescribeUnknown(parts.Flags, Route("key")));

    /// <summary>The body; the type's own where there is none and there need not be one.</summary>
    public async Task<T> ReadAsync<T>(JsonTypeInfo<T> type, T? otherwise = null)
        where T : class
    {
        var body = await RequestBody.ReadAsync(context, parts.MaxRequestBytes).ConfigureAwait(false);
        return body.Length > 0 ? StrictJson.Read(body, type)
            : otherwise ?? throw AdminProblemException.BadRequest($"A JSON body is needed, with the members {string.Join(", ", type.Properties.Select(property => property.Name))}.");
    }

    /// <summary>Answers, without an ETag.</summary>
    public Task AnswerAsync<T>(T value, JsonTypeInfo<T> type, int status = StatusCodes.Status200OK) => SendAsync(JsonSerializer.SerializeToUtf8Bytes(value, type), status);

    /// <summary>Answers with an ETag, or with nothing where the caller has it already.</summary>
    public Task AnswerAsync<T>(T value, JsonTypeInfo<T> type, long version, int status = StatusCodes.Status200OK)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(value, type);
        var tag = EntityTags.Of(version, body);
        context.Response.Headers.ETag = tag;
        if (HttpMethods.IsGet(context.Request.Method) && EntityTags.IsKnown(context.Request.Headers.IfNoneMatch, tag))
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        return SendAsync(body, status);
    }

    private void ThrowIfNoAdministrator(string why)
    {
        if (!caller.May(FeatureRolloutRole.Administer))
        {
            parts.Gate.NoteRefused(context, new AccessRefusal(StatusCodes.Status403Forbidden, why, caller));
            throw AdminProblemException.Forbidden(why);
        }
    }

    private async Task SendAsync(byte[] body, int status)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, Aborted).ConfigureAwait(false);
    }
}
