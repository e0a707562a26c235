using System.Globalization;

namespace FeatureRollout;

/// <summary>
/// A share of customers from 0 % to 100 % in steps of a thousandth of a percent, held as an integer so that
/// two percentages compare exactly.
/// </summary>
public readonly record struct Percentage : IComparable<Percentage>
{
    /// <summary>Nobody.</summary>
    public static readonly Percentage Zero;

    /// <summary>Everybody.</summary>
    public static readonly Percentage Full = new(100_000);

    private Percentage(int thousandths) => Thousandths = thousandths;

    /// <summary>Thousandths of a percent, 0 to 100,000: 25 % is 25,000.</summary>
    public int Thousandths { get; }

    /// <summary>The percentage as a number, 0 to 100.</summary>
    public decimal Value => Thousandths / 1000m;

    /// <summary>Makes a percentage from thousandths of a percent.</summary>
    /// <param name="thousandths">0 to 100,000.</param>
    /// <exception cref="ArgumentOutOfRangeException">Outside that range.</exception>
    public static Percentage FromThousandths(int thousandths)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(thousandths);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(thousandths, 100_000);
        return new Percentage(thousandths);
    }

    /// <summary>Makes a percentage from a number of percent.</summary>
    /// <param name="percent">0 to 100, with at most three decimals.</param>
    /// <exception cref="ArgumentOutOfRangeException">Outside that range, or with more decimals.</exception>
    public static Percentage FromPercent(decimal percent) =>
        TryFromPercent(percent, out var percentage)
            ? percentage
            : throw new ArgumentOutOfRangeException(
                nameof(percent), percent, "A percentage is a number from 0 to 100 with at most three decimals.");

    /// <summary>Makes a percentage from a number of percent, or says that it is none.</summary>
    /// <param name="percent">0 to 100, with at most three decimals.</param>
    /// <param name="percentage">The percentage; zero where the answer is false.</param>
    public static bool TryFromPercent(decimal percent, out Percentage percentage)
    {
        if (percent is >= 0 and <= 100 && decimal.IsInteger(percent * 1000))
        {
            percentage = new Percentage((int)(percent * 1000));
            return true;
        }

        percentage = default;
        return false;
    }

    /// <summary>Converts from a number of percent; see <see cref="FromPercent"/>.</summary>
    public static implicit operator Percentage(decimal percent) => FromPercent(percent);

    /// <inheritdoc/>
    public int CompareTo(Percentage other) => Thousandths.CompareTo(other.Thousandths);

    /// <summary>Whether the left share is the smaller one.</summary>
    public static bool operator <(Percentage left, Percentage right) => left.Thousandths < right.Thousandths;

    /// <summary>Whether the left share is the larger one.</summary>
    public static bool operator >(Percentage left, Percentage right) => left.Thousandths > right.Thousandths;

    /// <summary>Whether the left share is at most the right one.</summary>
    public static bool operator <=(Percentage left, Percentage right) => left.Thousandths <= right.Thousandths;

    /// <summary>Whether the left share is at least the right one.</summary>
    public static bool operator >=(Percentage left, Percentage right) => left.Thousandths >= right.Thousandths;

    /// <summary>The number with a percent sign, such as <c>12.5 %</c>, in every culture.</summary>
    public override string ToString() => Value.ToString("0.###", CultureInfo.InvariantCulture) + " %";
}
