namespace FeatureRollout.Tests.Hashing.Elsewhere;

/// <summary>How a tool draws, written down plainly: its number for a customer, its verdict, its choice among weights.</summary>
/// <param name="Value">The number of salt and id.</param>
/// <param name="IsIn">The verdict on that number at so many thousandths of a percent, 1 to 100,000.</param>
/// <param name="Variant">The tool's number and the variant of salt, id and weights; null where it draws none.</param>
/// <param name="MissingId">Whether an empty id is drawn too.</param>
internal sealed record PlainBucketing(
    Func<string, string, double> Value,
    Func<double, int, bool> IsIn,
    Func<string, string, decimal[], (double Value, int Variant)>? Variant,
    bool MissingId = false)
{
    /// <summary>Salts that the tool takes.</summary>
    public Func<string, string> SaltOf { get; init; } = static salt => salt;
}
