using Microsoft.AspNetCore.Http;

namespace FeatureRollout.Access;

/// <summary>Lets callers in or not. One for the application; thread-safe.</summary>
internal sealed class AccessGate
{
    /// <summary>Finds out who calls, and whether they may do what asks for a role.</summary>
    /// <remarks>
    /// Order: an API key, if one is shown (a wrong one is refused, whatever else would let the caller in); the dashboard's sign-in; the host's policies, highest first;
    /// loopback; anybody. A write (any method but GET, HEAD, OPTIONS) that a browser says comes from another site is refused unless the caller showed an API key in a header.
    /// </remarks>
    public ValueTask<AccessDecision> DecideAsync(HttpContext context, FeatureRolloutRole needed) => throw new NotSupportedException();

    /// <summary>A handler that is only reached by callers with the role; the others get what <paramref name="refuse"/> writes.</summary>
    public RequestDelegate Guard(FeatureRolloutRole needed, Func<HttpContext, Caller, Task> handler, Func<HttpContext, AccessRefusal, Task> refuse) =>
        async context =>
        {
            var decision = await DecideAsync(context, needed).ConfigureAwait(false);
            await (decision.Refusal is { } refusal ? refuse(context, refusal) : handler(context, decision.Caller!)).ConfigureAwait(false);
        };

    /// <summary>The gate of an application that maps something, after checking that its options let somebody in.</summary>
    /// <exception cref="InvalidOperationException">They let nobody in, or are out of their ranges.</exception>
    public static AccessGate Of(IServiceProvider services, string mapped) => throw new NotSupportedException();
}

/// <summary>Either a caller who may, or why not.</summary>
internal readonly record struct AccessDecision(Caller? Caller, AccessRefusal? Refusal);

/// <summary>Why a caller is not let in.</summary>
/// <param name="Status">401 where credentials would help, 403 where they do not, 429 where too many wrong keys came from there.</param>
/// <param name="Reason">One sentence for the caller, without internals.</param>
/// <param name="Caller">Who was refused, where that is known.</param>
/// <param name="RetryAfter">When to try again, of a 429.</param>
internal sealed record AccessRefusal(int Status, string Reason, Caller? Caller = null, TimeSpan? RetryAfter = null);
