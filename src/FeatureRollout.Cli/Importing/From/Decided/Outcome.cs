namespace FeatureRollout.Cli.Importing.From.Decided;

/// <summary>What some customers of a flag get.</summary>
internal abstract record Outcome;

/// <summary>The flag is off: code gets the value that it names itself.</summary>
internal sealed record OffOutcome : Outcome
{
    public static readonly OffOutcome Instance = new();
}

/// <summary>One variant.</summary>
internal sealed record FixedOutcome(string Variant) : Outcome;

/// <summary>Variants by weight.</summary>
/// <param name="Unit">The attribute that is drawn by; <c>customerId</c> for the customer. It is known to be there.</param>
/// <param name="Salt">What is hashed with it.</param>
/// <param name="Shares">The variants in the order of the tool; none for those who are off.</param>
internal sealed record SplitOutcome(string Unit, string Salt, IReadOnlyList<OutcomeShare> Shares) : Outcome;

/// <summary>A part of a split.</summary>
internal readonly record struct OutcomeShare(string? Variant, decimal Weight);

/// <summary>What customers get who meet a condition and none before it.</summary>
internal readonly record struct Decision(string When, Outcome Outcome);
