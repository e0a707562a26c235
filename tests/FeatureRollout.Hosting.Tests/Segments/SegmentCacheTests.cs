using System.Collections.Concurrent;
using FeatureRollout.Segments;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FeatureRollout.Hosting.Tests.Segments;

[Trait("Requirement", "F-01")]
[Trait("Requirement", "S0-15")]
public sealed class SegmentCacheTests : IDisposable
{
    /// <summary>Only so that a broken cache fails instead of hanging; nothing waits this long.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly ManualClock _clock = new();
    private readonly RecordingLogger _logger = new();
    private readonly ScriptedSource _source = new();
    private readonly List<SegmentCache> _caches = [];

    [Fact]
    public async Task A_miss_is_unknown_at_once_and_known_later()
    {
        var cache = Cache();
        var gate = _source.Hold();
        Assert.Null(cache.Lookup("crm", "beta", "acme"));
        Assert.Null(cache.Lookup("crm", "beta", "acme"));
        gate.SetResult();
        await Until(() => cache.Lookup("crm", "beta", "acme") is not null);
        Assert.True(cache.Lookup("crm", "beta", "acme"));
        Assert.Equal(1, _source.Asked("beta", "acme"));
    }

    [Fact]
    public async Task Customers_segments_and_sources_are_told_apart()
    {
        _source.Answer = (segment, customer) => segment == "beta" && customer == "acme";
        var cache = CacheOf("crm", "billing");
        (string Segment, string Customer)[] questions = [("beta", "acme"), ("beta", "other"), ("gold", "acme"), ("\u0001", "a"), ("\u0001a", "b")];
        foreach (var (segment, customer) in questions)
        {
            cache.Lookup("crm", segment, customer);
        }

        cache.Lookup("billing", "beta", "acme");
        await Until(() => cache.Count == 6);
        Assert.True(cache.Lookup("crm", "beta", "acme"));
        Assert.False(cache.Lookup("crm", "beta", "other"));
        Assert.False(cache.Lookup("crm", "gold", "acme"));
        Assert.True(cache.Lookup("billing", "beta", "acme"));
        Assert.Equal(2, _source.Asked("beta", "acme"));
    }

    [Fact]
    public void Nobody_an_unknown_source_and_an_endless_id_are_never_asked_about()
    {
        var cache = Cache();
        Assert.Null(cache.Lookup("nobody", "beta", "acme"));
        Assert.Null(cache.Lookup("crm", "beta", ""));
        Assert.Null(cache.Lookup("crm", "beta", null!));
        Assert.Null(cache.Lookup("crm", "beta", new string('x', SegmentCache.LongestCustomerId + 1)));
        Assert.Equal(0, _source.TotalAsked);
    }

    [Fact]
    public async Task Fifty_callers_at_once_lead_to_one_question_for_each_customer()
    {
        var cache = Cache();
        await Parallel.ForAsync(0, 50, new ParallelOptions { MaxDegreeOfParallelism = 50 }, (_, _) =>
        {
            for (var i = 0; i < 200; i++)
            {
                cache.Lookup("crm", "beta", $"customer-{i % 20}");
            }

            return ValueTask.CompletedTask;
        });
        await Until(() => cache.Count == 20);
        Assert.All(Enumerable.Range(0, 20), i => Assert.Equal(1, _source.Asked("beta", $"customer-{i}")));
    }

    [Fact]
    public async Task An_old_answer_serves_while_it_is_asked_again()
    {
        var cache = Cache();
        await Warm(cache, "acme");
        _clock.Advance(TimeSpan.FromMinutes(5) - TimeSpan.FromTicks(1));
        Assert.True(cache.Lookup("crm", "beta", "acme"));
        Assert.Equal(1, _source.TotalAsked);

        _source.Answer = (_, _) => false;
        var gate = _source.Hold();
        _clock.Advance(TimeSpan.FromTicks(1));
        Assert.True(cache.Lookup("crm", "beta", "acme"));
        Assert.True(cache.Lookup("crm", "beta", "acme"));
        gate.SetResult();
        await Until(() => cache.Lookup("crm", "beta", "acme") == false);
        Assert.Equal(2, _source.TotalAsked);
    }

    [Fact]
    public async Task A_failing_source_is_left_alone_for_ten_seconds_and_told_of_once_a_minute_without_the_customer()
    {
        _source.Answer = (_, customer) => throw new InvalidOperationException($"no row for {customer}");
        var cache = Cache();
        cache.Lookup("crm", "beta", "acme");
        await Until(() => cache.Count == 1);
        Assert.Null(cache.Lookup("crm", "beta", "acme"));
        _clock.Advance(SegmentCache.RetryAfter - TimeSpan.FromTicks(1));
        Assert.Null(cache.Lookup("crm", "beta", "acme"));
        Assert.Equal(1, _source.TotalAsked);

        _clock.Advance(TimeSpan.FromTicks(1));
        cache.Lookup("crm", "beta", "acme");
        await Until(() => _source.TotalAsked == 2);
        cache.Lookup("crm", "beta", "other");
        await Until(() => cache.Count == 2);
        var message = Assert.Single(_logger.Messages);
        Assert.Equal((LogLevel.Warning, 6), (message.Level, message.EventId));
        Assert.Contains("InvalidOperationException", message.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("acme", _logger.Everything, StringComparison.Ordinal);

        _clock.Advance(TimeSpan.FromMinutes(1));
        cache.Lookup("crm", "beta", "third");
        await Until(() => cache.Count == 3);
        Assert.Equal(2, _logger.Messages.Count);

        _source.Answer = (_, _) => true;
        await Until(() => cache.Lookup("crm", "beta", "acme") == true);
    }

    [Fact]
    public async Task A_failure_keeps_the_earlier_answer()
    {
        var cache = Cache();
        await Warm(cache, "acme");
        _source.Answer = (_, _) => throw new TimeoutException();
        _clock.Advance(TimeSpan.FromMinutes(5));
        Assert.True(cache.Lookup("crm", "beta", "acme"));
        await Until(() => _logger.Messages.Count > 0);
        Assert.True(cache.Lookup("crm", "beta", "acme"));
    }

    [Fact]
    public async Task A_source_that_hangs_is_given_up_after_its_time_and_gets_no_more_than_its_share()
    {
        var stuck = _source.Hold();
        var other = new ScriptedSource();
        var cache = Cache(new FeatureRolloutOptions { SegmentConcurrency = 2 }, ("crm", _ => _source), ("billing", _ => other));
        for (var i = 0; i < 10; i++)
        {
            cache.Lookup("crm", "beta", $"customer-{i}");
        }

        await Until(() => _source.TotalAsked == 2);
        cache.Lookup("billing", "beta", "acme");
        await Until(() => cache.Lookup("billing", "beta", "acme") == true);

        // The two calls outlive their time; the eight that wait are answered "unknown" without asking.
        _clock.Advance(TimeSpan.FromSeconds(2));
        await Until(() => cache.Count == 11);
        Assert.Equal(2, _source.TotalAsked);
        Assert.Equal(6, Assert.Single(_logger.Messages).EventId);
        Assert.Contains("TimeoutException", _logger.Everything, StringComparison.Ordinal);

        stuck.SetResult();
        _clock.Advance(SegmentCache.RetryAfter);
        await Until(() =>
        {
            _clock.Advance(SegmentCache.RetryAfter);
            return cache.Lookup("crm", "beta", "customer-9") == true;
        });
    }

    [Fact]
    public async Task Questions_beyond_the_queue_are_dropped_and_asked_later()
    {
        var gate = _source.Hold();
        var cache = Cache(new FeatureRolloutOptions { SegmentConcurrency = 1 }, ("crm", _ => _source));
        var customers = Enumerable.Range(0, SegmentSourceQueue.Capacity + 10).Select(i => $"customer-{i}").ToList();
        customers.ForEach(customer => cache.Lookup("crm", "beta", customer));
        Assert.Equal(7, Assert.Single(_logger.Messages).EventId);
        gate.SetResult();
        await Until(() => customers.TrueForAll(customer => cache.Lookup("crm", "beta", customer) == true));
        Assert.All(customers, customer => Assert.Equal(1, _source.Asked("beta", customer)));
    }

    [Fact]
    public async Task No_more_answers_are_kept_than_allowed()
    {
        var cache = Cache(new FeatureRolloutOptions { SegmentCacheSize = 100 }, ("crm", _ => _source));
        for (var i = 0; i < 1_000; i++)
        {
            cache.Lookup("crm", "beta", $"customer-{i}");
        }

        await Until(() => _source.TotalAsked == 1_000);
        Assert.InRange(cache.Count, 1, 100);
        await Until(() =>
        {
            Assert.InRange(cache.Count, 0, 100);
            return cache.Lookup("crm", "beta", "latecomer") == true;
        });
    }

    [Fact]
    public async Task A_hit_allocates_nothing()
    {
        var cache = Cache();
        await Warm(cache, "thompson-engineering");
        for (var i = 0; i < 1_000; i++)
        {
            cache.Lookup("crm", "beta", "thompson-engineering");
        }

        // The least of some rounds: what a collection takes of the thread's buffer counts as allocated.
        Assert.Equal(0, Enumerable.Range(0, 10).Min(_ => Allocated()));

        long Allocated()
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 10_000; i++)
            {
                cache.Lookup("crm", "beta", "thompson-engineering");
            }

            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    [Fact]
    public async Task A_factory_that_throws_is_tried_again()
    {
        var made = 0;
        var cache = Cache(new FeatureRolloutOptions(), ("crm", _ => ++made == 1 ? throw new InvalidOperationException() : _source));
        cache.Lookup("crm", "beta", "acme");
        await Until(() => cache.Count == 1);
        _clock.Advance(SegmentCache.RetryAfter);
        await Until(() => cache.Lookup("crm", "beta", "acme") == true);
        Assert.Equal(2, made);
    }

    [Fact]
    public void A_source_that_nobody_registered_is_told_once_with_the_names_that_there_are_and_the_nearest()
    {
        var cache = CacheOf("crm", "billing");
        foreach (var customer in new[] { "acme", "globex", "" })
        {
            Assert.Null(cache.Lookup("cmr", "beta", customer));
            Assert.Null(cache.Lookup("warehouse", "beta", customer));
        }

        Assert.All(_logger.Messages, message => Assert.Equal((LogLevel.Warning, 8), (message.Level, message.EventId)));
        var texts = _logger.Messages.Select(message => message.Text.TrimEnd()).ToArray();
        Assert.Equal(2, texts.Length);
        Assert.Contains("source cmr,", texts[0], StringComparison.Ordinal);
        Assert.EndsWith("Registered: billing, crm; did you mean crm?", texts[0], StringComparison.Ordinal);
        Assert.EndsWith("Registered: billing, crm", texts[1], StringComparison.Ordinal);
        Assert.DoesNotContain("acme", _logger.Everything, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_unknown_sources_without_end_a_hundred_are_told()
    {
        var cache = Cache();
        for (var i = 0; i < 300; i++)
        {
            cache.Lookup($"unknown-{i}", "beta", "acme");
        }

        Assert.Equal(100, _logger.Messages.Count);
    }

    [Fact]
    public async Task A_logger_that_throws_stops_no_question_and_no_worker()
    {
        _source.Answer = (_, _) => throw new InvalidOperationException();
        _logger.OnLog = () => throw new InvalidOperationException("the log is full");
        var cache = Cache(new FeatureRolloutOptions { SegmentConcurrency = 1 }, ("crm", _ => _source));
        Assert.Null(cache.Lookup("cmr", "beta", "acme"));
        cache.Lookup("crm", "beta", "acme");
        await Until(() => _logger.Attempts == 2);
        _source.Answer = (_, _) => true;
        await Until(() =>
        {
            _clock.Advance(SegmentCache.RetryAfter);
            return cache.Lookup("crm", "beta", "acme") == true && cache.Lookup("crm", "beta", "globex") == true;
        });
    }

    [Fact]
    public async Task A_worker_that_ends_for_any_reason_gives_its_place_and_its_question_back()
    {
        var noted = 0;
        using var queue = new SegmentSourceQueue(
            new SegmentSourceRegistration("crm", _ => _source),
            new FeatureRolloutOptions { SegmentConcurrency = 1 },
            new ServiceCollection().BuildServiceProvider(),
            _clock,
            _logger,
            (_, _) =>
            {
                if (Interlocked.Increment(ref noted) == 1)
                {
                    throw new InvalidOperationException("the cache's own trouble");
                }
            });
        Assert.True(queue.TryReserve("1", out var key));
        queue.Ask(new SegmentQuestion(key, "beta", "acme"));
        await Until(() => queue.TryReserve("1", out _));
        await Until(() => queue.Workers == 0);
        queue.Ask(new SegmentQuestion(key, "beta", "acme"));
        await Until(() => Volatile.Read(ref noted) == 2);
        await Until(() => queue.TryReserve("1", out _));
    }

    [Fact]
    public void Two_sources_of_one_name_are_refused() =>
        Assert.Contains("'crm'", Assert.Throws<InvalidOperationException>(() => CacheOf("crm", "crm")).Message, StringComparison.Ordinal);

    [Fact]
    public async Task After_disposal_everything_is_unknown_and_nothing_throws()
    {
        var cache = Cache();
        await Warm(cache, "acme");
        _source.Hold();
        cache.Lookup("crm", "beta", "other");
        cache.Dispose();
        Assert.Null(cache.Lookup("crm", "beta", "acme"));
        Assert.Null(cache.Lookup("crm", "beta", "third"));
    }

    [Fact]
    public async Task Sources_of_the_services_answer_through_the_clients_options()
    {
        var services = new ServiceCollection();
        services.AddFeatureRollout().AddSegmentSource<EverybodySource>("everybody").AddSegmentSource("crm", _ => _source);
        await using var provider = services.BuildServiceProvider();
        var lookup = ClientFactory.Options(provider).SegmentLookup!;
        await Until(() => lookup("everybody", "all", "acme") == true && lookup("crm", "beta", "acme") == true);
    }

    public void Dispose()
    {
        _source.Release();
        _caches.ForEach(cache => cache.Dispose());
        _logger.Dispose();
    }

    private SegmentCache Cache() => CacheOf("crm");

    private SegmentCache CacheOf(params string[] names) =>
        Cache(new FeatureRolloutOptions(), names.Select(name => (name, (Func<IServiceProvider, ISegmentSource>)(_ => _source))).ToArray());

    private SegmentCache Cache(FeatureRolloutOptions options, params (string Name, Func<IServiceProvider, ISegmentSource> Factory)[] sources)
    {
        var cache = new SegmentCache(
            sources.Select(source => new SegmentSourceRegistration(source.Name, source.Factory)), options, new ServiceCollection().BuildServiceProvider(), _clock, _logger);
        _caches.Add(cache);
        return cache;
    }

    private static Task Warm(SegmentCache cache, string customer) => Until(() => cache.Lookup("crm", "beta", customer) == true);

    private static async Task Until(Func<bool> condition)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!condition())
        {
            patience.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private sealed class EverybodySource : ISegmentSource
    {
        public ValueTask<bool> ContainsAsync(string segment, string customerId, CancellationToken cancellationToken) => ValueTask.FromResult(true);
    }

    /// <summary>Answers as told, counts questions, and can hold them back without heeding their cancellation.</summary>
    private sealed class ScriptedSource : ISegmentSource
    {
        private readonly ConcurrentQueue<(string Segment, string Customer)> _asked = new();
        private volatile TaskCompletionSource? _gate;

        public Func<string, string, bool> Answer { get; set; } = (_, _) => true;

        public int TotalAsked => _asked.Count;

        public int Asked(string segment, string customer) => _asked.Count(item => item == (segment, customer));

        public TaskCompletionSource Hold() => _gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Release() => _gate?.TrySetResult();

        public async ValueTask<bool> ContainsAsync(string segment, string customerId, CancellationToken cancellationToken)
        {
            _asked.Enqueue((segment, customerId));
            if (_gate is { } gate)
            {
                await gate.Task;
            }

            return Answer(segment, customerId);
        }
    }
}
