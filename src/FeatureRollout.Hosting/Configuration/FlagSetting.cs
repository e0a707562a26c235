using System.Buffers;
using System.Globalization;

namespace FeatureRollout.Configuration;

/// <summary>What one configuration value says about a flag; a member that is null says nothing.</summary>
/// <param name="Enabled">False for a kill, true for on.</param>
/// <param name="Percentage">The share of customers, never zero: that is a kill.</param>
internal readonly record struct FlagSetting(bool? Enabled, Percentage? Percentage)
{
    /// <summary>What <see cref="TryParse"/> takes, for people.</summary>
    public const string Allowed =
        "allowed are true, false, a fraction from 0 to 1 with at most five decimals such as 0.05, or a percentage such as 5% (more than 1 needs the percent sign: write 5%)";

    /// <summary>What <see cref="TryParsePercentage"/> takes, for people.</summary>
    public const string AllowedPercentage = "allowed is a number from 0 to 100 with at most three decimals, such as 5 or 2.5";

    /// <summary>What <see cref="TryParseSwitch"/> takes, for people.</summary>
    public const string AllowedSwitch = "allowed are true and false";

    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789");

    /// <summary>Whether this turns the flag off for everybody.</summary>
    public bool IsKill => Enabled == false;

    /// <summary>Reads <c>true</c>, <c>false</c>, a fraction from 0 to 1, or a percentage with its sign.</summary>
    public static bool TryParse(string? text, out FlagSetting setting)
    {
        if (TryParseSwitch(text, out setting))
        {
            return true;
        }

        var trimmed = text.AsSpan().Trim();
        return trimmed.EndsWith('%')
            ? TryParsePercentage(text, out setting)
            : TryParseNumber(trimmed, out var fraction) && fraction <= 1 && TryMake(fraction * 100, out setting);
    }

    /// <summary>Reads a number from 0 to 100, with or without a percent sign.</summary>
    public static bool TryParsePercentage(string? text, out FlagSetting setting)
    {
        setting = default;
        var trimmed = text.AsSpan().Trim();
        var number = trimmed.EndsWith('%') ? trimmed[..^1].TrimEnd() : trimmed;
        return TryParseNumber(number, out var percent) && TryMake(percent, out setting);
    }

    /// <summary>Reads <c>true</c> or <c>false</c> in any case.</summary>
    public static bool TryParseSwitch(string? text, out FlagSetting setting)
    {
        var parsed = bool.TryParse(text.AsSpan().Trim(), out var enabled);
        setting = parsed ? new FlagSetting(enabled, null) : default;
        return parsed;
    }

    /// <summary>So many characters are read exactly; more would be rounded.</summary>
    private const int LongestNumber = 24;

    /// <summary>Digits, at most one point, at least one digit on each side of it; no sign, exponent or group separator.</summary>
    private static bool TryParseNumber(ReadOnlySpan<char> text, out decimal number)
    {
        number = default;
        var point = text.IndexOf('.');
        var whole = point < 0 ? text : text[..point];
        var fraction = point < 0 ? "0" : text[(point + 1)..];
        return text.Length <= LongestNumber && !whole.IsEmpty && !fraction.IsEmpty
            && !whole.ContainsAnyExcept(Digits) && !fraction.ContainsAnyExcept(Digits)
            && decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number);
    }

    private static bool TryMake(decimal percent, out FlagSetting setting)
    {
        setting = default;
        if (!FeatureRollout.Percentage.TryFromPercent(percent, out var percentage))
        {
            return false;
        }

        setting = percentage switch
        {
            _ when percentage == FeatureRollout.Percentage.Zero => new FlagSetting(false, null),
            _ when percentage == FeatureRollout.Percentage.Full => new FlagSetting(true, percentage),
            _ => new FlagSetting(null, percentage),
        };
        return true;
    }
}
