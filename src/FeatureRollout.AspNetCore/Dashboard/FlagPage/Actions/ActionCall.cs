using System.Globalization;
using FeatureRollout.Flags.Plans;

namespace FeatureRollout.Dashboard.FlagPage.Actions;

/// <summary>An action with what was filled in. What does not fit is told as an <see cref="ActionInputException"/>.</summary>
/// <param name="Manager">Who does it.</param>
/// <param name="Key">Which flag.</param>
/// <param name="Actor">Who wants it, and why.</param>
/// <param name="Input">What was filled in.</param>
/// <param name="CancellationToken">Cancels it.</param>
internal sealed record ActionCall(IRolloutManager Manager, string Key, RolloutActor Actor, IReadOnlyDictionary<string, string> Input, CancellationToken CancellationToken)
{
    private const int LongestText = 2_000;

    public TimeSpan Duration => DurationText.TryRead(Text("duration", "how long"), out var duration) && duration > TimeSpan.Zero
        ? duration
        : throw new ActionInputException($"How long is {DurationText.Expected}.");

    public Percentage Percentage => decimal.TryParse(Text("percentage", "the percentage").TrimEnd('%', ' '), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
        && FeatureRollout.Percentage.TryFromPercent(number, out var percentage)
        ? percentage
        : throw new ActionInputException("A percentage is a number from 0 to 100 with at most three decimals, such as 12.5.");

    public double Value => double.TryParse(Text("value", "the value"), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
        ? number
        : throw new ActionInputException("A value is a number, such as 0.25; a rate as a fraction, a time in seconds.");

    /// <summary>A text that must be there.</summary>
    public string Text(string field, string name) => Input.GetValueOrDefault(field)?.Trim() switch
    {
        null or "" => throw new ActionInputException($"Say {name}."),
        { Length: > LongestText } => throw new ActionInputException($"{char.ToUpperInvariant(name[0])}{name[1..]} has at most {Shown.Number(LongestText)} characters."),
        var text => text,
    };
}

/// <summary>What every action that takes something away asks for.</summary>
internal static class ActionInput
{
    private const int LongestReason = 1_000;

    public static void DemandReason(string? reason)
    {
        if (string.IsNullOrWhiteSpace(reason))
        {
            throw new ActionInputException("Say why: the reason stands in the audit.");
        }
    }

    /// <summary>Whatever is asked for: it stands in the audit for good.</summary>
    public static void ThrowIfTooLong(string? reason)
    {
        if (reason?.Length > LongestReason)
        {
            throw new ActionInputException($"A reason has at most {Shown.Number(LongestReason)} characters.");
        }
    }

    /// <summary>A character that no text has would be refused by some stores and kept by others.</summary>
    public static void ThrowIfNoText(IEnumerable<string> values)
    {
        if (values.Any(value => value.Contains('\0', StringComparison.Ordinal)))
        {
            throw new ActionInputException("What was filled in holds a character that no text has.");
        }
    }
}

/// <summary>Something that was filled in does not fit; the message is for the person who did.</summary>
internal sealed class ActionInputException(string message) : ArgumentException(message);
