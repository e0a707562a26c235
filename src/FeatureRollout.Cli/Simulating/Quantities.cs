using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using FeatureRollout.Flags.Conditions;
using FeatureRollout.Flags.Plans;

namespace FeatureRollout.Cli.Simulating;

/// <summary>Numbers with units as people write them on the command line.</summary>
internal static class Quantities
{
    public const string Share = "a percentage such as 0.5%, or a fraction such as 0.005";
    public const string Latency = "a time such as 80ms or 1.5s";
    public const string Number = "a number such as 0.5";
    public const string Moment = "a time such as 2026-01-05 or 2026-01-05T09:30:00Z";

    /// <summary>Reads a share as a fraction: <c>5%</c> is 0.05, and so is <c>0.05</c>.</summary>
    public static bool TryReadShare(string text, out double share)
    {
        var isPercent = text.EndsWith('%');
        var read = TryReadNumber(isPercent ? text[..^1].TrimEnd() : text, out share);
        share = isPercent ? share / 100 : share;
        return read && share is >= 0 and <= 1;
    }

    /// <summary>Reads a latency of more than nothing and less than an hour.</summary>
    public static bool TryReadLatency(string text, out TimeSpan latency)
    {
        var (digits, unit) = text.EndsWith("ms", StringComparison.Ordinal) ? (text[..^2], 1.0) : text.EndsWith('s') ? (text[..^1], 1_000.0) : ("", 0);
        var read = TryReadNumber(digits, out var number) && number > 0 && number * unit < TimeSpan.FromHours(1).TotalMilliseconds;
        latency = read ? TimeSpan.FromMilliseconds(number * unit) : TimeSpan.Zero;
        return read;
    }

    /// <summary>Reads a number that is not below zero.</summary>
    public static bool TryReadNumber(string text, out double number) => double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number);

    public static bool TryReadDuration(string text, out TimeSpan duration) => DurationText.TryRead(text, out duration);

    public static bool TryReadMoment(string text, out DateTimeOffset moment)
    {
        var read = IsoMoment.TryRead(text.Replace(' ', 'T'), out var ticks);
        moment = new DateTimeOffset(ticks, TimeSpan.Zero);
        return read;
    }

    /// <summary>An option of a kind; what is out of its range is refused with what is expected.</summary>
    public static Option<T?> Option<T>(string name, string helpName, string description, TryRead<T> read, string expected, Func<T, bool>? allows = null)
        where T : struct => new(name)
        {
            HelpName = helpName,
            Description = description,
            CustomParser = result =>
            {
                if (result.Tokens.Count == 1 && read(result.Tokens[0].Value, out var value) && allows?.Invoke(value) != false)
                {
                    return value;
                }

                result.AddError($"{name}: \"{Terminal.Plain.Text(string.Concat(result.Tokens.Select(token => token.Value)))}\" is not {expected}.");
                return null;
            },
        };

    /// <summary>An option whose text is read by something that says what is wrong.</summary>
    public static Option<T[]> Each<T>(string name, string helpName, string description, Func<string, T> read) => new(name)
    {
        HelpName = helpName,
        Description = description,
        Arity = ArgumentArity.OneOrMore,
        CustomParser = result =>
        {
            try
            {
                return [.. result.Tokens.Select(token => read(token.Value))];
            }
            catch (FormatException wrong)
            {
                result.AddError($"{name}: {wrong.Message}");
                return null;
            }
        },
    };
}

/// <summary>Reads a value; false where the text is none.</summary>
internal delegate bool TryRead<T>(string text, out T value);
