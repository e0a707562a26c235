namespace FeatureRollout;

/// <summary>How a <see cref="FeatureFlags"/> client reads its flags. Read once, when the client is made.</summary>
public sealed class FeatureFlagsOptions
{
    /// <summary>
    /// Where flags come from, lowest precedence first: what a later one says replaces what an earlier one says,
    /// member by member; a kill in any of them wins. Default none.
    /// </summary>
    public IList<IRolloutStateProvider> Providers { get; } = [];

    /// <summary>The environment whose state is served; environments share nothing. Default <c>production</c>.</summary>
    public string Environment { get; set; } = "production";

    /// <summary>How often each provider is read again, whatever its watcher says, with up to a tenth of jitter. Default 30 seconds; at least 10 milliseconds.</summary>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long one read may take before it is given up. Default 10 seconds.</summary>
    public TimeSpan ReadTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>A file that keeps a copy of what each provider last gave, for a start while one of them is away; null for none. Default null.</summary>
    public string? LastKnownGoodPath { get; set; }

    /// <summary>The clock. Default the system's.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>
    /// Answers whether a customer is in a segment that names a source; null where that is not known yet.
    /// Called in request paths: it must neither block nor throw. Arguments: source, segment, customer id. Default unknown for all.
    /// </summary>
    public Func<string, string, string, bool?>? SegmentLookup { get; set; }

    /// <summary>Told of trouble and recovery, from any thread; what it throws is swallowed. Default nobody.</summary>
    public Action<FlagsNotice>? OnNotice { get; set; }
}
