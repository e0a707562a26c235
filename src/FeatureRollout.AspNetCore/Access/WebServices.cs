using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace FeatureRollout.Access;

/// <summary>What the web parts need among the services.</summary>
internal static class WebServices
{
    private const string AntiforgeryCookie = "feature-rollout-antiforgery";

    public static FeatureRolloutBuilder Add(FeatureRolloutBuilder builder, Action<FeatureRolloutWebOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        var services = builder.Services;
        services.AddOptions<FeatureRolloutWebOptions>().Configure(configure).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<FeatureRolloutWebOptions>, WebOptionsValidator>());
        services.AddDataProtection();
        services.AddAntiforgery(Harden);
        services.TryAddSingleton(AccessGate.Create);
        return builder;
    }

    /// <summary>The options belong to the whole application: what the host has chosen for its own forms stays.</summary>
    private static void Harden(AntiforgeryOptions options)
    {
        options.Cookie.Name ??= AntiforgeryCookie;
        if (options.Cookie.SecurePolicy == CookieSecurePolicy.None)
        {
            options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        }
    }
}
