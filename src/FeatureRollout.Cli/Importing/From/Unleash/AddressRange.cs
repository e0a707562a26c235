using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace FeatureRollout.Cli.Importing.From.Unleash;

/// <summary>Network addresses and ranges of them as conditions: an address is compared as text, a range of IPv4 is a pattern.</summary>
internal static class AddressRange
{
    private const string AnyOctet = "(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";

    /// <summary>The condition; null for a range that none can say, which are those of IPv6.</summary>
    /// <param name="attribute">The attribute that has the address as text.</param>
    /// <param name="text">An address such as <c>10.0.0.1</c>, or a range such as <c>10.0.0.0/8</c>; anything else is nobody's.</param>
    public static string? Condition(string attribute, string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var (address, length) = slash < 0 ? (text, null) : (text[..slash], text[(slash + 1)..]);
        if (!IPAddress.TryParse(address, out var parsed)
            || (parsed.AddressFamily == AddressFamily.InterNetwork && parsed.ToString() != address))
        {
            return ConditionText.Never;
        }

        var most = parsed.AddressFamily == AddressFamily.InterNetwork ? 32 : 128;
        if (length is null)
        {
            return Equal(attribute, address);
        }

        return !int.TryParse(length, NumberStyles.None, CultureInfo.InvariantCulture, out var bits) || bits > most ? ConditionText.Never
            : bits == most ? Equal(attribute, address)
            : most == 128 ? null
            : $"{ConditionText.Name(attribute)} matches {ConditionText.Text(Pattern(parsed.GetAddressBytes(), bits))}";
    }

    private static string Equal(string attribute, string address) => ConditionText.Compare(attribute, "==", ConditionText.Text(address));

    private static string Pattern(byte[] octets, int bits) =>
        $"^{string.Join("[.]", octets.Select((octet, i) => Octet(octet, Math.Clamp(bits - (8 * i), 0, 8))))}$";

    private static string Octet(byte octet, int fixedBits)
    {
        if (fixedBits == 0)
        {
            return AnyOctet;
        }

        var size = 1 << (8 - fixedBits);
        var first = octet & ~(size - 1);
        var all = Enumerable.Range(first, size).Select(value => value.ToString(CultureInfo.InvariantCulture));
        return size == 1 ? all.First() : $"(?:{string.Join('|', all)})";
    }
}
