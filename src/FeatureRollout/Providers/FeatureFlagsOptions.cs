using System.Buffers;
using System.Runtime.CompilerServices;

namespace FeatureRollout;

/// <summary>How a <see cref="FeatureFlags"/> client reads its flags. Read once, when the client is made.</summary>
public sealed class FeatureFlagsOptions
{
    private static readonly SearchValues<char> EnvironmentCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-");

    /// <summary>
    /// Where flags come from, lowest precedence first: what a later one says replaces what an earlier one says,
    /// member by member; a kill in any of them wins. Default none.
    /// </summary>
    public IList<IRolloutStateProvider> Providers { get; } = [];

    /// <summary>The environment whose state is served; environments share nothing. 1 to 128 letters (a–z, A–Z), digits, <c>.</c>, <c>_</c>, <c>-</c>. Default <c>production</c>.</summary>
    public string Environment { get; set; } = "production";

    /// <summary>How often each provider is read again, whatever its watcher says, with up to a tenth of jitter. 10 milliseconds to 1 day; default 30 seconds.</summary>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long one read may take before it is given up. More than nothing, at most 1 hour; default 10 seconds.</summary>
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

    /// <summary>Whether an environment may be called so.</summary>
    internal static bool IsEnvironment(string name) =>
        name.Length is > 0 and <= 128 && !name.AsSpan().ContainsAnyExcept(EnvironmentCharacters);

    /// <summary>Throws where an option is out of its range.</summary>
    /// <exception cref="ArgumentException">It names the option, what was found and what is allowed.</exception>
    internal void Check()
    {
        Require(Environment is not null && IsEnvironment(Environment), Environment, "1 to 128 letters, digits, '.', '_' and '-'");
        Require(PollInterval >= TimeSpan.FromMilliseconds(10) && PollInterval <= TimeSpan.FromDays(1), PollInterval, "from 10 milliseconds to 1 day");
        Require(ReadTimeout > TimeSpan.Zero && ReadTimeout <= TimeSpan.FromHours(1), ReadTimeout, "more than zero and at most 1 hour");
        Require(LastKnownGoodPath is null || !string.IsNullOrWhiteSpace(LastKnownGoodPath), LastKnownGoodPath, "null or the path of a file");
        Require(TimeProvider is not null, TimeProvider, "a clock");
        for (var i = 0; i < Providers.Count; i++)
        {
            Require(Providers[i] is not null, Providers[i], "a provider", FormattableString.Invariant($"Providers[{i}]"));
        }
    }

    private static void Require<T>(bool holds, T found, string allowed, [CallerArgumentExpression(nameof(found))] string option = "")
    {
        if (!holds)
        {
            var shown = found is null ? "null" : FormattableString.Invariant($"\"{found}\"");
            throw new ArgumentException($"{nameof(FeatureFlagsOptions)}.{option} is {shown}; it must be {allowed}.", option);
        }
    }
}
