using System.Text.Json;
using Microsoft.Win32.SafeHandles;

namespace FeatureRollout.Providers.Stores;

/// <summary>
/// Reads the events of one environment from its event file, one JSON object on a line, up to the byte that the state
/// file counts. It remembers where it came by, so that the next reading need not start from the beginning. Thread-safe.
/// </summary>
internal sealed class EventFile(string path)
{
    private const int Chunk = 64 * 1024;
    private const int LinesBetweenMarks = 256;

    private readonly Lock _gate = new();
    private readonly List<Mark> _marks = [];
    private (long From, long Rewritten) _marked = (-1, 0);

    /// <summary>Reads events.</summary>
    /// <param name="state">The state that says which bytes count.</param>
    /// <param name="key">Only those of this key; null for all.</param>
    /// <param name="after">Only those with a higher sequence.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="InvalidDataException">The file is shorter than the state says, or a line is no event.</exception>
    public async ValueTask<IReadOnlyList<RolloutEvent>> ReadAsync(StateContent state, string? key, long after, int limit, CancellationToken cancellationToken)
    {
        if (state.EventsEnd == state.EventsFrom || after >= state.Sequence)
        {
            return [];
        }

        using var file = Open(state);
        CheckLength(path, RandomAccess.GetLength(file), state);
        var events = new List<RolloutEvent>();
        var at = Start(state, after);
        var buffer = new byte[Chunk];
        var filled = 0;
        var next = at.Offset;
        while (next < state.EventsEnd && events.Count < limit)
        {
            if (filled == buffer.Length)
            {
                Array.Resize(ref buffer, buffer.Length * 2);
            }

            var wanted = (int)Math.Min(buffer.Length - filled, state.EventsEnd - next);
            var read = await RandomAccess.ReadAsync(file, buffer.AsMemory(filled, wanted), next, cancellationToken).ConfigureAwait(false);
            if (read == 0)
            {
                throw new IOException($"{path} became shorter while it was read.");
            }

            next += read;
            var taken = Take(buffer.AsSpan(0, filled + read), state, ref at, key, after, limit, events);
            filled = filled + read - taken;
            buffer.AsSpan(taken, filled).CopyTo(buffer);
        }

        return filled == 0 || events.Count == limit
            ? events
            : throw new InvalidDataException(FormattableString.Invariant($"{path} line {at.Line} does not end where {state.Mark.Target} says that the events end."));
    }

    /// <summary>Throws where the file lacks bytes that the state counts.</summary>
    public static void CheckLength(string path, long length, StateContent state)
    {
        if (length < state.EventsEnd)
        {
            throw new InvalidDataException(FormattableString.Invariant(
                $"{path} has {length} bytes where {state.Mark.Target} counts {state.EventsEnd}: events are missing. Put both files back from one backup."));
        }
    }

    /// <summary>Opens the file that the state counts: the rewritten one where that has not taken the old one's place yet.</summary>
    /// <exception cref="InvalidDataException">There is none.</exception>
    public SafeFileHandle Open(StateContent state)
    {
        if (state.EventsRewritten > 0 && EventRewriting.PathOf(path, state) is var rewritten && File.Exists(rewritten))
        {
            try
            {
                return OpenToRead(rewritten);
            }
            catch (FileNotFoundException)
            {
                // It has taken its place in this moment.
            }
        }

        try
        {
            return OpenToRead(path);
        }
        catch (FileNotFoundException exception)
        {
            throw new InvalidDataException($"{path} is missing, though the state file counts events in it. Put both files back from one backup.", exception);
        }
    }

    private static SafeFileHandle OpenToRead(string path) => File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);

    /// <summary>Takes the whole lines of a chunk; gives how many bytes they are.</summary>
    private int Take(ReadOnlySpan<byte> chunk, StateContent state, ref Mark at, string? key, long after, int limit, List<RolloutEvent> events)
    {
        var taken = 0;
        while (events.Count < limit)
        {
            var end = chunk[taken..].IndexOf((byte)'\n');
            if (end < 0)
            {
                return taken;
            }

            var line = chunk.Slice(taken, end);
            var name = FormattableString.Invariant($"{path} line {at.Line}");
            var (sequence, owner) = Peek(line, name);
            if (sequence > after && (key is null || owner == key))
            {
                events.Add(RolloutJson.ReadEvent(line, name));
            }

            taken += end + 1;
            at = new Mark(sequence, at.Offset + end + 1, at.Line + 1);
            Remember(state, at);
        }

        return taken;
    }

    /// <summary>Reads a line only so far as it must be to know whether it is asked for.</summary>
    private static (long Sequence, string Key) Peek(ReadOnlySpan<byte> line, string name)
    {
        try
        {
            long? sequence = null;
            string? key = null;
            var json = new Utf8JsonReader(line);
            json.Read();
            while ((sequence is null || key is null) && json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                var isSequence = json.ValueTextEquals("sequence"u8);
                var isKey = json.ValueTextEquals("key"u8);
                json.Read();
                if (isSequence)
                {
                    sequence = json.GetInt64();
                }
                else if (isKey)
                {
                    key = json.GetString();
                }
                else
                {
                    json.Skip();
                }
            }

            return (sequence ?? throw new FormatException("it has no sequence"), key ?? throw new FormatException("it has no key"));
        }
        catch (Exception exception) when (exception is JsonException or FormatException or InvalidOperationException)
        {
            throw new InvalidDataException($"{name} is no event: {exception.Message}", exception);
        }
    }

    private Mark Start(StateContent state, long after)
    {
        lock (_gate)
        {
            if (_marked != (state.EventsFrom, state.EventsRewritten))
            {
                _marked = (state.EventsFrom, state.EventsRewritten);
                _marks.Clear();
            }

            var best = new Mark(0, state.EventsFrom, 1);
            foreach (var mark in _marks)
            {
                if (mark.Sequence > after)
                {
                    break;
                }

                best = mark;
            }

            return best;
        }
    }

    private void Remember(StateContent state, Mark mark)
    {
        if (mark.Line % LinesBetweenMarks != 0)
        {
            return;
        }

        lock (_gate)
        {
            if (_marked == (state.EventsFrom, state.EventsRewritten) && (_marks.Count == 0 || mark.Offset > _marks[^1].Offset))
            {
                _marks.Add(mark);
            }
        }
    }

    /// <summary>A place between two lines: everything before it has at most this sequence.</summary>
    private readonly record struct Mark(long Sequence, long Offset, long Line);
}
