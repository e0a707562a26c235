using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace FeatureRollout.Providers;

/// <summary>Where relative paths start.</summary>
internal static class ContentRoot
{
    public static string Resolve(IServiceProvider services, string path) =>
        services.GetService<IHostEnvironment>() is { ContentRootPath: { Length: > 0 } root } ? Path.Combine(root, path) : path;
}
