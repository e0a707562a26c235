namespace FeatureRollout.Cli.Terminal;

/// <summary>How much a command wants to know why.</summary>
internal enum ReasonNeed
{
    /// <summary>Kept where <c>--reason</c> gives one; nobody is asked.</summary>
    Kept,

    /// <summary>Asked for on a terminal; Enter gives none.</summary>
    Welcome,

    /// <summary>Nothing is done without one.</summary>
    Needed,
}
