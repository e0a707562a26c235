using FeatureRollout.TestKit;

namespace FeatureRollout.Tests.Providers.Stores;

[Trait("Requirement", "F-14")]
public sealed class MemoryOutcomesTests
{
    private const string Here = "test";

    private readonly VirtualTimeProvider _time = new();
    private readonly MemoryRolloutStore _store;

    public MemoryOutcomesTests() => _store = new MemoryRolloutStore(_time);

    [Fact]
    public async Task A_batch_that_is_there_already_or_has_been_overtaken_adds_nothing()
    {
        await AddAsync("a", 1, 5);
        await AddAsync("a", 1, 5);
        await AddAsync("b", 1, 7);
        await AddAsync("a", 2, 3);
        await AddAsync("a", 1, 5);
        Assert.Equal(15, Total(await ReadAsync()));
    }

    [Fact]
    public async Task Environments_do_not_mix()
    {
        await AddAsync("a", 1, 5);
        Assert.Empty((await _store.ReadOutcomesAsync("other", 0, default)).Outcomes);
        Assert.Empty((await _store.ReadErrorsAsync("other", "search", default)).Recent);
    }

    [Fact]
    public async Task The_time_of_a_count_is_the_stores_clock_less_its_age()
    {
        await AddAsync("a", 1, 5, TimeSpan.FromMinutes(7));
        Assert.Equal(_time.GetUtcNow() - TimeSpan.FromMinutes(7), Assert.Single((await ReadAsync()).Outcomes).At);
    }

    [Fact]
    public async Task A_reader_that_follows_gets_only_what_is_new_also_after_old_counts_were_joined()
    {
        await AddAsync("a", 1, 5);
        var first = await ReadAsync();
        Assert.True(first.IsWhole);
        _time.Advance(TimeSpan.FromHours(4));
        await _store.CompactOutcomesAsync(Here, default);
        await AddAsync("a", 2, 3);

        var next = await ReadAsync(first.Cursor);
        Assert.Equal((false, 3L), (next.IsWhole, Total(next)));
        Assert.Equal((false, 0L), ((await ReadAsync(next.Cursor)).IsWhole, Total(await ReadAsync(next.Cursor))));
    }

    [Fact]
    public async Task A_reader_that_has_missed_what_was_joined_gets_the_whole()
    {
        await AddAsync("a", 1, 5);
        var first = await ReadAsync();
        await AddAsync("a", 2, 3);
        _time.Advance(TimeSpan.FromHours(4));
        await _store.CompactOutcomesAsync(Here, default);

        var next = await ReadAsync(first.Cursor);
        Assert.Equal((true, 8L), (next.IsWhole, Total(next)));
        Assert.True((await ReadAsync(next.Cursor + 1)).IsWhole);
    }

    [Fact]
    public async Task Old_counts_become_hours_then_days_and_after_90_days_nothing()
    {
        for (var i = 1; i <= 20; i++)
        {
            await AddAsync("a", i, 1);
            _time.Advance(TimeSpan.FromMinutes(3));
        }

        await AtAsync(TimeSpan.FromHours(1), 20, TimeSpan.Zero, 20);
        await AtAsync(TimeSpan.FromHours(3), 1, TimeSpan.FromHours(1), 20);
        await AtAsync(TimeSpan.FromDays(7.9), 1, TimeSpan.FromHours(1), 20);
        await AtAsync(TimeSpan.FromDays(9), 1, TimeSpan.FromDays(1), 20);
        await AtAsync(TimeSpan.FromDays(90), 1, TimeSpan.FromDays(1), 20);
        await AtAsync(TimeSpan.FromDays(92), 0, TimeSpan.Zero, 0);

        async Task AtAsync(TimeSpan age, int rows, TimeSpan span, long total)
        {
            var start = new VirtualTimeProvider().GetUtcNow();
            _time.Advance(start + age - _time.GetUtcNow());
            await _store.CompactOutcomesAsync(Here, default);
            var reading = await ReadAsync();
            Assert.Equal((rows, total), (reading.Outcomes.Count, Total(reading)));
            Assert.All(reading.Outcomes, row => Assert.Equal(span, row.Span));
            Assert.All(reading.Outcomes.Where(row => row.Span > TimeSpan.Zero), row => Assert.Equal(start, row.At));
        }
    }

    [Fact]
    [Trait("Requirement", "S4-13")]
    public async Task Errors_are_told_newest_first_and_by_frequency_and_forgotten_after_a_week()
    {
        for (var sequence = 1; sequence <= 30; sequence++)
        {
            var number = sequence;
            await _store.AddOutcomesAsync(
                Here,
                new OutcomeBatch
                {
                    ProcessId = "a",
                    Sequence = sequence,
                    Errors = [.. Enumerable.Range(0, 90).Select(i => new AgedError(TimeSpan.FromSeconds(90 - i), "search", "s", new OutcomeError(i % 3 == 0 ? "often" : $"{number}-{i}", "acme")))],
                },
                default);
            _time.Advance(TimeSpan.FromMinutes(5));
        }

        var errors = await _store.ReadErrorsAsync(Here, "search", default);
        Assert.Equal((100, 64), (errors.Recent.Count, errors.Top.Count));
        Assert.Equal(errors.Recent.OrderByDescending(error => error.At), errors.Recent);
        Assert.Equal("30-89", errors.Recent[0].Error);
        Assert.Equal("often", errors.Top[0].Error);
        _time.Advance(TimeSpan.FromDays(8));
        Assert.Empty((await _store.ReadErrorsAsync(Here, "search", default)).Recent);
    }

    [Fact]
    public async Task A_batch_that_is_none_is_refused_and_adds_nothing()
    {
        OutcomeDelta good = Delta(1);
        OutcomeBatch[] wrong =
        [
            Batch(good) with { ProcessId = "" },
            Batch(good) with { ProcessId = new string('p', 201) },
            Batch(good) with { Sequence = 0 },
            Batch(good with { Flag = "no key" }),
            Batch(good with { Successes = -1 }),
            Batch(good with { Latencies = [new LatencyCount(2_240, 1)] }),
            Batch(good with { Latencies = [new LatencyCount(-1, 1)] }),
            Batch(good with { Latencies = [new LatencyCount(1, 0)] }),
            Batch(good with { Latencies = [new LatencyCount(1, 2)] }),
            Batch(good with { Successes = 2, Latencies = [new LatencyCount(2, 1), new LatencyCount(2, 1)] }),
            Batch(good, good),
            Batch(good) with { Outcomes = [new AgedOutcomes(TimeSpan.FromTicks(-1), good)] },
            Batch(good) with { Errors = [new AgedError(TimeSpan.FromTicks(-1), "search", null, new OutcomeError("e"))] },
            Batch(good) with { Errors = [.. Enumerable.Repeat(new AgedError(TimeSpan.Zero, "search", null, new OutcomeError("e")), 101)] },
        ];
        foreach (var batch in wrong)
        {
            await Assert.ThrowsAnyAsync<ArgumentException>(() => _store.AddOutcomesAsync(Here, batch, default).AsTask());
        }

        Assert.Empty((await ReadAsync()).Outcomes);
        await _store.AddOutcomesAsync(Here, Batch(good), default);
        Assert.Equal(1, Total(await ReadAsync()));

        static OutcomeBatch Batch(params OutcomeDelta[] counts) =>
            new() { ProcessId = "p", Sequence = 1, Outcomes = [.. counts.Select(each => new AgedOutcomes(TimeSpan.Zero, each))] };
    }

    private static OutcomeDelta Delta(long successes) => new() { Flag = "search", Stage = "s", Generation = 1, Enabled = true, Drawn = true, Successes = successes, Failures = 0 };

    private static long Total(OutcomeReading reading) => reading.Outcomes.Sum(row => row.Counts.Successes);

    private ValueTask AddAsync(string process, long sequence, long successes, TimeSpan age = default) => _store.AddOutcomesAsync(
        Here, new OutcomeBatch { ProcessId = process, Sequence = sequence, Outcomes = [new AgedOutcomes(age, Delta(successes))] }, default);

    private ValueTask<OutcomeReading> ReadAsync(long after = 0) => _store.ReadOutcomesAsync(Here, after, default);
}
