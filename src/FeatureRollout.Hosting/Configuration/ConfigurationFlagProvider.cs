using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Primitives;

namespace FeatureRollout.Configuration;

/// <summary>
/// Flags from configuration entries: <c>FEATURE_SENTIMENT_ANALYSIS=false</c>, or the children of a section.
/// Read again when the configuration is reloaded, or when other layers come to know other flags.
/// </summary>
internal sealed class ConfigurationFlagProvider : IRolloutStateProvider
{
    private readonly IConfiguration _configuration;
    private readonly ConfigurationFlagReader _reader;
    private readonly Func<IEnumerable<string>> _knownFlags;
    private readonly Func<IChangeToken>? _knownFlagsChanged;
    private readonly Func<CancellationToken, Task>? _knownFlagsSettled;
    private FlagSet? _last;
    private int _version;
    private volatile IChangeToken? _changedSinceRead;

    /// <param name="name">The provider's name.</param>
    /// <param name="configuration">What the entries are children of.</param>
    /// <param name="prefix">What an entry's name starts with; taken off.</param>
    /// <param name="onlyKnownFlags">Whether entries for flags that no other layer has are passed over in silence.</param>
    /// <param name="knownFlags">The keys of the flags that other layers have; default none.</param>
    /// <param name="knownFlagsChanged">Fires when these have changed; default never.</param>
    /// <param name="knownFlagsSettled">Awaited before the first read, so that names are not matched too early; default nothing.</param>
    public ConfigurationFlagProvider(
        string name,
        IConfiguration configuration,
        string prefix,
        bool onlyKnownFlags = false,
        Func<IEnumerable<string>>? knownFlags = null,
        Func<IChangeToken>? knownFlagsChanged = null,
        Func<CancellationToken, Task>? knownFlagsSettled = null)
    {
        Name = name;
        _configuration = configuration;
        _reader = new ConfigurationFlagReader(prefix, onlyKnownFlags);
        _knownFlags = knownFlags ?? (static () => []);
        _knownFlagsChanged = knownFlagsChanged;
        _knownFlagsSettled = knownFlagsSettled;
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <summary>Whether something has changed since the last read.</summary>
    public bool IsStale => _changedSinceRead?.HasChanged ?? true;

    /// <inheritdoc/>
    public async ValueTask<FlagSet> ReadAsync(string environment, CancellationToken cancellationToken)
    {
        if (_last is null && _knownFlagsSettled is not null)
        {
            await _knownFlagsSettled(cancellationToken).ConfigureAwait(false);
        }

        // The tokens are taken before the content, so that a change during the read wakes the next wait.
        _changedSinceRead = ChangeToken();
        var set = _reader.Read(_configuration, _knownFlags());
        if (_last is null || !SameContent(_last, set))
        {
            _version++;
        }

        _last = set with { Version = _version.ToString(CultureInfo.InvariantCulture) };
        return _last;
    }

    /// <inheritdoc/>
    public async ValueTask WaitForChangeAsync(string environment, FlagSet known, CancellationToken cancellationToken)
    {
        var token = _changedSinceRead ?? ChangeToken();
        var changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var registration = token.RegisterChangeCallback(static state => ((TaskCompletionSource)state!).TrySetResult(), changed);
        if (!token.HasChanged)
        {
            await changed.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private IChangeToken ChangeToken() => _knownFlagsChanged is null
        ? _configuration.GetReloadToken()
        : new CompositeChangeToken([_configuration.GetReloadToken(), _knownFlagsChanged()]);

    private static bool SameContent(FlagSet left, FlagSet right) =>
        left.Flags.Count == right.Flags.Count
        && left.Flags.All(flag => right.Flags.TryGetValue(flag.Key, out var other) && flag.Value == other)
        && left.Problems.SequenceEqual(right.Problems, StringComparer.Ordinal);
}
