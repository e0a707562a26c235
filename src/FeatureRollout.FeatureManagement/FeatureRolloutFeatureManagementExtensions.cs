using FeatureRollout.Registration;
using Microsoft.FeatureManagement;

namespace FeatureRollout;

/// <summary>Lets code that uses Microsoft.FeatureManagement answer from this library.</summary>
public static class FeatureRolloutFeatureManagementExtensions
{
    /// <summary>
    /// From now on <see cref="IFeatureManager"/>, <see cref="IVariantFeatureManager"/>, their snapshots and all that builds on
    /// these, such as <c>[FeatureGate]</c>, the <c>feature</c> tag helper and <c>WithFeatureGate</c>, answer the features that
    /// <see cref="IFeatureFlags"/> knows from there. Every other feature is answered as before, and a flag that appears later takes over.
    /// The lifetime of the managers stays. Calling it again adds nothing twice.
    /// </summary>
    /// <remarks>
    /// It may stand before or after <c>services.AddFeatureRollout()</c>, which says where flags come from, and <c>WithTargeting</c>.
    /// The customer is the one of the context that is asked with, else the one of <c>ITargetingContextAccessor</c>, else nobody
    /// known. <c>UserId</c> is the customer id, <c>Groups</c> the attribute <c>groups</c>.
    /// </remarks>
    public static IFeatureManagementBuilder AddFeatureRollout(this IFeatureManagementBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        BridgeServices.Add(builder.Services);
        return builder;
    }

    /// <inheritdoc cref="AddFeatureRollout(IFeatureManagementBuilder)"/>
    /// <param name="builder">What <c>AddFeatureManagement()</c> or <c>AddScopedFeatureManagement()</c> gave.</param>
    /// <param name="configure">Says who the customer is; runs after those of earlier calls.</param>
    public static IFeatureManagementBuilder AddFeatureRollout(this IFeatureManagementBuilder builder, Action<FeatureRolloutBridgeOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        BridgeServices.Add(builder.Services, configure);
        return builder;
    }
}
