using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace FeatureRollout.Segments;

/// <summary>A question to a source.</summary>
/// <param name="Key">What its answer is kept under.</param>
/// <param name="Segment">The segment's name.</param>
/// <param name="CustomerId">The customer's id.</param>
internal readonly record struct SegmentQuestion(string Key, string Segment, string CustomerId);

/// <summary>
/// Asks one source, so many questions at a time and one per key; further ones wait in a bounded queue or are dropped.
/// Each source has its own, so that a bad one does not hold up others. Thread-safe.
/// </summary>
internal sealed class SegmentSourceQueue : IDisposable
{
    /// <summary>Questions that may wait.</summary>
    public const int Capacity = 1024;

    private static readonly TimeSpan ComplaintInterval = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, byte> _reserved = new(StringComparer.Ordinal);
    private readonly Channel<SegmentQuestion> _waiting = Channel.CreateBounded<SegmentQuestion>(Capacity);
    private readonly CancellationTokenSource _disposed = new();
    private readonly Lock _gate = new();
    private readonly SegmentSourceRegistration _registration;
    private readonly IServiceProvider _services;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly Action<string, bool?> _note;
    private readonly TimeSpan _timeout;
    private readonly int _concurrency;
    private readonly CancellationToken _stopping;
    private ISegmentSource? _source;
    private int _workers;
    private int _calls;
    private long _nextComplaint = long.MinValue;

    /// <param name="registration">The source.</param>
    /// <param name="options">Time-out and concurrency.</param>
    /// <param name="services">What the source is made from.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="logger">Told of trouble.</param>
    /// <param name="note">Told each answer by key; null for a failure.</param>
    public SegmentSourceQueue(
        SegmentSourceRegistration registration, FeatureRolloutOptions options, IServiceProvider services, TimeProvider clock, ILogger logger, Action<string, bool?> note)
    {
        _registration = registration;
        _services = services;
        _clock = clock;
        _logger = logger;
        _note = note;
        _timeout = options.SegmentTimeout;
        _concurrency = options.SegmentConcurrency;
        _stopping = _disposed.Token;
    }

    /// <summary>How many workers there are.</summary>
    internal int Workers => Volatile.Read(ref _workers);

    /// <summary>Makes the caller the only one to ask about this key, until <see cref="Release"/> or the answer; false where another is.</summary>
    public bool TryReserve(ReadOnlySpan<char> key, out string keyString)
    {
        keyString = "";
        if (_stopping.IsCancellationRequested || _reserved.GetAlternateLookup<ReadOnlySpan<char>>().ContainsKey(key))
        {
            return false;
        }

        keyString = key.ToString();
        return _reserved.TryAdd(keyString, 0);
    }

    /// <summary>Gives a reserved key back.</summary>
    public void Release(string key) => _reserved.TryRemove(key, out _);

    /// <summary>Puts a reserved question into the queue, or drops it where the queue is full.</summary>
    public void Ask(SegmentQuestion question)
    {
        if (!_waiting.Writer.TryWrite(question))
        {
            Release(question.Key);
            Complain(null);
            return;
        }

        if (Volatile.Read(ref _workers) < _concurrency)
        {
            if (Interlocked.Increment(ref _workers) <= _concurrency)
            {
                _ = Task.Run(WorkAsync, CancellationToken.None);
            }
            else
            {
                Interlocked.Decrement(ref _workers);
            }
        }
    }

    public void Dispose()
    {
        if (_waiting.Writer.TryComplete())
        {
            _disposed.Cancel();
            _disposed.Dispose();
        }
    }

    /// <summary>
    /// A worker stays for good once it is needed; while nothing is asked it costs a waiting task. Should one end all the
    /// same, the next question starts another.
    /// </summary>
    private async Task WorkAsync()
    {
        try
        {
            await foreach (var question in _waiting.Reader.ReadAllAsync(_stopping).ConfigureAwait(false))
            {
                await WorkAsync(question).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException)
        {
            // Disposed: nobody asks any more.
        }
        finally
        {
            Interlocked.Decrement(ref _workers);
        }
    }

    private async Task WorkAsync(SegmentQuestion question)
    {
        try
        {
            _note(question.Key, await AnswerAsync(question).ConfigureAwait(false));
        }
        finally
        {
            Release(question.Key);
        }
    }

    private async Task<bool?> AnswerAsync(SegmentQuestion question)
    {
        // A call that outlived its time-out still counts: a source that never returns gets no more of them.
        if (Interlocked.Increment(ref _calls) > _concurrency)
        {
            Interlocked.Decrement(ref _calls);
            Complain(nameof(TimeoutException));
            return null;
        }

        using var limit = new CancellationTokenSource(_timeout, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, _stopping);
        var token = either.Token;

        // On a thread of its own: a source may block before its first await.
        var call = Task.Run(() => CallAsync(question, token), CancellationToken.None);
        try
        {
            return await call.WaitAsync(token).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            // What it throws later is of no interest to anybody.
            _ = call.ContinueWith(
                static late => _ = late.Exception, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            _stopping.ThrowIfCancellationRequested();
            Complain(exception is OperationCanceledException && limit.IsCancellationRequested ? nameof(TimeoutException) : exception.GetType().Name);
            return null;
        }
    }

    private async Task<bool> CallAsync(SegmentQuestion question, CancellationToken cancellationToken)
    {
        try
        {
            return await Source().ContainsAsync(question.Segment, question.CustomerId, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Interlocked.Decrement(ref _calls);
        }
    }

    /// <summary>The source, made when it is first asked; a factory that throws is tried again with the next question.</summary>
    private ISegmentSource Source()
    {
        lock (_gate)
        {
            return _source ??= _registration.Factory(_services)
                ?? throw new InvalidOperationException($"The factory of segment source '{_registration.Name}' returned null.");
        }
    }

    private void Complain(string? exceptionType)
    {
        var now = _clock.GetTimestamp();
        var next = Volatile.Read(ref _nextComplaint);
        if (now < next
            || Interlocked.CompareExchange(ref _nextComplaint, now + (long)(ComplaintInterval.TotalSeconds * _clock.TimestampFrequency), next) != next)
        {
            return;
        }

        try
        {
            if (exceptionType is null)
            {
                Log.SegmentSourceBusy(_logger, _registration.Name);
            }
            else
            {
                Log.SegmentSourceFailed(_logger, _registration.Name, exceptionType);
            }
        }
        catch (Exception)
        {
            // The logger's trouble is its own: nobody's question may suffer from it.
        }
    }
}
