namespace FeatureRollout.Providers;

/// <summary>
/// One file that keeps what each provider last gave, for a start while one of them is away. It is replaced whole, at
/// most once a second and only by other content, and is readable by its owner alone. Nothing here throws for the
/// file's trouble: it is told once. Thread-safe; disposing writes what is waiting.
/// </summary>
internal sealed class LastKnownGood : IDisposable
{
    private const long LongestFile = 512L << 20;
    private static readonly TimeSpan BetweenWrites = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RetryAfter = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly Lock _writing = new();
    private readonly string _path;
    private readonly string _environment;
    private readonly TimeProvider _time;
    private readonly Action<FlagsNotice> _notify;
    private readonly ITimer _timer;
    private Dictionary<string, FlagSet> _contents = new(StringComparer.Ordinal);
    private bool _loaded;
    private bool _waiting;
    private bool _mayReplace = true;
    private bool _failed;
    private bool _disposed;
    private long? _lastWrite;
    private string? _hash;

    public LastKnownGood(string path, string environment, TimeProvider time, Action<FlagsNotice> notify)
    {
        _path = Path.GetFullPath(path);
        _environment = environment;
        _time = time;
        _notify = notify;
        _timer = time.CreateTimer(_ => Write(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Reads the file, once; what a provider gave already stands above what the file says of it.</summary>
    /// <param name="names">The providers there are; what the file has of others is forgotten.</param>
    public IReadOnlyDictionary<string, FlagSet> Load(IReadOnlySet<string> names)
    {
        var file = ReadFile();
        foreach (var problem in file.Problems)
        {
            Tell(FlagsNoticeLevel.Warning, $"The last known good copy {_path} is not used: {problem}.", null);
        }

        lock (_gate)
        {
            var contents = file.Contents.Where(entry => names.Contains(entry.Key)).ToDictionary(StringComparer.Ordinal);
            foreach (var (name, flags) in _contents)
            {
                contents[name] = flags;
            }

            var saved = _contents.Count > 0;
            _contents = contents;
            _mayReplace = file.MayReplace;
            _hash = file.Hash;
            _loaded = true;
            if (saved)
            {
                Schedule();
            }
        }

        return file.Contents;
    }

    /// <summary>Keeps what a provider gave; the file follows within a second, once it has been loaded.</summary>
    public void Save(string name, FlagSet flags)
    {
        lock (_gate)
        {
            _contents[name] = flags;
            if (_loaded)
            {
                Schedule();
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        bool write;
        lock (_gate)
        {
            write = _waiting && !_disposed;
            _disposed = true;
        }

        _timer.Dispose();
        lock (_writing)
        {
            if (write)
            {
                Write();
            }
        }
    }

    private void Schedule()
    {
        if (_waiting || _disposed || !_mayReplace)
        {
            return;
        }

        _waiting = true;
        var wait = _lastWrite is { } last ? BetweenWrites - _time.GetElapsedTime(last) : TimeSpan.Zero;
        _timer.Change(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }

    private LastKnownGoodContent ReadFile()
    {
        try
        {
            var length = new FileInfo(_path) is { Exists: true } file ? file.Length : -1;
            return length switch
            {
                < 0 => new LastKnownGoodContent(new Dictionary<string, FlagSet>(StringComparer.Ordinal), [], null, MayReplace: true),
                > LongestFile => LastKnownGoodContent.Refused("it is too long", mayReplace: false),
                _ => LastKnownGoodFile.Read(File.ReadAllBytes(_path), _environment),
            };
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return LastKnownGoodContent.Refused(exception.Message.TrimEnd('.'), mayReplace: true);
        }
    }

    private void Write()
    {
        lock (_writing)
        {
            KeyValuePair<string, FlagSet>[] contents;
            lock (_gate)
            {
                _waiting = false;
                _lastWrite = _time.GetTimestamp();
                contents = [.. _contents];
            }

            try
            {
                var body = LastKnownGoodFile.Body(contents);
                var hash = LastKnownGoodFile.Hash(body.Span);
                if (hash != _hash)
                {
                    Replace(LastKnownGoodFile.Header(_environment, hash).Span, body.Span);
                    _hash = hash;
                }

                Succeeded();
            }
            catch (Exception exception)
            {
                Failed(exception);
            }
        }
    }

    private void Replace(ReadOnlySpan<byte> header, ReadOnlySpan<byte> body)
    {
        var directory = Path.GetDirectoryName(_path)!;
        Directory.CreateDirectory(directory);
        var temporary = Path.Join(directory, $".{Path.GetFileName(_path)}.{Path.GetRandomFileName()}.tmp");
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        try
        {
            using (var stream = new FileStream(temporary, options))
            {
                stream.Write(header);
                stream.Write(body);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, _path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    private void Succeeded()
    {
        if (_failed)
        {
            _failed = false;
            Tell(FlagsNoticeLevel.Information, $"The last known good copy {_path} is written again.", null);
        }
    }

    private void Failed(Exception exception)
    {
        lock (_gate)
        {
            if (!_waiting && !_disposed)
            {
                _waiting = true;
                _timer.Change(RetryAfter, Timeout.InfiniteTimeSpan);
            }
        }

        if (!_failed)
        {
            _failed = true;
            Tell(FlagsNoticeLevel.Warning, $"The last known good copy {_path} cannot be written: {exception.Message}", exception);
        }
    }

    private void Tell(FlagsNoticeLevel level, string message, Exception? exception) =>
        _notify(new FlagsNotice(level, "last known good", message, exception));
}
