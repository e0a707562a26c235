namespace FeatureRollout;

/// <summary>How far the served flags can be relied on.</summary>
public enum FlagsReadiness
{
    /// <summary>Nothing has been loaded: every answer is a default.</summary>
    NeverLoaded,

    /// <summary>
    /// Serving, but something is refused, from the last known good copy, or stale: not read and found good for longer than
    /// three poll intervals and the read timeout.
    /// </summary>
    Degraded,

    /// <summary>Everything was read at its last attempt.</summary>
    Ready,
}

/// <summary>Where the flags come from at one moment.</summary>
public sealed record FeatureFlagsStatus
{
    /// <summary>How far the answers can be relied on.</summary>
    public required FlagsReadiness Readiness { get; init; }

    /// <summary>The version of the serving snapshot; grows with every change in this process.</summary>
    public required long Version { get; init; }

    /// <summary>The environment that is served.</summary>
    public required string Environment { get; init; }

    /// <summary>The providers, lowest precedence first.</summary>
    public required IReadOnlyList<ProviderStatus> Providers { get; init; }
}

/// <summary>One provider's freshness.</summary>
public sealed record ProviderStatus
{
    /// <summary>The provider's name.</summary>
    public required string Name { get; init; }

    /// <summary>The provider's own version of what serves; null where it has none or nothing was read.</summary>
    public string? Version { get; init; }

    /// <summary>When its content was last read and found good; null for never in this process.</summary>
    public DateTimeOffset? LastGood { get; init; }

    /// <summary>Whether what serves came from the last known good copy on disk.</summary>
    public bool FromLastKnownGood { get; init; }

    /// <summary>What is wrong, each in one sentence; empty where nothing is.</summary>
    public IReadOnlyList<string> Problems { get; init; } = [];
}

/// <summary>A change of the served flags.</summary>
/// <param name="Version">The version of the new snapshot.</param>
/// <param name="Flags">The keys of the flags that were added, changed or removed, in ordinal order.</param>
public sealed record FlagsChange(long Version, IReadOnlyList<string> Flags);

/// <summary>How much a notice matters.</summary>
public enum FlagsNoticeLevel
{
    /// <summary>Good to know: loaded, changed, recovered.</summary>
    Information,

    /// <summary>Serving goes on, with less than was asked for.</summary>
    Warning,
}

/// <summary>Something that an operator may want in the log; it never holds a customer id.</summary>
/// <param name="Level">How much it matters.</param>
/// <param name="Source">The provider or listener it is about, or <c>flags</c>.</param>
/// <param name="Message">One sentence.</param>
/// <param name="Exception">What was thrown, if anything.</param>
public sealed record FlagsNotice(FlagsNoticeLevel Level, string Source, string Message, Exception? Exception = null);
