namespace FeatureRollout.Tests.Control;

/// <summary>A store that fails when it is told to, before or after it has done what was asked.</summary>
internal sealed class FaultyStore(IRolloutStateStore inner) : IRolloutStateStore
{
    public string Name => inner.Name;

    /// <summary>How many writes, of documents and progress, have been asked for.</summary>
    public int Writes { get; private set; }

    /// <summary>Which of them fails; 0 for none.</summary>
    public int Failing { get; set; }

    /// <summary>Whether that takes effect all the same, so that who asked cannot know.</summary>
    public bool TakesEffect { get; set; }

    /// <summary>Whether the failing one has failed.</summary>
    public bool HasFailed { get; private set; }

    public bool IsDown { get; set; }

    public bool CannotBeServed { get; set; }

    public bool CannotErase { get; set; }

    /// <summary>Called before a customer is erased from the events.</summary>
    public Func<Task>? BeforeErasure { get; set; }

    public bool LosesEvents { get; set; }

    /// <summary>How far its clock is off.</summary>
    public TimeSpan Offset { get; set; }

    public async ValueTask<DateTimeOffset> GetTimeAsync(CancellationToken cancellationToken) =>
        await inner.GetTimeAsync(cancellationToken) + Offset;

    public ValueTask<FlagSet> ReadAsync(string environment, CancellationToken cancellationToken) =>
        CannotBeServed ? throw new IOException("The states cannot be read.") : inner.ReadAsync(environment, cancellationToken);

    public ValueTask WaitForChangeAsync(string environment, FlagSet known, CancellationToken cancellationToken) =>
        inner.WaitForChangeAsync(environment, known, cancellationToken);

    public ValueTask<FlagDocument> GetAsync(string environment, string key, CancellationToken cancellationToken) => inner.GetAsync(environment, key, cancellationToken);

    public ValueTask<IReadOnlyList<FlagDocument>> ListAsync(string environment, CancellationToken cancellationToken) =>
        IsDown ? throw new IOException("The store is down.") : inner.ListAsync(environment, cancellationToken);

    public async ValueTask<FlagDocument?> TryWriteAsync(
        string environment, FlagDocument document, IReadOnlyList<RolloutEvent> events, CancellationToken cancellationToken)
    {
        var fails = Count();
        if (fails && !TakesEffect)
        {
            throw new IOException("The write failed.");
        }

        var written = await inner.TryWriteAsync(environment, document, events, cancellationToken);
        return fails ? throw new IOException("The connection broke before the answer came.") : written;
    }

    public ValueTask<IReadOnlyList<RolloutEvent>> ReadEventsAsync(string environment, string? key, long after, int limit, CancellationToken cancellationToken) =>
        LosesEvents ? throw new IOException("The events cannot be read.") : inner.ReadEventsAsync(environment, key, after, limit, cancellationToken);

    public async ValueTask<int> EraseCustomerAsync(string environment, string customerId, string replacement, CancellationToken cancellationToken)
    {
        if (CannotErase)
        {
            throw new NotSupportedException($"{Name} cannot erase a customer from its events.");
        }

        if (customerId != replacement && BeforeErasure is { } before)
        {
            await before();
        }

        return await inner.EraseCustomerAsync(environment, customerId, replacement, cancellationToken);
    }

    public ValueTask<ReadOnlyMemory<byte>> ReadProgressAsync(string environment, string key, CancellationToken cancellationToken) =>
        inner.ReadProgressAsync(environment, key, cancellationToken);

    public async ValueTask WriteProgressAsync(string environment, string key, ReadOnlyMemory<byte> progress, CancellationToken cancellationToken)
    {
        var fails = Count();
        if (!fails || TakesEffect)
        {
            await inner.WriteProgressAsync(environment, key, progress, cancellationToken);
        }

        if (fails)
        {
            throw new IOException("The progress could not be written.");
        }
    }

    private bool Count()
    {
        var fails = ++Writes == Failing;
        HasFailed |= fails;
        return fails;
    }
}
