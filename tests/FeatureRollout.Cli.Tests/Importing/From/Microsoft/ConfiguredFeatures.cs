using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.FeatureManagement;
using Microsoft.FeatureManagement.FeatureFilters;

namespace FeatureRollout.Cli.Tests.Importing.From.Microsoft;

/// <summary>The package itself over a configuration; a filter that it does not have counts as not met, as the importer counts it.</summary>
internal sealed class ConfiguredFeatures : IDisposable
{
    private readonly ServiceProvider _services;
    private readonly IVariantFeatureManager _features;

    public ConfiguredFeatures(string json)
    {
        var services = new ServiceCollection();
        var configuration = new ConfigurationBuilder().AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(json))).Build();
        services.AddSingleton<IConfiguration>(configuration).AddFeatureManagement();
        services.Configure<FeatureManagementOptions>(options => options.IgnoreMissingFeatureFilters = true);
        _services = services.BuildServiceProvider();
        _features = _services.GetRequiredService<IVariantFeatureManager>();
    }

    public async Task<(bool IsOn, string? Variant)> AskAsync(string feature, string? user, string[] groups)
    {
        var context = new TargetingContext { UserId = user, Groups = groups };
        return (await _features.IsEnabledAsync(feature, context), (await _features.GetVariantAsync(feature, context))?.Name);
    }

    public void Dispose() => _services.Dispose();
}
