using System.Collections.Immutable;
using FeatureRollout.Text;

namespace FeatureRollout;

/// <summary>
/// Flags and their state in this process's memory. Each change swaps the whole content, wakes whoever watches it, and
/// counts its version up. Thread-safe.
/// </summary>
public sealed class MemoryProvider : IRolloutStateProvider
{
    private readonly Content _nothing = new(0, FlagSet.Empty);

    private readonly string? _environment;
    private Content _content = new(0, FlagSet.Empty);

    /// <summary>Makes a provider.</summary>
    /// <param name="initial">The first content; nothing where null. Its collections must not be changed afterwards.</param>
    /// <param name="environment">
    /// The only environment that is served; to others the provider is empty. Null for any that asks, which suits a process
    /// that serves one.
    /// </param>
    /// <param name="name">The provider's name.</param>
    /// <exception cref="ArgumentException">The name is blank, or no environment can be called so.</exception>
    public MemoryProvider(FlagSet? initial = null, string? environment = null, string name = "memory")
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        if (environment is not null && !FeatureFlagsOptions.IsEnvironment(environment))
        {
            throw new ArgumentException($"\"{environment}\" is no environment: 1 to 128 letters, digits, '.', '_' and '-'.", nameof(environment));
        }

        Name = name;
        _environment = environment;
        if (initial is not null)
        {
            Set(initial);
        }
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public ValueTask<FlagSet> ReadAsync(string environment, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(For(environment).Flags);
    }

    /// <inheritdoc/>
    public async ValueTask WaitForChangeAsync(string environment, FlagSet known, CancellationToken cancellationToken)
    {
        var content = For(environment);
        if (ReferenceEquals(content.Flags, known))
        {
            await content.Replaced.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Puts this content in place of the old.</summary>
    /// <param name="flags">The content; its version is replaced by the provider's own count, and its collections must not be changed afterwards.</param>
    public void Set(FlagSet flags)
    {
        ArgumentNullException.ThrowIfNull(flags);
        Update(_ => flags);
    }

    /// <summary>
    /// Changes the content in one step: where another thread was faster, <paramref name="change"/> is asked again about
    /// what that one left. Giving back what came in changes nothing.
    /// </summary>
    /// <returns>The content that the change led to.</returns>
    public FlagSet Update(Func<FlagSet, FlagSet> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        while (true)
        {
            var old = Volatile.Read(ref _content);
            var flags = change(old.Flags) ?? throw new InvalidOperationException("The change gave null instead of a flag set.");
            if (ReferenceEquals(flags, old.Flags))
            {
                return flags;
            }

            var next = new Content(old.Version + 1, flags);
            if (Interlocked.CompareExchange(ref _content, next, old) == old)
            {
                old.Replaced.SetResult();
                return next.Flags;
            }
        }
    }

    /// <summary>Sets the answer of a flag for one customer.</summary>
    /// <param name="flag">The flag's key; its definition may lie in another provider.</param>
    /// <param name="customerId">1 to 512 UTF-8 bytes.</param>
    /// <param name="enabled">The answer.</param>
    /// <param name="actor">Who sets it.</param>
    /// <param name="reason">Why.</param>
    /// <param name="until">From then on it no longer holds; null for never.</param>
    public void SetOverride(string flag, string customerId, bool enabled, string actor, string reason, DateTimeOffset? until = null)
    {
        ThrowIfNotStorable(customerId);
        ArgumentException.ThrowIfNullOrWhiteSpace(actor);
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        var answer = new FlagOverride { Enabled = enabled, Actor = actor, Reason = reason, Until = until };
        Change(flag, state => state with { Overrides = Immutable(state.Overrides).SetItem(customerId, answer) });
    }

    /// <summary>Takes away the answer set for one customer, if there is one.</summary>
    public void RemoveOverride(string flag, string customerId)
    {
        ArgumentException.ThrowIfNullOrEmpty(customerId);
        Change(flag, state => state.Overrides?.ContainsKey(customerId) == true
            ? state with { Overrides = Immutable(state.Overrides).Remove(customerId) }
            : state);
    }

    /// <summary>Turns a flag off for everybody and leaves its percentage as it is, for <see cref="Revive"/>.</summary>
    public void Kill(string flag) =>
        Change(flag, state => state.Enabled == false ? state : state with { Enabled = false });

    /// <summary>Ends a <see cref="Kill"/>: the same customers are in as before. A kill in a definition stands.</summary>
    public void Revive(string flag) =>
        Change(flag, state => state.Enabled == false ? state with { Enabled = true } : state);

    /// <summary>Sets the share of customers that are in.</summary>
    public void SetPercentage(string flag, Percentage percentage) =>
        Change(flag, state => state.Percentage == percentage ? state : state with { Percentage = percentage });

    private void Change(string flag, Func<FlagState, FlagState> change)
    {
        ArgumentException.ThrowIfNullOrEmpty(flag);
        Update(flags =>
        {
            var old = flags.States!.GetValueOrDefault(flag) ?? new FlagState { Key = flag };
            var changed = change(old);
            return ReferenceEquals(old, changed) ? flags : flags with { States = Immutable(flags.States).SetItem(flag, changed) };
        });
    }

    private Content For(string environment)
    {
        ArgumentException.ThrowIfNullOrEmpty(environment);
        return _environment is null || _environment == environment ? Volatile.Read(ref _content) : _nothing;
    }

    /// <summary>The same entries in a form of which a changed copy is cheap: a store of 100,000 overrides grows one by one.</summary>
    private static ImmutableDictionary<string, T> Immutable<T>(IReadOnlyDictionary<string, T>? entries) =>
        entries as ImmutableDictionary<string, T> ?? ImmutableDictionary.CreateRange(StringComparer.Ordinal, entries ?? ImmutableDictionary<string, T>.Empty);

    private static void ThrowIfNotStorable(string customerId)
    {
        ArgumentException.ThrowIfNullOrEmpty(customerId);
        Span<byte> bytes = stackalloc byte[CustomerList.MaximumIdLength];
        if (!Wtf8.TryGetBytes(customerId, bytes, out _))
        {
            throw new ArgumentException($"A customer id that is stored has at most {CustomerList.MaximumIdLength} UTF-8 bytes.", nameof(customerId));
        }
    }

    /// <summary>One version of the content.</summary>
    private sealed class Content(long version, FlagSet flags)
    {
        public long Version { get; } = version;

        public FlagSet Flags { get; } = flags with
        {
            Version = version.ToString(System.Globalization.CultureInfo.InvariantCulture),
            States = flags.States ?? ImmutableDictionary.Create<string, FlagState>(StringComparer.Ordinal),
        };

        public TaskCompletionSource Replaced { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
