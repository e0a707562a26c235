using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Primitives;

namespace FeatureRollout.Configuration;

/// <summary>
/// Flags from configuration entries: <c>FEATURE_SENTIMENT_ANALYSIS=false</c>, or the children of a section. Read again
/// when the configuration is reloaded; names are matched whenever other layers come to know other flags.
/// </summary>
internal sealed class ConfigurationFlagProvider : IRolloutStateProvider
{
    private readonly IConfiguration _configuration;
    private readonly string _prefix;
    private readonly ConfigurationFlags _flags;
    private IReadOnlyList<ConfigurationEntry>? _entries;
    private FlagSet _last = FlagSet.Empty;
    private int _version;
    private volatile IChangeToken? _changedSinceRead;

    /// <param name="name">The provider's name.</param>
    /// <param name="configuration">What the entries are children of.</param>
    /// <param name="prefix">
    /// What an entry's name starts with; taken off. Where it is empty, only names of flags that other layers have count;
    /// where it is null, all do.
    /// </param>
    public ConfigurationFlagProvider(string name, IConfiguration configuration, string? prefix)
    {
        Name = name;
        _configuration = configuration;
        _prefix = prefix ?? "";
        _flags = new ConfigurationFlags(onlyKnownFlags: prefix is "");
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public ValueTask<FlagSet> ReadAsync(string environment, CancellationToken cancellationToken)
    {
        // The token is taken before the content, so that a change during the read wakes the next wait.
        _changedSinceRead = _configuration.GetReloadToken();
        var entries = ConfigurationEntry.Read(_configuration, _prefix);
        if (_entries is null || !_entries.SequenceEqual(entries))
        {
            _entries = entries;
            _flags.Forget(entries);
            var version = (++_version).ToString(CultureInfo.InvariantCulture);
            FlagSet ForFlags(IReadOnlyCollection<string> known) => _flags.Of(entries, known) with { Version = version };
            _last = ForFlags([]) with { ForFlags = ForFlags };
        }

        return ValueTask.FromResult(_last);
    }

    /// <inheritdoc/>
    public async ValueTask WaitForChangeAsync(string environment, FlagSet known, CancellationToken cancellationToken)
    {
        var token = _changedSinceRead ?? _configuration.GetReloadToken();
        var changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var registration = token.RegisterChangeCallback(static state => ((TaskCompletionSource)state!).TrySetResult(), changed);
        if (!token.HasChanged)
        {
            await changed.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
