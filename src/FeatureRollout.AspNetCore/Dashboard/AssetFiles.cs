using System.Collections.Frozen;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace FeatureRollout.Dashboard;

/// <summary>Style sheet, script and icon: embedded, and served under names that change with their content, so that browsers keep them.</summary>
internal static class AssetFiles
{
    private static readonly FrozenDictionary<string, Asset> ByName = ReadAll();
    private static readonly FrozenDictionary<string, Asset> ByAddress = ByName.Values.ToFrozenDictionary(asset => asset.Address, StringComparer.Ordinal);

    /// <summary>The last segment of an asset's path, such as <c>dashboard.1f2e3d4c.css</c>.</summary>
    public static string Address(string name) => ByName[name].Address;

    /// <summary>Maps <c>assets/{file}</c>, open to everybody: the sign-in page needs them, and they tell nothing.</summary>
    public static void Map(IEndpointRouteBuilder group) => group.MapGet("assets/{file}", static async context =>
    {
        if (context.Request.RouteValues["file"] is not string file || !ByAddress.TryGetValue(file, out var asset))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        var headers = context.Response.Headers;
        headers.CacheControl = "public, max-age=31536000, immutable";
        headers.XContentTypeOptions = "nosniff";
        headers[HeaderNames.ContentSecurityPolicy] = "default-src 'none'; style-src 'unsafe-inline'; sandbox";
        context.Response.ContentType = asset.ContentType;
        context.Response.ContentLength = asset.Content.Length;
        await context.Response.Body.WriteAsync(asset.Content, context.RequestAborted).ConfigureAwait(false);
    });

    private static FrozenDictionary<string, Asset> ReadAll() => new[]
    {
        Read("dashboard.css", "text/css; charset=utf-8"),
        Read("dashboard.js", "text/javascript; charset=utf-8"),
        Read("icon.svg", "image/svg+xml"),
    }.ToFrozenDictionary(asset => asset.Name, StringComparer.Ordinal);

    private static Asset Read(string name, string contentType)
    {
        var assembly = typeof(AssetFiles).Assembly;
        using var stream = assembly.GetManifestResourceStream($"FeatureRollout.AspNetCore.Dashboard.Assets.{name}")
            ?? throw new InvalidOperationException($"The assembly lacks its asset {name}.");
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        var hash = Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, 8));
        return new Asset(name, $"{Path.GetFileNameWithoutExtension(name)}.{hash}{Path.GetExtension(name)}", contentType, content);
    }

    private sealed record Asset(string Name, string Address, string ContentType, byte[] Content);
}
