using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace FeatureRollout.Access;

/// <summary>
/// The cookie of somebody who has signed in on the dashboard with an API key. It holds no key, only until when it lasts and a fingerprint of the
/// key, its role and its holder's name: a key that is changed or gone from the options has ended it. Nothing in it comes from the browser that
/// signs in, and each sign-in makes a new one. It is valid under the path alone that it was made for.
/// </summary>
internal sealed class SignInTicket(ApiKeyRing keys, IDataProtectionProvider protection, TimeProvider time)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(8);

    private const int FingerprintBytes = SHA256.HashSizeInBytes;

    private readonly IDataProtector _protector = protection.CreateProtector("FeatureRollout.SignIn.v1");

    /// <summary>Gives the browser the ticket of the holder of a key.</summary>
    public void Issue(HttpContext context, int holder, string path)
    {
        var ticket = new byte[sizeof(long) + FingerprintBytes];
        BinaryPrimitives.WriteInt64LittleEndian(ticket, (time.GetUtcNow() + Lifetime).UtcTicks);
        keys.FingerprintOf(holder).CopyTo(ticket.AsSpan(sizeof(long)));
        var whole = WholePath(context, path);
        context.Response.Cookies.Append(
            NameOf(whole),
            WebEncoders.Base64UrlEncode(Protector(whole).Protect(ticket)),
            Cookie(context, whole));
    }

    /// <summary>Takes the ticket from the browser.</summary>
    public static void Withdraw(HttpContext context, string path)
    {
        var whole = WholePath(context, path);
        context.Response.Cookies.Delete(NameOf(whole), Cookie(context, whole));
    }

    /// <summary>Whose ticket the request carries; null where it has none that is valid now.</summary>
    public Caller? Read(HttpContext context, string path)
    {
        var whole = WholePath(context, path);
        if (context.Request.Cookies[NameOf(whole)] is not { Length: > 0 and < 1024 } cookie)
        {
            return null;
        }

        byte[] ticket;
        try
        {
            ticket = Protector(whole).Unprotect(WebEncoders.Base64UrlDecode(cookie));
        }
        catch (Exception refused) when (refused is CryptographicException or FormatException)
        {
            return null;
        }

        if (ticket.Length != sizeof(long) + FingerprintBytes || time.GetUtcNow().UtcTicks >= BinaryPrimitives.ReadInt64LittleEndian(ticket))
        {
            return null;
        }

        var holder = keys.FindFingerprint(ticket.AsSpan(sizeof(long)));
        return holder == ApiKeyRing.Nobody ? null : keys.BySignIn(holder);
    }

    /// <summary>One name for each path: dashboards of one host do not overwrite each other's.</summary>
    private static string NameOf(string wholePath) =>
        "feature-rollout-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(wholePath)).AsSpan(0, 4));

    private static string WholePath(HttpContext context, string path) =>
        (context.Request.PathBase + new PathString("/" + path.Trim('/'))).ToUriComponent() is { Length: > 1 } whole ? whole.TrimEnd('/') : "/";

    private static CookieOptions Cookie(HttpContext context, string wholePath) => new()
    {
        HttpOnly = true,
        IsEssential = true,
        Path = wholePath,
        SameSite = SameSiteMode.Strict,
        Secure = context.Request.IsHttps,
    };

    private IDataProtector Protector(string wholePath) => _protector.CreateProtector(wholePath);
}
