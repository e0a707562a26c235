using System.Buffers;
using System.Runtime.CompilerServices;
using Microsoft.Win32.SafeHandles;

namespace FeatureRollout.Providers.Stores;

/// <summary>
/// Replaces an event file whole. The new one is written beside the old under the number of the rewriting; it counts from the
/// moment on in which the state file says that number, and takes the old one's place after that; where it stands until then,
/// readers read it there, and the next writer puts it in its place. Only under the lock.
/// </summary>
internal sealed class EventRewriting(StorePaths paths, StoreDisk disk)
{
    private const int Chunk = 64 * 1024;
    private const int Block = 1 << 20;

    /// <summary>Where the rewritten file of a state stands until it takes the old one's place.</summary>
    public static string PathOf(string events, StateContent state) => FormattableString.Invariant($"{LinkChain.Follow(events).Target}.{state.EventsRewritten}");

    /// <summary>Brings a rewriting that has been committed to its end.</summary>
    public void Settle(StateContent state)
    {
        if (state.EventsRewritten == 0)
        {
            return;
        }

        var target = LinkChain.Follow(paths.Events).Target;
        var settled = PathOf(paths.Events, state);
        if (File.Exists(settled))
        {
            disk.Replace(settled, target);
            FlushDirectory(target);
        }
    }

    /// <summary>Removes what is left of a rewriting that was not committed.</summary>
    public void RemoveUncommitted(StateContent state) => File.Delete(PathOf(paths.Events, Next(state)));

    /// <summary>Counts the events that hold the customer, and says whether there are bytes that do not count.</summary>
    public async ValueTask<(int Events, bool HasMore)> CountAsync(EventFile events, StateContent state, CustomerRenaming renaming, CancellationToken cancellationToken)
    {
        if (state.EventsEnd == 0 && !File.Exists(paths.Events))
        {
            return (0, false);
        }

        using var file = events.Open(state);
        var length = RandomAccess.GetLength(file);
        EventFile.CheckLength(paths.Events, length, state);
        var count = 0;
        await foreach (var line in LinesAsync(file, state, cancellationToken).ConfigureAwait(false))
        {
            count += Renamed(line, renaming) is null ? 0 : 1;
        }

        return (count, state.EventsFrom > 0 || length > state.EventsEnd);
    }

    /// <summary>Writes the events with the other name; those that do not hold the customer byte for byte as they are. Gives the length.</summary>
    public async ValueTask<long> WriteAsync(EventFile events, StateContent state, CustomerRenaming renaming, CancellationToken cancellationToken)
    {
        var path = PathOf(paths.Events, Next(state));
        try
        {
            using var from = events.Open(state);
            using var to = disk.Create(path, like: LinkChain.Follow(paths.Events).Target);
            var output = new ArrayBufferWriter<byte>(2 * Block);
            var length = 0L;
            await foreach (var line in LinesAsync(from, state, cancellationToken).ConfigureAwait(false))
            {
                if (Renamed(line, renaming) is { } renamed)
                {
                    RolloutJson.Write(renamed, output);
                }
                else
                {
                    output.Write(line.Span);
                }

                output.Write("\n"u8);
                if (output.WrittenCount >= Block)
                {
                    length += Write(to.SafeFileHandle, output, length);
                }
            }

            length += Write(to.SafeFileHandle, output, length);
            disk.Flush(to.SafeFileHandle);
            FlushDirectory(path);
            return length;
        }
        catch
        {
            File.Delete(path);
            throw;
        }
    }

    private static StateContent Next(StateContent state) => state with { EventsRewritten = state.EventsRewritten + 1 };

    private static RolloutEvent? Renamed(ReadOnlyMemory<byte> line, CustomerRenaming renaming)
    {
        var one = RolloutJson.ReadEvent(line.Span);
        var renamed = renaming.Of(one);
        return ReferenceEquals(one, renamed) ? null : renamed;
    }

    private void FlushDirectory(string file)
    {
        try
        {
            disk.FlushDirectory(Path.GetDirectoryName(file)!);
        }
        catch (IOException)
        {
            // It is in place for everybody; some file systems do not let a directory be flushed.
        }
    }

    private int Write(SafeFileHandle file, ArrayBufferWriter<byte> output, long at)
    {
        var written = output.WrittenCount;
        disk.Write(file, output.WrittenSpan, at);
        output.ResetWrittenCount();
        return written;
    }

    /// <summary>The lines that count, without their ends; each is good until the next is asked for.</summary>
    private async IAsyncEnumerable<ReadOnlyMemory<byte>> LinesAsync(SafeFileHandle file, StateContent state, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var buffer = new byte[Chunk];
        var (filled, next) = (0, state.EventsFrom);
        while (next < state.EventsEnd)
        {
            if (filled == buffer.Length)
            {
                Array.Resize(ref buffer, buffer.Length * 2);
            }

            var wanted = (int)Math.Min(buffer.Length - filled, state.EventsEnd - next);
            var read = await RandomAccess.ReadAsync(file, buffer.AsMemory(filled, wanted), next, cancellationToken).ConfigureAwait(false);
            if (read == 0)
            {
                throw new IOException($"{paths.Events} became shorter while it was read.");
            }

            next += read;
            var searched = filled;
            filled += read;
            var taken = 0;
            for (var end = Array.IndexOf(buffer, (byte)'\n', searched, filled - searched); end >= 0; end = Array.IndexOf(buffer, (byte)'\n', taken, filled - taken))
            {
                yield return buffer.AsMemory(taken, end - taken);
                taken = end + 1;
            }

            filled -= taken;
            buffer.AsSpan(taken, filled).CopyTo(buffer);
        }

        if (filled > 0)
        {
            throw new InvalidDataException($"{paths.Events} does not end with a whole line where {paths.State} says that the events end.");
        }
    }
}
