namespace FeatureRollout.TestKit;

/// <summary>
/// The storage that one conformance case works on. Each case makes a subject of its own, opens it once or several times, and
/// disposes it; the storage is empty at first and shared with no other subject.
/// </summary>
/// <typeparam name="TStore">What is opened: the provider or store under test.</typeparam>
public abstract class StorageSubject<TStore> : IAsyncDisposable
    where TStore : class
{
    /// <summary>
    /// The clock that the storage reads, where it takes one; the kit then advances it in place of waiting. Null where the
    /// storage has its own, such as a database. Default null.
    /// </summary>
    public virtual VirtualTimeProvider? Clock => null;

    /// <summary>
    /// Opens the storage, and again the same storage, as another process or a restarted one would. What keeps nothing beyond
    /// the object itself gives that object again. What was opened is disposed by the kit where it can be, at most twice.
    /// </summary>
    /// <param name="cancellationToken">Ends the opening.</param>
    public abstract ValueTask<TStore> OpenAsync(CancellationToken cancellationToken);

    /// <summary>Cleans the storage up. Default nothing.</summary>
    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }
}
