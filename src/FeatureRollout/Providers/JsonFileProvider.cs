using System.Globalization;
using FeatureRollout.Flags.Files;
using FeatureRollout.Providers;

namespace FeatureRollout;

/// <summary>
/// Flags from a JSON file that people own. It notices the file being rewritten, replaced, deleted, put back, and
/// swapped behind symbolic links as Kubernetes does with a ConfigMap, by the system's notices and by looking.
/// One content serves every environment: a file holds definitions and no state. Thread-safe.
/// </summary>
public sealed class JsonFileProvider : IRolloutStateProvider, INoticeSource
{
    private static readonly TimeSpan Debounce = TimeSpan.FromMilliseconds(50);

    private readonly string _path;
    private readonly DirectoryWatchStarter _startWatch;
    private Sighting _last = new(null, null);
    private Action<FlagsNotice>? _notify;
    private int _refusalsTold;

    /// <summary>Makes a provider; the file is read when the library asks, and need not exist yet.</summary>
    /// <param name="path">The file's path; a relative one is of the current directory at this moment.</param>
    public JsonFileProvider(string path)
        : this(path, DirectoryWatch.BySystem)
    {
    }

    internal JsonFileProvider(string path, DirectoryWatchStarter startWatch)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        _path = Path.GetFullPath(path);
        _startWatch = startWatch;
        Name = "file " + Path.GetFileName(_path);
    }

    /// <summary>The provider's name. Default <c>file</c> and the file's name.</summary>
    public string Name { get; init; }

    /// <summary>
    /// Whether every flag and segment that the file names must be in it; what is missing is then refused with its place.
    /// False where other providers may have them: then the whole is checked together. Default true.
    /// </summary>
    public bool IsComplete { get; init; } = true;

    /// <summary>How often the file is looked at for changes that the system did not tell of; looking reads no content. Default 2 seconds.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The longest file that is read, in bytes. Default 64 MiB.</summary>
    public long MaximumLength { get; init; } = 64L << 20;

    /// <summary>The clock. Default the system's.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Reads the file whole. Content that is byte for byte the last good one gives the same set again.</summary>
    /// <exception cref="FlagFileException">It is no valid flag file; all errors are listed.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It is empty or too long.</exception>
    /// <exception cref="IOException">It could not be read, or kept changing meanwhile.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read, or is a directory.</exception>
    /// <inheritdoc/>
    public async ValueTask<FlagSet> ReadAsync(string environment, CancellationToken cancellationToken)
    {
        var good = Volatile.Read(ref _last).Good;
        FileMark? mark = null;
        try
        {
            var bytes = await WholeFile.ReadAsync(_path, MaximumLength, found => mark = found, cancellationToken).ConfigureAwait(false);
            if (good?.Version != FileText.Mark(bytes.Span))
            {
                good = FlagFileReader.Read(bytes.Span, _path, closed: IsComplete);
            }

            return good;
        }
        finally
        {
            Volatile.Write(ref _last, new Sighting(mark, good));
        }
    }

    /// <inheritdoc/>
    public async ValueTask WaitForChangeAsync(string environment, FlagSet known, CancellationToken cancellationToken)
    {
        var last = Volatile.Read(ref _last);
        if (last.Mark is null || (last.Good is not null && !ReferenceEquals(last.Good, known)))
        {
            return;
        }

        using var watch = DirectoryWatch.Start(LinkChain.Follow(_path), _startWatch);
        TellOnce(watch.Refusal);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        // The watch stands before the first look, so that nothing falls between the two.
        while (FileMark.Of(_path) == last.Mark)
        {
            var look = Task.Delay(PollInterval, TimeProvider, ended.Token);
            if (await Task.WhenAny(watch.Changed, look).ConfigureAwait(false) == watch.Changed)
            {
                await ended.CancelAsync().ConfigureAwait(false);
                await Task.Delay(Debounce, TimeProvider, cancellationToken).ConfigureAwait(false);
                return;
            }

            await look.ConfigureAwait(false);
        }
    }

    void INoticeSource.ReportTo(Action<FlagsNotice> notify) => _notify = notify;

    private void TellOnce(Exception? refusal)
    {
        if (refusal is null)
        {
            Interlocked.Exchange(ref _refusalsTold, 0);
        }
        else if (_notify is { } notify && Interlocked.Exchange(ref _refusalsTold, 1) == 0)
        {
            notify(new FlagsNotice(
                FlagsNoticeLevel.Warning,
                Name,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The system does not tell of changes to {_path}, so it is looked at every {PollInterval.TotalSeconds:0.###} s: {refusal.Message}"),
                refusal));
        }
    }

    /// <summary>What the last reading found.</summary>
    /// <param name="Mark">What the file looked like; null where it kept changing or was never read.</param>
    /// <param name="Good">The last content that could be read.</param>
    private sealed record Sighting(FileMark? Mark, FlagSet? Good);
}
