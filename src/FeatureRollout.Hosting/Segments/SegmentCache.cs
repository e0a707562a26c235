using System.Collections.Concurrent;
using System.Collections.Frozen;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace FeatureRollout.Segments;

/// <summary>
/// Answers from memory whether a customer is in a segment of a source, and asks the source in the background where it
/// has no fresh answer. A hit allocates nothing. Bounded: so many answers, and for each source so many questions at a
/// time and waiting. Thread-safe.
/// </summary>
internal sealed class SegmentCache : IDisposable
{
    /// <summary>The longest customer id that is asked about, in UTF-16 units.</summary>
    public const int LongestCustomerId = 512;

    /// <summary>UTF-16 units that the segment's number takes at the start of a key.</summary>
    private const int SegmentNumberLength = 2;

    private readonly TimeProvider _clock;
    private readonly MemoryCache _answers;
    private readonly FrozenDictionary<string, SegmentSourceQueue> _sources;
    private readonly ConcurrentDictionary<(SegmentSourceQueue Source, string Segment), int> _segmentNumbers = new();
    private readonly UnknownSources _unknown;
    private readonly long _timeToLive;
    private readonly long _retryAfter;
    private int _lastSegmentNumber;

    public SegmentCache(IEnumerable<SegmentSourceRegistration> registrations, IOptions<FeatureRolloutOptions> options, IServiceProvider services)
        : this(registrations, options.Value, services, ClientFactory.Clock(services), ClientFactory.Logger(services))
    {
    }

    /// <exception cref="InvalidOperationException">Two sources have one name.</exception>
    internal SegmentCache(
        IEnumerable<SegmentSourceRegistration> registrations, FeatureRolloutOptions options, IServiceProvider services, TimeProvider clock, ILogger logger)
    {
        _clock = clock;
        _timeToLive = Ticks(options.SegmentTimeToLive);
        _retryAfter = Ticks(RetryAfter);
        _answers = new MemoryCache(new MemoryCacheOptions { SizeLimit = options.SegmentCacheSize });
        var sources = new Dictionary<string, SegmentSourceQueue>(StringComparer.Ordinal);
        foreach (var registration in registrations)
        {
            if (!sources.TryAdd(registration.Name, new SegmentSourceQueue(registration, options, services, clock, logger, Note)))
            {
                throw new InvalidOperationException($"AddSegmentSource: two sources are called '{registration.Name}'.");
            }
        }

        _sources = sources.ToFrozenDictionary(StringComparer.Ordinal);
        _unknown = new UnknownSources(_sources.Keys, logger);
    }

    /// <summary>How long a source is left alone about a customer after it failed to answer.</summary>
    public static TimeSpan RetryAfter { get; } = TimeSpan.FromSeconds(10);

    /// <summary>How many answers are kept.</summary>
    internal int Count => _answers.Count;

    /// <summary>
    /// Whether the customer is in the segment; null where that is not known yet, the source is unknown, or the id is empty
    /// or longer than <see cref="LongestCustomerId"/>. Never waits for a source and never throws.
    /// </summary>
    public bool? Lookup(string source, string segment, string customerId)
    {
        if (!_sources.TryGetValue(source, out var queue))
        {
            _unknown.Report(source);
            return null;
        }

        if (string.IsNullOrEmpty(customerId) || customerId.Length > LongestCustomerId)
        {
            return null;
        }

        Span<char> buffer = stackalloc char[SegmentNumberLength + LongestCustomerId];
        var key = WriteKey(buffer, NumberOf(queue, segment), customerId);
        try
        {
            var answer = Find(key);
            if (IsFresh(answer))
            {
                return answer!.Value;
            }

            // Between the look above and the queue's taking the question, an earlier one may have been answered.
            if (queue.TryReserve(key, out var keyString))
            {
                answer = Find(key);
                if (IsFresh(answer))
                {
                    queue.Release(keyString);
                }
                else
                {
                    queue.Ask(new SegmentQuestion(keyString, segment, customerId));
                }
            }

            return answer?.Value;
        }
        catch (ObjectDisposedException)
        {
            return null;
        }
    }

    public void Dispose()
    {
        foreach (var queue in _sources.Values)
        {
            queue.Dispose();
        }

        _answers.Dispose();
    }

    private SegmentAnswer? Find(ReadOnlySpan<char> key) => _answers.TryGetValue(key, out SegmentAnswer? answer) ? answer : null;

    private bool IsFresh(SegmentAnswer? answer) => answer is not null && _clock.GetTimestamp() < answer.DueAt;

    /// <summary>Keeps what a source said; null for a failure, after which an earlier answer stays.</summary>
    private void Note(string key, bool? value)
    {
        var now = _clock.GetTimestamp();
        var answer = value is null ? new SegmentAnswer(Find(key)?.Value, now + _retryAfter) : new SegmentAnswer(value, now + _timeToLive);
        _answers.Set(key, answer, new MemoryCacheEntryOptions { Size = 1 });
    }

    /// <summary>Keys of different segments cannot meet, whatever customers are called: each segment has a number, at the key's start.</summary>
    private int NumberOf(SegmentSourceQueue queue, string segment) =>
        _segmentNumbers.TryGetValue((queue, segment), out var number)
            ? number
            : _segmentNumbers.GetOrAdd((queue, segment), _ => Interlocked.Increment(ref _lastSegmentNumber));

    private static ReadOnlySpan<char> WriteKey(Span<char> buffer, int segmentNumber, string customerId)
    {
        buffer[0] = (char)(segmentNumber >> 16);
        buffer[1] = (char)segmentNumber;
        customerId.CopyTo(buffer[SegmentNumberLength..]);
        return buffer[..(SegmentNumberLength + customerId.Length)];
    }

    private long Ticks(TimeSpan time) => (long)(time.TotalSeconds * _clock.TimestampFrequency);
}
