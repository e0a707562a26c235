using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace FeatureRollout.Access;

/// <summary>The host's authorization policies that the options name, the highest role first.</summary>
internal sealed class HostPolicies(FeatureRolloutWebOptions options)
{
    private readonly (FeatureRolloutRole Role, string Option, string Policy)[] _policies =
    [.. NamedBy(options)
        .Select((named, at) => (Role: (FeatureRolloutRole)(at + 1), named.Option, Policy: named.Policy!))
        .Where(named => named.Policy is not null)
        .Reverse()];

    public bool AreNone => _policies.Length == 0;

    /// <summary>What meeting each of them gives.</summary>
    public IEnumerable<AccessGrant> Grants => _policies.Select(named => new AccessGrant(CallerKind.Policy, named.Policy, named.Role));

    /// <summary>The options that name policies, in the order of their roles.</summary>
    public static IEnumerable<(string Option, string? Policy)> NamedBy(FeatureRolloutWebOptions options) =>
    [
        (nameof(options.EvaluatePolicy), options.EvaluatePolicy),
        (nameof(options.ReadPolicy), options.ReadPolicy),
        (nameof(options.OperatePolicy), options.OperatePolicy),
        (nameof(options.AdministerPolicy), options.AdministerPolicy),
    ];

    /// <summary>
    /// The highest role whose policy the request meets, null where it meets none; and whether its user is known to any of them. The user of the
    /// policy that was met becomes the request's user, since a policy may bring schemes of its own; where none was met the user stays who it was.
    /// </summary>
    public async ValueTask<(FeatureRolloutRole? Role, bool IsKnown)> JudgeAsync(HttpContext context)
    {
        var services = context.RequestServices;
        var provider = services.GetRequiredService<IAuthorizationPolicyProvider>();
        var evaluator = services.GetRequiredService<IPolicyEvaluator>();
        var user = context.User;
        var isKnown = false;
        foreach (var (role, _, name) in _policies)
        {
            if (await provider.GetPolicyAsync(name).ConfigureAwait(false) is not { } policy)
            {
                continue;
            }

            var authentication = await evaluator.AuthenticateAsync(policy, context).ConfigureAwait(false);
            var authorization = await evaluator.AuthorizeAsync(policy, authentication, context, context).ConfigureAwait(false);
            if (authorization.Succeeded)
            {
                return (role, true);
            }

            isKnown |= authentication.Succeeded;
            if (!ReferenceEquals(context.User, user))
            {
                context.User = user;
            }
        }

        return (null, isKnown);
    }

    /// <summary>Finds what would fail at the first request.</summary>
    /// <exception cref="InvalidOperationException">The host has no authorization, or not that policy, or not a scheme of it.</exception>
    public void Check(IServiceProvider services, string mapped)
    {
        if (AreNone)
        {
            return;
        }

        using var scope = services.CreateScope();
        if (scope.ServiceProvider.GetService<IAuthorizationPolicyProvider>() is not { } provider || scope.ServiceProvider.GetService<IPolicyEvaluator>() is null)
        {
            throw new InvalidOperationException(
                $"{mapped}: FeatureRolloutWebOptions.{_policies[0].Option} names the policy '{_policies[0].Policy}', but the application has no authorization. Call services.AddAuthorization() and define the policy.");
        }

        foreach (var (_, option, name) in _policies)
        {
            // Mapping is synchronous and happens once, before any request.
            var policy = provider.GetPolicyAsync(name).GetAwaiter().GetResult() ?? throw new InvalidOperationException(
                $"{mapped}: FeatureRolloutWebOptions.{option} names the policy '{name}', which the application does not define. Define it in services.AddAuthorization(…), or change the option.");
            var schemes = scope.ServiceProvider.GetService<IAuthenticationSchemeProvider>();
            foreach (var scheme in policy.AuthenticationSchemes)
            {
                if (schemes?.GetSchemeAsync(scheme).GetAwaiter().GetResult() is null)
                {
                    throw new InvalidOperationException(
                        $"{mapped}: the policy '{name}' of FeatureRolloutWebOptions.{option} uses the authentication scheme '{scheme}', which the application does not have. Add it in services.AddAuthentication(…).");
                }
            }
        }
    }
}
