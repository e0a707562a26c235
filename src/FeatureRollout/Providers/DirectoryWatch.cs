namespace FeatureRollout.Providers;

/// <summary>Starts to watch entries of one directory; disposing ends it. Throws where the system refuses.</summary>
/// <param name="directory">The directory.</param>
/// <param name="names">The entries of interest.</param>
/// <param name="changed">Called from any thread when one of them may have changed.</param>
internal delegate IDisposable DirectoryWatchStarter(string directory, IReadOnlyCollection<string> names, Action changed);

/// <summary>Tells of changes to the directory entries that a path depends on, by the system's file notices.</summary>
internal sealed class DirectoryWatch : IDisposable
{
    private readonly List<IDisposable> _watches = [];
    private readonly TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private DirectoryWatch()
    {
    }

    /// <summary>Completes at the first change; never fails.</summary>
    public Task Changed => _changed.Task;

    /// <summary>What the system refused; null where everything is watched.</summary>
    public Exception? Refusal { get; private set; }

    /// <summary>Watches every directory of the chain that exists, as far as the system lets it.</summary>
    public static DirectoryWatch Start(LinkChain chain, DirectoryWatchStarter start)
    {
        var watch = new DirectoryWatch();
        foreach (var directory in chain.Entries.GroupBy(entry => entry.Directory, entry => entry.Name, StringComparer.Ordinal))
        {
            if (!Directory.Exists(directory.Key))
            {
                continue;
            }

            try
            {
                watch._watches.Add(start(directory.Key, [.. directory], () => watch._changed.TrySetResult()));
            }
            catch (Exception exception)
            {
                watch.Refusal ??= exception;
            }
        }

        return watch;
    }

    /// <summary>Watches by <see cref="FileSystemWatcher"/>.</summary>
    public static IDisposable BySystem(string directory, IReadOnlyCollection<string> names, Action changed)
    {
        var watcher = new FileSystemWatcher(directory)
        {
            NotifyFilter = NotifyFilters.FileName | NotifyFilters.DirectoryName | NotifyFilters.LastWrite | NotifyFilters.Size | NotifyFilters.CreationTime,
        };
        foreach (var name in names)
        {
            watcher.Filters.Add(name);
        }

        watcher.Changed += (_, _) => changed();
        watcher.Created += (_, _) => changed();
        watcher.Deleted += (_, _) => changed();
        watcher.Renamed += (_, _) => changed();
        watcher.Error += (_, _) => changed();
        try
        {
            watcher.EnableRaisingEvents = true;
            return watcher;
        }
        catch
        {
            watcher.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _watches.ForEach(watch => watch.Dispose());
}
