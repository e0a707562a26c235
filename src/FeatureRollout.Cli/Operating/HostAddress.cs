using FeatureRollout.Cli.Terminal;

namespace FeatureRollout.Cli.Operating;

/// <summary>The address of a running host, and the key for it.</summary>
/// <param name="Base">Where the application is, with a slash at its end.</param>
/// <param name="Key">The key; null for none.</param>
internal sealed record HostAddress(Uri Base, string? Key)
{
    private static readonly string[] Endings = ["/api/v2", "/api"];

    /// <summary>For people.</summary>
    public string Place { get; } = Plain.Text(Base.AbsoluteUri);

    /// <summary>The address of something below <c>/api/</c>.</summary>
    public Uri Of(string path) => new(Base, "api/" + path);

    /// <exception cref="CliException">It is no address, holds what must not stand in one, or would send the key over an open line.</exception>
    public static HostAddress Of(BackendChoice choice)
    {
        if (!Uri.TryCreate(choice.Url, UriKind.Absolute, out var address) || (address.Scheme != Uri.UriSchemeHttps && address.Scheme != Uri.UriSchemeHttp) || address.Host.Length == 0)
        {
            // What is no address may still hold a password.
            throw CliException.Usage($"The host's address is one such as https://shop.example/, with https:// or http:// before it; see --url and {GlobalOptions.UrlVariable}.");
        }

        if (address.UserInfo.Length > 0)
        {
            throw CliException.Usage($"The host's address takes no user or password: others can see it. The key goes into {GlobalOptions.KeyVariable}.");
        }

        if (address.Query.Length > 0 || address.Fragment.Length > 0)
        {
            throw CliException.Usage("The host's address takes no query (\"?\") and no fragment (\"#\"): it is where the application is, such as https://shop.example/.");
        }

        var key = KeyOf(choice.Key);
        if (key is not null && address.Scheme == Uri.UriSchemeHttp && !address.IsLoopback && !choice.IsInsecureAllowed)
        {
            throw CliException.Usage(
                $"The key would go to {Plain.Text(address.Host)} over http, where everybody on the way can read it. Use https, or set {GlobalOptions.InsecureVariable}=1 where the way is safe.");
        }

        return new HostAddress(Root(address), key);
    }

    private static Uri Root(Uri address)
    {
        var path = address.AbsolutePath.TrimEnd('/');
        var ending = Endings.FirstOrDefault(each => path.EndsWith(each, StringComparison.OrdinalIgnoreCase)) ?? "";
        return new UriBuilder(address) { Path = path[..^ending.Length].TrimEnd('/') + "/" }.Uri;
    }

    /// <summary>Whoever reads a key out of a file gets the file's last line break with it.</summary>
    private static string? KeyOf(string? given) => given?.Trim() is not { Length: > 0 } key ? null
        : key.AsSpan().ContainsAnyExceptInRange(' ', '~') ? throw CliException.Usage($"The key in {GlobalOptions.KeyVariable} holds characters that no key has.")
        : key;
}
