using System.Buffers;
using System.Collections.Immutable;
using System.Runtime.ExceptionServices;

namespace FeatureRollout.Providers.Stores;

/// <summary>
/// One environment of a file store. A write is committed by the state file taking its new name; the events before it only
/// count once that state says how far. Readers take no lock. Thread-safe, and safe beside other processes.
/// </summary>
internal sealed class FileEnvironment(string environment, StorePaths paths, StoreDisk disk, DirectoryWatchStarter startWatch, TimeProvider time, TimeSpan lockTimeout, TimeSpan pollInterval)
{
    private const long LongestState = 1L << 30;

    private readonly StoreTurn _turn = new(paths.Lock, disk, time, lockTimeout);
    private readonly EventFile _events = new(paths.Events);
    private readonly EventRewriting _rewriting = new(paths, disk);
    private readonly ArrayBufferWriter<byte> _buffer = new();
    private StateContent? _content;
    private Sighting? _seen;
    private bool _isSwept;

    /// <summary>Reads the state as it is on the disk now.</summary>
    public async ValueTask<StateContent> ReadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var known = Volatile.Read(ref _content);
            if (known is not null && IsFresh(known))
            {
                return known;
            }

            var read = await LoadAsync(known, cancellationToken).ConfigureAwait(false);
            if (Interlocked.CompareExchange(ref _content, read, known) == known)
            {
                known?.Replaced.TrySetResult();
                return read;
            }
        }
    }

    /// <summary>Reads events.</summary>
    public async ValueTask<IReadOnlyList<RolloutEvent>> ReadEventsAsync(string? key, long after, int limit, CancellationToken cancellationToken)
    {
        while (true)
        {
            var content = await ReadAsync(cancellationToken).ConfigureAwait(false);
            ExceptionDispatchInfo? failure = null;
            IReadOnlyList<RolloutEvent> events = [];
            try
            {
                events = await _events.ReadAsync(content, key, after, limit, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is IOException or InvalidDataException)
            {
                failure = ExceptionDispatchInfo.Capture(exception);
            }

            // Where an erasure replaced the event file meanwhile, the state that was read counts the bytes of another file.
            if ((await ReadAsync(cancellationToken).ConfigureAwait(false)).EventsRewritten == content.EventsRewritten)
            {
                failure?.Throw();
                return events;
            }
        }
    }

    /// <summary>Puts another name in the place of a customer's id in all events, and removes what lies about of older files.</summary>
    /// <returns>How many events were changed.</returns>
    public async ValueTask<int> EraseCustomerAsync(CustomerRenaming renaming, CancellationToken cancellationToken)
    {
        using var turn = await _turn.TakeAsync(cancellationToken).ConfigureAwait(false);
        var old = await ReadAsync(cancellationToken).ConfigureAwait(false);
        paths.RemoveTemporary();
        if (!old.Exists)
        {
            return 0;
        }

        try
        {
            _rewriting.Settle(old);
            _rewriting.RemoveUncommitted(old);
            var held = await _rewriting.CountAsync(_events, old, renaming, cancellationToken).ConfigureAwait(false);
            if (held.Events == 0 && !held.HasMore)
            {
                return 0;
            }

            var length = await _rewriting.WriteAsync(_events, old, renaming, cancellationToken).ConfigureAwait(false);
            var next = old.Next() with { EventsRewritten = old.EventsRewritten + 1, EventsFrom = 0, EventsEnd = length };
            Become(old, ReplaceState(next, time.GetUtcNow()));
            _rewriting.Settle(next);
            return held.Events;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"{paths.Events} could not be rewritten to its end; what was erased so far holds, and erasing again goes on: {exception.Message}", exception);
        }
    }

    /// <summary>Writes a document with its events; null where its version has moved.</summary>
    public async ValueTask<FlagDocument?> TryWriteAsync(FlagDocument document, IReadOnlyList<RolloutEvent> events, CancellationToken cancellationToken)
    {
        using var turn = await _turn.TakeAsync(cancellationToken).ConfigureAwait(false);
        var old = await ReadAsync(cancellationToken).ConfigureAwait(false);
        if ((old.Entries.GetValueOrDefault(document.Key)?.Document.Version ?? 0) != document.Version)
        {
            return null;
        }

        var now = time.GetUtcNow();
        var write = PreparedWrite.Of(document, events, now, old.Sequence);
        var next = old.Next() with
        {
            Sequence = old.Sequence + events.Count,
            EventsEnd = old.EventsEnd + write.EventLines.Length,
            Entries = old.Entries.SetItem(document.Key, new StateEntry(write.Document, write.DocumentJson)),
        };
        Commit(old, next, write.EventLines.Span, now);
        return write.Document;
    }

    /// <summary>Puts down documents and events as they are.</summary>
    public async ValueTask RestoreAsync(
        IReadOnlyList<FlagDocument> documents, IReadOnlyList<RolloutEvent> events, bool replace, string name, CancellationToken cancellationToken)
    {
        using var turn = await _turn.TakeAsync(cancellationToken).ConfigureAwait(false);
        var old = await ReadAsync(cancellationToken).ConfigureAwait(false);
        if (!replace && (old.Entries.Count > 0 || old.EventsEnd > old.EventsFrom))
        {
            throw StoreRules.NotEmpty(name, environment);
        }

        var lines = new ArrayBufferWriter<byte>();
        foreach (var one in events)
        {
            RolloutJson.Write(one, lines);
            lines.Write("\n"u8);
        }

        var next = old.Next() with
        {
            Sequence = events.Count == 0 ? 0 : events[^1].Sequence,
            EventsFrom = old.EventsEnd,
            EventsEnd = old.EventsEnd + lines.WrittenCount,
            Entries = documents
                .Select(document => PreparedWrite.OfStamped(document, []))
                .ToImmutableSortedDictionary(write => write.Document.Key, write => new StateEntry(write.Document, write.DocumentJson), StringComparer.Ordinal),
        };
        Commit(old, next, lines.WrittenSpan, time.GetUtcNow());
    }

    /// <summary>Waits until the state may differ from a set read before.</summary>
    public async ValueTask WaitForChangeAsync(FlagSet known, CancellationToken cancellationToken)
    {
        var content = Volatile.Read(ref _content);
        var seen = Volatile.Read(ref _seen);
        if (content is null || seen is null || !ReferenceEquals(content.Flags, known))
        {
            return;
        }

        using var watch = DirectoryWatch.Start(LinkChain.Follow(paths.State), startWatch);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        // The watch stands before the first look, so that nothing falls between the two.
        while (FileMark.Of(paths.State) == seen.Mark)
        {
            var look = Task.Delay(pollInterval, time, ended.Token);
            if (await Task.WhenAny(watch.Changed, content.Replaced.Task, look).ConfigureAwait(false) != look)
            {
                await ended.CancelAsync().ConfigureAwait(false);
                return;
            }

            await look.ConfigureAwait(false);
        }
    }

    /// <summary>Whether the file still begins as it did: no two writes leave the same first line.</summary>
    private bool IsFresh(StateContent known)
    {
        if (FileMark.Of(paths.State) != known.Mark)
        {
            return false;
        }

        if (!known.Exists)
        {
            return !HasEvents();
        }

        try
        {
            using var file = File.OpenHandle(known.Mark.Target, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            Span<byte> head = new byte[known.Head.Length];
            return RandomAccess.Read(file, head, 0) == head.Length && head.SequenceEqual(known.Head.Span);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private async ValueTask<StateContent> LoadAsync(StateContent? known, CancellationToken cancellationToken)
    {
        while (true)
        {
            var mark = FileMark.Of(paths.State);
            try
            {
                var bytes = await WholeFile.ReadAsync(paths.State, LongestState, found => mark = found ?? mark, cancellationToken).ConfigureAwait(false);
                return StateFile.Read(bytes, mark, environment, known);
            }
            catch (FileNotFoundException missing)
            {
                var hasEvents = HasEvents();
                if (FileMark.Of(paths.State).Length >= 0)
                {
                    continue;
                }

                return hasEvents
                    ? throw new InvalidDataException(
                        $"{paths.State} is missing, but {paths.Events} has events. Put the state file back from a backup, or move the event file away to begin anew.", missing)
                    : StateContent.Nothing(FileMark.Of(paths.State));
            }
            finally
            {
                Volatile.Write(ref _seen, new Sighting(mark));
            }
        }
    }

    private bool HasEvents() => new FileInfo(paths.Events) is { Exists: true, Length: > 0 };

    /// <summary>Puts events and state on the disk, in that order. Under the lock.</summary>
    /// <exception cref="IOException">That failed, and everything is as it was.</exception>
    private void Commit(StateContent old, StateContent next, ReadOnlySpan<byte> lines, DateTimeOffset now)
    {
        try
        {
            Sweep(old);
            _rewriting.Settle(old);
            if (!old.Exists && lines.Length > 0)
            {
                // Else a crash after the first events would leave these without a state, which looks as if that had been lost.
                old = ReplaceState(old, now);
                next = next with { Writes = old.Writes + 1 };
            }

            Append(old, lines);
            next = ReplaceState(next, now);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"{paths.State} could not be written, and nothing was changed: {exception.Message}", exception);
        }

        Become(old, next);
    }

    private void Become(StateContent old, StateContent next)
    {
        var replaced = Interlocked.Exchange(ref _content, next);
        Volatile.Write(ref _seen, new Sighting(next.Mark));
        replaced?.Replaced.TrySetResult();
        old.Replaced.TrySetResult();
    }

    private void Sweep(StateContent old)
    {
        if (!_isSwept)
        {
            paths.RemoveTemporary();
            _rewriting.RemoveUncommitted(old);
            _isSwept = true;
        }
    }

    private void Append(StateContent old, ReadOnlySpan<byte> lines)
    {
        using var file = disk.OpenForAppending(paths.Events);
        var handle = file.SafeFileHandle;
        var length = RandomAccess.GetLength(handle);
        EventFile.CheckLength(paths.Events, length, old);
        if (length > old.EventsEnd)
        {
            disk.SetLength(handle, old.EventsEnd);
        }

        if (lines.Length > 0)
        {
            disk.Write(handle, lines, old.EventsEnd);
            disk.Flush(handle);
        }
    }

    private StateContent ReplaceState(StateContent content, DateTimeOffset now)
    {
        _buffer.ResetWrittenCount();
        var head = StateFile.Write(content, environment, now, _buffer);
        var target = LinkChain.Follow(paths.State).Target;
        var temporary = paths.Temporary();
        FileMark mark;
        try
        {
            using (var file = disk.Create(temporary, like: target))
            {
                disk.Write(file.SafeFileHandle, _buffer.WrittenSpan, 0);
                disk.Flush(file.SafeFileHandle);
                mark = FileMark.Of(file.SafeFileHandle, target);
            }

            disk.Replace(temporary, target);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }

        FlushDirectory();
        return content with { Mark = mark, Head = _buffer.WrittenSpan[..head].ToArray() };
    }

    private void FlushDirectory()
    {
        try
        {
            disk.FlushDirectory(paths.Directory);
        }
        catch (IOException)
        {
            // The new state is in place for everybody; some file systems do not let a directory be flushed.
        }
    }

    /// <summary>How the state file looked when it was last read, whether that went well or not.</summary>
    private sealed record Sighting(FileMark Mark);
}
