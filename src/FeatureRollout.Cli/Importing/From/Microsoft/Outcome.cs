namespace FeatureRollout.Cli.Importing.From.Microsoft;

/// <summary>What an allocation gives to those whom the filters have in.</summary>
/// <param name="Variant">The variant's name here; null for none.</param>
/// <param name="IsOn">Whether they stay on.</param>
internal sealed record Outcome(string? Variant, bool IsOn);

/// <summary>Those of a condition get an outcome.</summary>
internal sealed record AllocationStep(string When, Outcome Outcome);

/// <summary>A part of the scale from 0 to 100,000 thousandths of a percent, the end not included.</summary>
internal sealed record AllocationRange(int From, int To, Outcome Outcome);
