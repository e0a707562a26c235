namespace FeatureRollout.Criteria.Language;

/// <summary>What stands behind a number.</summary>
internal enum CriterionUnit
{
    None,
    Percent,

    /// <summary><c>x</c>: a plain factor.</summary>
    Factor,
    Milliseconds,
    Seconds,
    Minutes,
    Hours,
    Days,
}

/// <summary>The units as they are written.</summary>
internal static class CriterionUnits
{
    private static readonly (string Written, CriterionUnit Unit)[] Named =
    [
        ("ms", CriterionUnit.Milliseconds), ("s", CriterionUnit.Seconds), ("m", CriterionUnit.Minutes),
        ("h", CriterionUnit.Hours), ("d", CriterionUnit.Days), ("x", CriterionUnit.Factor),
    ];

    /// <summary>The units that are words, which no metric can be called.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Named.Select(unit => unit.Written)];

    /// <summary>The unit that is written so; null for none.</summary>
    public static CriterionUnit? Find(string written)
    {
        foreach (var (name, unit) in Named)
        {
            if (string.Equals(name, written, StringComparison.Ordinal))
            {
                return unit;
            }
        }

        return null;
    }

    /// <summary>How a unit is written.</summary>
    public static string Write(CriterionUnit unit) => unit switch
    {
        CriterionUnit.None => "",
        CriterionUnit.Percent => "%",
        _ => Named.First(known => known.Unit == unit).Written,
    };

    /// <summary>Whether it measures time.</summary>
    public static bool IsTime(CriterionUnit unit) => unit >= CriterionUnit.Milliseconds;
}
