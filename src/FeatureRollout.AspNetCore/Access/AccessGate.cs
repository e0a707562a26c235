using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace FeatureRollout.Access;

/// <summary>Lets callers in or not. One for the application; thread-safe.</summary>
internal sealed class AccessGate
{
    private static readonly AccessRefusal CrossSiteWrite = new(
        StatusCodes.Status403Forbidden, "A page of another site sent this request, so nothing was changed. Send it from the dashboard, or show an API key in a header.");

    private static readonly AccessRefusal CrossSiteRead = new(
        StatusCodes.Status403Forbidden, "A page of another site sent this request. What is open to this machine alone is not open to other sites.");

    private readonly FeatureRolloutWebOptions _options;
    private readonly ApiKeyRing _keys;
    private readonly WrongKeyThrottle _throttle;
    private readonly HostPolicies _policies;
    private readonly SignInTicket _tickets;
    private readonly ILogger _logger;

    private AccessGate(FeatureRolloutWebOptions options, IDataProtectionProvider protection, TimeProvider time, ILogger logger)
    {
        _options = options;
        _keys = new ApiKeyRing(options.ApiKeys);
        _throttle = new WrongKeyThrottle(time, logger);
        _policies = new HostPolicies(options);
        _tickets = new SignInTicket(_keys, protection, time);
        _logger = logger;
    }

    /// <summary>Whether anybody can sign in on the dashboard: there are keys.</summary>
    public bool HasSignIn => !_keys.IsEmpty;

    /// <summary>Whether the host's own sign-in may let somebody in, so that its challenge helps a caller who is refused with 401.</summary>
    public bool HasPolicies => !_policies.AreNone;

    /// <summary>Who may do what, for people to see: the keys' holders, the policies, this machine, anybody. No key is in it.</summary>
    public IReadOnlyList<AccessGrant> Grants =>
    [
        .. _options.ApiKeys.Select(key => new AccessGrant(CallerKind.ApiKey, key.Name, key.Role)),
        .. _policies.Grants,
        .. _options.LoopbackRole is { } local ? new[] { new AccessGrant(CallerKind.Loopback, ActorNames.Loopback, local) } : [],
        .. _options.DangerousAnonymousRole is { } anybody ? new[] { new AccessGrant(CallerKind.Anonymous, ActorNames.Anonymous, anybody) } : [],
    ];

    /// <summary>Finds out who calls, and whether they may do what asks for a role.</summary>
    /// <remarks>
    /// Order: an API key, if one is shown (a wrong one is refused, whatever else would let the caller in); the dashboard's sign-in; the host's policies, highest first;
    /// loopback; anybody. Of the last three the one that gives most counts, so that nobody may do less for being known. What stands after <c>Bearer</c> and is no key
    /// is left to the policies, if there are any, since it may be a token of the host's; it is refused where they do not know its user. Where no keys are set no header shows one.
    /// A write (any method but GET, HEAD, OPTIONS) that a browser says comes from another site is refused unless the caller showed an API key in a header; so is anything
    /// that a script of another site asks of a caller who is let in for being on this machine. What needs only <see cref="FeatureRolloutRole.Evaluate"/> is exempt: it changes
    /// nothing, and web applications ask OFREP across origins, which the host's CORS rules.
    /// </remarks>
    public ValueTask<AccessDecision> DecideAsync(HttpContext context, FeatureRolloutRole needed)
    {
        if (_keys.IsEmpty)
        {
            return DecideOtherwiseAsync(context, needed, unknown: null);
        }

        var shown = ShownKey.In(context.Request.Headers);
        if (shown.IsAmbiguous)
        {
            return Refused(new(StatusCodes.Status401Unauthorized, "The request shows more than one credential. Show one API key, in Authorization or in X-Api-Key."));
        }

        if (shown.Value is { } key)
        {
            return Find(context, key, out var retryAfter) is { } holder ? Decided(context, _keys.ByHeader(holder), needed)
                : !shown.MayBeToken || _policies.AreNone ? Refused(WrongKey(retryAfter))
                : DecideOtherwiseAsync(context, needed, WrongKey(retryAfter));
        }

        return context.GetEndpoint()?.Metadata.GetMetadata<AcceptsSignIn>() is { } signIn && _tickets.Read(context, signIn.Path) is { } signedIn
            ? Decided(context, signedIn, needed)
            : DecideOtherwiseAsync(context, needed, unknown: null);
    }

    /// <summary>A handler that is only reached by callers with the role; the others get what <paramref name="refuse"/> writes, and refused changes are logged.</summary>
    public RequestDelegate Guard(FeatureRolloutRole needed, Func<HttpContext, Caller, Task> handler, Func<HttpContext, AccessRefusal, Task> refuse) =>
        async context =>
        {
            var decision = await DecideAsync(context, needed).ConfigureAwait(false);
            if (decision.Refusal is not { } refusal)
            {
                await handler(context, decision.Caller!).ConfigureAwait(false);
                return;
            }

            if (needed > FeatureRolloutRole.Evaluate)
            {
                NoteRefused(context, refusal);
            }

            await refuse(context, refusal).ConfigureAwait(false);
        };

    /// <summary>Logs who was not let to change what. For what is refused behind <see cref="Guard"/>, which logs by itself; a refused reading is not logged.</summary>
    public void NoteRefused(HttpContext context, AccessRefusal refusal)
    {
        if (CrossSite.MayChange(context.Request))
        {
            AccessLog.RefusedWrite(_logger, context, refusal);
        }
    }

    /// <summary>
    /// Signs the browser in as the holder of a key, for eight hours and for endpoints with <see cref="AcceptsSignIn"/> of the same path. Wrong keys count as those
    /// in headers do. Refused where another site sent the form: it would have somebody act under a key that is not theirs.
    /// </summary>
    /// <param name="context">The request that brought the key; its response gets the cookie.</param>
    /// <param name="key">The key as it was typed; space around it is dropped.</param>
    /// <param name="path">The dashboard's path, as in <see cref="AcceptsSignIn"/>.</param>
    /// <param name="refusal">Why not.</param>
    public bool TrySignIn(HttpContext context, string? key, string path, [NotNullWhen(false)] out AccessRefusal? refusal)
    {
        TimeSpan? retryAfter = null;
        var holder = CrossSite.IsWrite(context.Request) ? null : Find(context, (key ?? "").Trim(), out retryAfter);
        refusal = holder is not null ? null
            : CrossSite.IsWrite(context.Request) ? CrossSiteWrite
            : WrongKey(retryAfter);
        if (refusal is not null)
        {
            AccessLog.SignInRefused(_logger, context.Connection.RemoteIpAddress, refusal.Status);
            return false;
        }

        var caller = _keys.BySignIn(holder!.Value);
        _tickets.Issue(context, holder.Value, path);
        AccessLog.SignedIn(_logger, caller.Name, caller.Role, context.Connection.RemoteIpAddress);
        return true;
    }

    /// <summary>Ends what <see cref="TrySignIn"/> began, in this browser. Refused where another site sent the form.</summary>
    public static bool TrySignOut(HttpContext context, string path, [NotNullWhen(false)] out AccessRefusal? refusal)
    {
        refusal = CrossSite.IsWrite(context.Request) ? CrossSiteWrite : null;
        if (refusal is null)
        {
            SignInTicket.Withdraw(context, path);
        }

        return refusal is null;
    }

    /// <summary>The gate of an application that maps something, after checking that its options let somebody in.</summary>
    /// <exception cref="InvalidOperationException">They let nobody in, or are out of their ranges.</exception>
    public static AccessGate Of(IServiceProvider services, string mapped)
    {
        AccessGate? gate;
        try
        {
            gate = services.GetService<AccessGate>();
        }
        catch (OptionsValidationException invalid)
        {
            throw new InvalidOperationException($"{mapped}: {string.Join(' ', invalid.Failures)}", invalid);
        }

        if (gate is null || !gate.LetsAnybodyIn)
        {
            throw new InvalidOperationException(
                $"{mapped}: nobody would be let in. Say who in services.AddFeatureRollout().AddWeb(options => …): ApiKeys, a policy of the application (EvaluatePolicy, ReadPolicy, "
                + "OperatePolicy, AdministerPolicy), or for development LoopbackRole. Whoever wants no protection at all sets DangerousAnonymousRole.");
        }

        gate._policies.Check(services, mapped);
        return gate;
    }

    internal static AccessGate Create(IServiceProvider services) => new(
        services.GetRequiredService<IOptions<FeatureRolloutWebOptions>>().Value,
        services.GetRequiredService<IDataProtectionProvider>(),
        services.GetService<TimeProvider>() ?? TimeProvider.System,
        services.GetService<ILoggerFactory>()?.CreateLogger("FeatureRollout.Access") ?? (ILogger)NullLogger.Instance);

    private bool LetsAnybodyIn =>
        HasSignIn || HasPolicies || _options.LoopbackRole is not null || _options.DangerousAnonymousRole is not null;

    private int? Find(HttpContext context, string key, out TimeSpan? retryAfter)
    {
        var holder = _keys.Find(key);
        retryAfter = _throttle.Judge(context.Connection.RemoteIpAddress, holder);
        return retryAfter is null && holder != ApiKeyRing.Nobody ? holder : null;
    }

    /// <param name="context">The request.</param>
    /// <param name="needed">The role that it needs.</param>
    /// <param name="unknown">The refusal of what was shown after <c>Bearer</c> and is no key, where the policies do not know its user either.</param>
    private async ValueTask<AccessDecision> DecideOtherwiseAsync(HttpContext context, FeatureRolloutRole needed, AccessRefusal? unknown)
    {
        var (role, isKnown) = _policies.AreNone ? default : await _policies.JudgeAsync(context).ConfigureAwait(false);
        var caller = role is { } granted ? new Caller(ActorNames.Of(context, _options), granted, CallerKind.Policy) : null;
        if (unknown is not null && !isKnown)
        {
            return new(null, unknown);
        }

        if (_options.LoopbackRole is { } local && local > (caller?.Role ?? 0) && LoopbackRequests.Is(context))
        {
            caller = new(ActorNames.Loopback, local, CallerKind.Loopback);
        }

        if (_options.DangerousAnonymousRole is { } anybody && anybody > (caller?.Role ?? 0))
        {
            caller = new(ActorNames.Anonymous, anybody, CallerKind.Anonymous);
        }

        if (caller is not null && caller.May(needed))
        {
            if (unknown is { RetryAfter: null })
            {
                _throttle.Forgive(context.Connection.RemoteIpAddress);
            }

            return Allowed(context, caller, needed);
        }

        return isKnown
            ? new(null, Lacking(caller ?? new(ActorNames.Of(context, _options), default, CallerKind.Policy), needed))
            : new(null, new(StatusCodes.Status401Unauthorized, "Nobody is let in without credentials. Show an API key in Authorization or X-Api-Key, or sign in.", caller));
    }

    private static ValueTask<AccessDecision> Decided(HttpContext context, Caller caller, FeatureRolloutRole needed) =>
        new(caller.May(needed) ? Allowed(context, caller, needed) : new(null, Lacking(caller, needed)));

    private static AccessDecision Allowed(HttpContext context, Caller caller, FeatureRolloutRole needed) => (caller.Kind, needed) switch
    {
        (CallerKind.ApiKey, _) or (_, FeatureRolloutRole.Evaluate) => new(caller, null),
        _ when CrossSite.IsWrite(context.Request) => new(null, CrossSiteWrite with { Caller = caller }),
        (CallerKind.Loopback, _) when CrossSite.IsScriptedRead(context.Request) => new(null, CrossSiteRead with { Caller = caller }),
        _ => new(caller, null),
    };

    private static AccessRefusal Lacking(Caller caller, FeatureRolloutRole needed) =>
        new(StatusCodes.Status403Forbidden, $"This needs the role {needed}, which {(caller.Role == default ? "the caller does not have" : $"the caller, who has {caller.Role}, does not have")}.", caller);

    private static AccessRefusal WrongKey(TimeSpan? retryAfter) => retryAfter is null
        ? new(StatusCodes.Status401Unauthorized, "The API key is not one of this application's.")
        : new(StatusCodes.Status429TooManyRequests, "Too many wrong API keys came from this address. Try again later.", RetryAfter: retryAfter);

    private static ValueTask<AccessDecision> Refused(AccessRefusal refusal) => new(new AccessDecision(null, refusal));
}

/// <summary>What callers of a kind may do.</summary>
/// <param name="Kind">How they are known.</param>
/// <param name="Name">A key's holder, or a policy's name.</param>
/// <param name="Role">What they may do.</param>
internal readonly record struct AccessGrant(CallerKind Kind, string Name, FeatureRolloutRole Role)
{
    /// <summary>Who may most comes first.</summary>
    public static IEnumerable<AccessGrant> InOrder(IEnumerable<AccessGrant> grants) =>
        grants.OrderByDescending(grant => grant.Role).ThenBy(grant => grant.Kind).ThenBy(grant => grant.Name, StringComparer.Ordinal);
}

/// <summary>Either a caller who may, or why not.</summary>
internal readonly record struct AccessDecision(Caller? Caller, AccessRefusal? Refusal);

/// <summary>Why a caller is not let in.</summary>
/// <param name="Status">401 where credentials would help, 403 where they do not, 429 where too many wrong keys came from there.</param>
/// <param name="Reason">One sentence for the caller, without internals.</param>
/// <param name="Caller">Who was refused, where that is known.</param>
/// <param name="RetryAfter">When to try again, of a 429.</param>
internal sealed record AccessRefusal(int Status, string Reason, Caller? Caller = null, TimeSpan? RetryAfter = null);
