using FeatureRollout.Cli.Importing.Sources;

namespace FeatureRollout.Cli.Importing.From.JsonLogic;

/// <summary>An expression has no counterpart here. It ends the reading of the whole condition that it is part of.</summary>
/// <param name="at">The expression.</param>
/// <param name="why">What it is, as a sentence.</param>
internal sealed class NotCarriedException(SourceNode at, string why) : Exception(why)
{
    public SourceNode At => at;

    /// <summary>Whether the other tool itself fails here, and gives the value that code names.</summary>
    public bool Fails { get; init; }
}
