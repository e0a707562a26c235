using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.FeatureManagement;
using Microsoft.FeatureManagement.FeatureFilters;

namespace FeatureRollout.FeatureManagement.Tests.App;

/// <summary>What every interface of Microsoft.FeatureManagement answers, as text.</summary>
public static class Answers
{
    private static readonly string[] Names = [.. Features.Ids, "Unheard-of"];

    /// <summary>About whoever calls.</summary>
    public static async Task<string> AllAsync(HttpContext context)
    {
        var services = context.RequestServices;
        var lines = new List<string>();
        foreach (var name in Names)
        {
            var answers = new[]
            {
                await services.GetRequiredService<IFeatureManager>().IsEnabledAsync(name),
                await services.GetRequiredService<IFeatureManagerSnapshot>().IsEnabledAsync(name),
                await services.GetRequiredService<IVariantFeatureManager>().IsEnabledAsync(name),
                await services.GetRequiredService<IVariantFeatureManagerSnapshot>().IsEnabledAsync(name),
            };
            lines.Add($"{name}: {string.Join(' ', answers)}");
            lines.Add("  " + Text(await services.GetRequiredService<IVariantFeatureManager>().GetVariantAsync(name)));
            lines.Add("  " + Text(await services.GetRequiredService<IVariantFeatureManagerSnapshot>().GetVariantAsync(name)));
        }

        var greeter = await services.GetRequiredService<IVariantServiceProvider<IGreeter>>().GetServiceAsync(context.RequestAborted);
        lines.Add("greeter: " + greeter?.Greeting);
        lines.Add("names: " + string.Join(' ', await NamesOf(services.GetRequiredService<IFeatureManager>().GetFeatureNamesAsync())));
        lines.Add("names: " + string.Join(' ', await NamesOf(services.GetRequiredService<IVariantFeatureManagerSnapshot>().GetFeatureNamesAsync())));
        return string.Join('\n', lines);
    }

    /// <summary>About somebody else, whose context is given.</summary>
    public static async Task<string> AboutAsync(HttpContext context, string user, string? groups)
    {
        var services = context.RequestServices;
        var about = new TargetingContext { UserId = user, Groups = groups?.Split(',') };
        var lines = new List<string>();
        foreach (var name in Names)
        {
            var answers = new[]
            {
                await services.GetRequiredService<IFeatureManager>().IsEnabledAsync(name, about),
                await services.GetRequiredService<IVariantFeatureManager>().IsEnabledAsync(name, about),
            };
            lines.Add($"{name}: {string.Join(' ', answers)}");
            lines.Add("  " + Text(await services.GetRequiredService<IVariantFeatureManager>().GetVariantAsync(name, about)));
        }

        return string.Join('\n', lines);
    }

    private static string Text(Variant? variant) => variant is null ? "no variant" : $"{variant.Name} {string.Join(' ', Entries(variant.Configuration))}";

    private static IEnumerable<string> Entries(IConfigurationSection? section) => (section?.AsEnumerable() ?? [])
        .Where(entry => entry.Value is not null)
        .Select(entry => $"{entry.Key[section!.Path.Length..].TrimStart(':')}={entry.Value}")
        .Order(StringComparer.Ordinal);

    private static async Task<IEnumerable<string>> NamesOf(IAsyncEnumerable<string> names)
    {
        var all = new List<string>();
        await foreach (var name in names)
        {
            all.Add(name);
        }

        // Importing may make flags of its own, which no code asks for.
        return all.Where(Features.Ids.Contains).Order(StringComparer.Ordinal);
    }
}
