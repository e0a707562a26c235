using FeatureRollout.Flags.Files;

namespace FeatureRollout.Providers.Stores;

/// <summary>What every store asks of its callers, and what it makes of its documents.</summary>
internal static class StoreRules
{
    private const int MostEvents = 10_000;

    /// <summary>The highest version and sequence that is restored: from there on every number is one in any JSON, and there is no end to counting on.</summary>
    private const long HighestRestored = 1L << 53;

    /// <exception cref="ArgumentException">No environment can be called so.</exception>
    public static void CheckEnvironment(string environment)
    {
        ArgumentException.ThrowIfNullOrEmpty(environment);
        if (!FeatureFlagsOptions.IsEnvironment(environment))
        {
            throw new ArgumentException($"\"{JsonEscapes.Clip(environment, 40)}\" is no environment: 1 to 128 letters, digits, '.', '_' and '-'.", nameof(environment));
        }
    }

    /// <exception cref="ArgumentException">No flag can be called so.</exception>
    public static void CheckKey(string key)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        if (!FlagKey.IsValid(key))
        {
            throw new ArgumentException($"\"{JsonEscapes.Clip(key, 40)}\" is no key; it takes {FlagKey.Rule}.", nameof(key));
        }
    }

    /// <exception cref="ArgumentException">The parts do not belong together, or the key is none.</exception>
    public static void CheckWrite(FlagDocument document, IReadOnlyList<RolloutEvent> events)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(events);
        CheckKey(document.Key);
        if (document.Version < 0)
        {
            throw new ArgumentException($"The document of {document.Key} has a negative version.", nameof(document));
        }

        if (document.State?.Key != document.Key || (document.Rollout is { } rollout && rollout.Key != document.Key))
        {
            throw new ArgumentException($"The state and the rollout in the document of {document.Key} have that key.", nameof(document));
        }

        if (events.FirstOrDefault(one => one?.Key != document.Key) is { } stray)
        {
            throw new ArgumentException($"An event of {stray.Key} cannot be written with the document of {document.Key}.", nameof(events));
        }
    }

    /// <exception cref="ArgumentOutOfRangeException">The limit is none.</exception>
    public static void CheckReading(string environment, string? key, int limit)
    {
        CheckEnvironment(environment);
        if (key is not null)
        {
            CheckKey(key);
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, MostEvents);
    }

    /// <summary>Checks what a store is to be restored to.</summary>
    /// <exception cref="ArgumentException">A key is given twice, an event belongs to no document or version, or sequences do not rise.</exception>
    public static void CheckRestore(IReadOnlyList<FlagDocument> documents, IReadOnlyList<RolloutEvent> events)
    {
        ArgumentNullException.ThrowIfNull(documents);
        ArgumentNullException.ThrowIfNull(events);
        var versions = new Dictionary<string, long>(StringComparer.Ordinal);
        var folded = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var document in documents)
        {
            CheckWrite(document, []);
            if (document.Version > HighestRestored)
            {
                throw new ArgumentException($"The version of {document.Key} is higher than {HighestRestored}, and leaves no room for more.", nameof(documents));
            }

            if (!folded.TryAdd(FlagKey.Fold(document.Key), document.Key) && folded[FlagKey.Fold(document.Key)] is var other && other != document.Key)
            {
                throw new ArgumentException($"{document.Key} and {other} are the same name where case, '-' and '_' do not count.", nameof(documents));
            }

            if (document.Version < 1 || !versions.TryAdd(document.Key, document.Version))
            {
                throw new ArgumentException($"There are two documents of {document.Key}, or its version is not at least 1.", nameof(documents));
            }
        }

        var last = 0L;
        foreach (var one in events)
        {
            if (one.Sequence <= last || one.Sequence > HighestRestored || one.Version < 1 || one.Version > versions.GetValueOrDefault(one.Key))
            {
                throw new ArgumentException(
                    FormattableString.Invariant($"The event of sequence {one.Sequence} does not follow {last} or is too high, or its version {one.Version} is none that {one.Key} has had."),
                    nameof(events));
            }

            last = one.Sequence;
        }
    }

    /// <summary>The states of all flags that documents say something about.</summary>
    public static FlagSet ToFlagSet(IEnumerable<FlagDocument> documents, long version) =>
        new() { Version = version.ToString(System.Globalization.CultureInfo.InvariantCulture), States = FlagDocument.ToStates(documents) };

    /// <summary>Who a restore meets that did not ask to replace anything.</summary>
    public static InvalidOperationException NotEmpty(string store, string environment) =>
        new($"{store} already keeps something of the environment {environment}; ask to replace it, or restore into an empty one.");
}
