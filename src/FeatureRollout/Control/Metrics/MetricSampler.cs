using System.Collections.Concurrent;
using System.Globalization;
using FeatureRollout.Text;

namespace FeatureRollout.Control.Metrics;

/// <summary>
/// Reads the host's metric sources so that nothing they do reaches a look but points or a sentence in good time: they may
/// throw, hang, block their thread or ignore cancellation. Thread-safe.
/// </summary>
internal sealed class MetricSampler
{
    private const int MostHanging = 8;
    private const int MostHistories = 4_096;
    private const int LongestFailure = 500;

    /// <summary>Sources round moments to milliseconds.</summary>
    private static readonly TimeSpan Rounding = TimeSpan.FromMilliseconds(1);

    /// <summary>How far a source's clock may be ahead; such points count as of now.</summary>
    private static readonly TimeSpan ClockDrift = TimeSpan.FromMinutes(1);

    /// <summary>How old a value may be that is asked for a moment alone.</summary>
    private static readonly TimeSpan Lookback = TimeSpan.FromMinutes(5);

    private readonly Dictionary<string, Source> _sources = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string Source, string Query, TimeSpan Window), MetricHistory> _histories = new();
    private readonly TimeProvider _time;
    private readonly TimeSpan _timeout;

    /// <summary>Makes one.</summary>
    /// <param name="sources">The host's sources.</param>
    /// <param name="time">The clock of the timeout.</param>
    /// <param name="timeout">The longest wait for one reading.</param>
    /// <exception cref="ArgumentException">Two sources have one name.</exception>
    public MetricSampler(IEnumerable<IMetricSource> sources, TimeProvider time, TimeSpan timeout)
    {
        _time = time;
        _timeout = timeout;
        foreach (var source in sources)
        {
            if (!_sources.TryAdd(source.Name, new Source(source)))
            {
                throw new ArgumentException($"There are two metric sources with the name \"{source.Name}\".", nameof(sources));
            }
        }
    }

    /// <summary>Begins a look: what is asked twice in it is read once.</summary>
    /// <param name="now">The moment at which all its windows end.</param>
    public MetricLook Look(DateTimeOffset now) => new(this, now);

    /// <summary>Reads once. Throws only if cancelled.</summary>
    internal async Task<MetricReading> ReadAsync(string sourceName, string query, TimeSpan window, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (!_sources.TryGetValue(sourceName, out var source))
        {
            var nearest = NearestName.To(sourceName, _sources.Keys);
            return MetricReading.None($"There is no metric source \"{sourceName}\"{(nearest is null ? "." : $"; did you mean \"{nearest}\"?")}");
        }

        if (Volatile.Read(ref source.Hanging) >= MostHanging)
        {
            return MetricReading.None($"The metric source \"{sourceName}\" has not come back from earlier readings.");
        }

        try
        {
            var points = await InTimeAsync(source, query, now - window, now, cancellationToken).ConfigureAwait(false);
            return Keep(sourceName, query, window, now, points);
        }
        catch (TimeoutException)
        {
            return MetricReading.None(
                string.Create(CultureInfo.InvariantCulture, $"The metric source \"{sourceName}\" did not answer within {_timeout.TotalSeconds:0.###} s."));
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            // Only a MetricSourceException promises that its message may be shown.
            var why = exception is MetricSourceException ? exception.Message : exception.GetType().Name + ".";
            return MetricReading.None($"The metric source \"{sourceName}\" failed: {why[..Math.Min(why.Length, LongestFailure)]}");
        }
    }

    private async Task<IReadOnlyList<MetricPoint>?> InTimeAsync(Source source, string query, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        // Not linked to the caller's token: a callback of the source that blocks would block whoever cancels that.
        var end = new CancellationTokenSource();
        var reading = Task.Run(
            async () => (IReadOnlyList<MetricPoint>?)await source.Metrics.ReadAsync(query, from, to, end.Token).ConfigureAwait(false), CancellationToken.None);
        var ended = reading.ContinueWith(
            // Looking at the exception keeps one that nobody waits for any more from being reported as unobserved.
            static task => _ = task.Exception, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        try
        {
            await ended.WaitAsync(_timeout, _time, cancellationToken).ConfigureAwait(false);
            return await reading.ConfigureAwait(false);
        }
        finally
        {
            if (!ended.IsCompleted)
            {
                Interlocked.Increment(ref source.Hanging);
                _ = ended.ContinueWith(
                    _ => Interlocked.Decrement(ref source.Hanging), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
                _ = end.CancelAsync();
            }
        }
    }

    private MetricReading Keep(string sourceName, string query, TimeSpan window, DateTimeOffset now, IReadOnlyList<MetricPoint>? points)
    {
        var from = now - (window > TimeSpan.Zero ? window + Rounding : Lookback);
        var kept = (points ?? [])
            .Where(point => double.IsFinite(point.Value) && point.At >= from && point.At <= now + ClockDrift)
            .Select(point => point.At > now ? point with { At = now } : point)
            .OrderBy(point => point.At)
            .ToArray();
        var key = (sourceName, query, window);
        if (kept.Length == 0)
        {
            return MetricReading.None($"The metric source \"{sourceName}\" has no value for the query.");
        }

        if (kept.Length > 1)
        {
            _histories.TryRemove(key, out _);
            return new MetricReading(kept, null);
        }

        var history = _histories.GetOrAdd(key, static asked => new MetricHistory(asked.Window));
        var all = history.Add(kept[0], now);
        if (_histories.Count > MostHistories && _histories.MinBy(one => one.Value.LastAsked) is var (oldest, _) && oldest != key)
        {
            _histories.TryRemove(oldest, out _);
        }

        return new MetricReading(all, null);
    }

    /// <summary>A source, and how many readings that were given up have still not returned.</summary>
    private sealed class Source(IMetricSource metrics)
    {
        public readonly IMetricSource Metrics = metrics;
        public int Hanging;
    }
}

/// <summary>One look at the metrics. Thread-safe.</summary>
internal sealed class MetricLook(MetricSampler sampler, DateTimeOffset now)
{
    private readonly ConcurrentDictionary<(string Source, string Query, TimeSpan Window), Lazy<Task<MetricReading>>> _readings = new();

    /// <summary>
    /// Reads a metric within a window that ends at the look's moment. Windows are not cut from each other, because a long
    /// one is read at long steps.
    /// </summary>
    /// <param name="source">The source's name.</param>
    /// <param name="query">What it is asked, with placeholders filled in.</param>
    /// <param name="window">The window; zero for the moment alone.</param>
    /// <param name="cancellationToken">Ends the look.</param>
    public Task<MetricReading> ReadAsync(string source, string query, TimeSpan window, CancellationToken cancellationToken) =>
        _readings.GetOrAdd(
            (source, query, window),
            key => new Lazy<Task<MetricReading>>(() => sampler.ReadAsync(key.Source, key.Query, key.Window, now, cancellationToken))).Value;
}
