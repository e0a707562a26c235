namespace FeatureRollout.Criteria.Language;

/// <summary>How two values are compared.</summary>
internal enum CriterionSign
{
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Equal,
    NotEqual,
}

/// <summary>What the signs mean.</summary>
internal static class CriterionSigns
{
    /// <summary>Whether two finite numbers compare so, exactly.</summary>
    public static bool Holds(CriterionSign sign, double left, double right) => sign switch
    {
        CriterionSign.Less => left < right,
        CriterionSign.LessOrEqual => left <= right,
        CriterionSign.Greater => left > right,
        CriterionSign.GreaterOrEqual => left >= right,
        CriterionSign.Equal => left.Equals(right),
        _ => !left.Equals(right),
    };

    /// <summary>The sign with its sides exchanged.</summary>
    public static CriterionSign Mirror(CriterionSign sign) => sign switch
    {
        CriterionSign.Less => CriterionSign.Greater,
        CriterionSign.LessOrEqual => CriterionSign.GreaterOrEqual,
        CriterionSign.Greater => CriterionSign.Less,
        CriterionSign.GreaterOrEqual => CriterionSign.LessOrEqual,
        _ => sign,
    };

    /// <summary>The sign that holds exactly where this one does not.</summary>
    public static CriterionSign Opposite(CriterionSign sign) => sign switch
    {
        CriterionSign.Less => CriterionSign.GreaterOrEqual,
        CriterionSign.LessOrEqual => CriterionSign.Greater,
        CriterionSign.Greater => CriterionSign.LessOrEqual,
        CriterionSign.GreaterOrEqual => CriterionSign.Less,
        CriterionSign.Equal => CriterionSign.NotEqual,
        _ => CriterionSign.Equal,
    };

    /// <summary>How a sign is written.</summary>
    public static string Write(CriterionSign sign) => sign switch
    {
        CriterionSign.Less => "<",
        CriterionSign.LessOrEqual => "<=",
        CriterionSign.Greater => ">",
        CriterionSign.GreaterOrEqual => ">=",
        CriterionSign.Equal => "==",
        _ => "!=",
    };
}
