namespace FeatureRollout.Criteria.Language;

/// <summary>What kind of quantity an expression gives, as far as its text tells.</summary>
internal enum Dimension
{
    /// <summary>A metric of the plan, or a product of several kinds.</summary>
    Unknown,

    /// <summary>A count, or a number without a unit.</summary>
    Number,

    /// <summary>A rate or a percentage.</summary>
    Fraction,

    /// <summary>A time in seconds.</summary>
    Time,
}
