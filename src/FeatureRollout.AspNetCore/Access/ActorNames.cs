using System.Security.Claims;
using FeatureRollout.Control;
using FeatureRollout.Control.Sharing;
using Microsoft.AspNetCore.Http;

namespace FeatureRollout.Access;

/// <summary>Names of callers as the audit has them: never empty, on one line, at most 128 characters.</summary>
internal static class ActorNames
{
    public const int Longest = 128;
    public const string Loopback = "loopback";
    public const string Anonymous = "anonymous";
    private const string Nameless = "unnamed user";
    private const string UserPrefix = "user ";

    private static readonly string[] Reserved = [RolloutController.Actor, ConfiguredNumber.Actor, Loopback, Anonymous];

    /// <summary>The signed-in user's name.</summary>
    public static string Of(HttpContext context, FeatureRolloutWebOptions options)
    {
        var user = context.User;
        var name = options.ActorName is { } actorName
            ? actorName(context)
            : FirstOf(user.Identity?.Name, user.FindFirst("sub")?.Value, user.FindFirst(ClaimTypes.NameIdentifier)?.Value);
        return Clean(name) is { } clean ? (IsReserved(clean) ? Clean(UserPrefix + clean)! : clean) : (user.Identity is { IsAuthenticated: true } ? Nameless : Anonymous);
    }

    /// <summary>Whether the audit has the name for somebody who is no person: nobody may act under it.</summary>
    public static bool IsReserved(string name) => Array.Exists(
        Reserved, reserved => name.Trim().Equals(reserved, StringComparison.OrdinalIgnoreCase)) || name.TrimStart().StartsWith(ControllerEvents.Outside, StringComparison.OrdinalIgnoreCase);

    /// <summary>The name without what could forge lines, at its length; null where nothing is left.</summary>
    public static string? Clean(string? name)
    {
        if (string.IsNullOrWhiteSpace(name))
        {
            return null;
        }

        name = name.Trim();
        var length = name.Length <= Longest ? name.Length : char.IsHighSurrogate(name[Longest - 1]) ? Longest - 1 : Longest;
        return string.Create(length, name, static (to, from) =>
        {
            for (var at = 0; at < to.Length; at++)
            {
                to[at] = IsLineBreakOrControl(from[at]) ? '\uFFFD' : from[at];
            }
        });
    }

    private static bool IsLineBreakOrControl(char letter) => char.IsControl(letter) || letter is '\u2028' or '\u2029';

    private static string? FirstOf(params ReadOnlySpan<string?> names)
    {
        foreach (var name in names)
        {
            if (!string.IsNullOrWhiteSpace(name))
            {
                return name;
            }
        }

        return null;
    }
}
