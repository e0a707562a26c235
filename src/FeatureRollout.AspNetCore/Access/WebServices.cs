using FeatureRollout.Requests;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace FeatureRollout.Access;

/// <summary>What the web parts need among the services.</summary>
internal static class WebServices
{
    public static FeatureRolloutBuilder Add(FeatureRolloutBuilder builder, Action<FeatureRolloutWebOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        var services = builder.Services;
        services.AddOptions<FeatureRolloutWebOptions>().Configure(configure).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<FeatureRolloutWebOptions>, WebOptionsValidator>());
        services.AddLogging();
        services.AddDataProtection();
        services.AddAntiforgery(Harden);
        services.TryAddSingleton(AccessGate.Create);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, AttributeCheck>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, MappingCheck>());
        return builder;
    }

    /// <summary>
    /// The options belong to the whole application, so what the host has chosen for its own forms stays. The framework's defaults are what is needed
    /// already, a cookie of the application's own name, for no script and no other site, but for this one.
    /// </summary>
    private static void Harden(AntiforgeryOptions options)
    {
        if (options.Cookie.SecurePolicy == CookieSecurePolicy.None)
        {
            options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        }
    }
}
