namespace FeatureRollout.Flags.Plans;

/// <summary>The values that meet a comparison with a number.</summary>
/// <param name="From">The lower end; minus infinity for none.</param>
/// <param name="WithFrom">Whether the lower end belongs to it.</param>
/// <param name="To">The upper end; infinity for none.</param>
/// <param name="WithTo">Whether the upper end belongs to it.</param>
internal readonly record struct ValueRange(double From, bool WithFrom, double To, bool WithTo)
{
    /// <summary>How far two limits may be apart and still be the same: 1 − 95 % is not exactly 5 %.</summary>
    private const double Tolerance = 1e-9;

    /// <summary>From nothing up.</summary>
    public static readonly ValueRange NotNegative = new(0, true, double.PositiveInfinity, false);

    /// <summary>Shares.</summary>
    public static readonly ValueRange Fraction = new(0, true, 1, true);

    /// <summary>Any number.</summary>
    public static readonly ValueRange Any = new(double.NegativeInfinity, false, double.PositiveInfinity, false);

    /// <summary>Whether it has an end below, above, or both.</summary>
    public bool IsBelow => double.IsNegativeInfinity(From);

    /// <summary>Whether no value is in.</summary>
    public bool IsEmpty => Same(From, To) ? !(WithFrom && WithTo) : From > To;

    /// <summary>The values in both.</summary>
    public ValueRange And(ValueRange other)
    {
        var (from, withFrom) = Same(From, other.From) ? (From, WithFrom && other.WithFrom) : From > other.From ? (From, WithFrom) : (other.From, other.WithFrom);
        var (to, withTo) = Same(To, other.To) ? (To, WithTo && other.WithTo) : To < other.To ? (To, WithTo) : (other.To, other.WithTo);
        return new ValueRange(from, withFrom, to, withTo);
    }

    /// <summary>Whether all of these values are in the other range too.</summary>
    public bool IsWithin(ValueRange other)
    {
        var both = And(other);
        return Same(both.From, From) && Same(both.To, To) && both.WithFrom == WithFrom && both.WithTo == WithTo;
    }

    /// <summary>One minus each value: successes for failures.</summary>
    public ValueRange Complement() => new(1 - To, WithTo, 1 - From, WithFrom);

    private static bool Same(double left, double right) => left.Equals(right)
        || (double.IsFinite(left) && Math.Abs(left - right) <= Tolerance * Math.Max(1, Math.Abs(left)));
}
