using System.Collections.Concurrent;
using FeatureRollout.PostgreSql.Tests.Servers;
using FsCheck;
using FsCheck.Fluent;
using static FeatureRollout.PostgreSql.Tests.Outcomes.OutcomeStore;

namespace FeatureRollout.PostgreSql.Tests.Outcomes;

[Trait("Requirement", "S4-08")]
public sealed class JoiningOutcomesTests
{
    private const int Rounds = 20;

    private static readonly TimeSpan HalfAMinute = TimeSpan.FromSeconds(30);

    [FactWithPostgres]
    public async Task Old_batches_become_minutes_hours_and_days_and_what_is_too_old_goes()
    {
        await using var store = await CreateAsync(options => options.OutcomeRetention = TimeSpan.FromDays(30));
        TimeSpan[] ages = [TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(20), TimeSpan.FromHours(3.1), TimeSpan.FromDays(3), TimeSpan.FromDays(9.1), TimeSpan.FromDays(20), TimeSpan.FromDays(31.1), TimeSpan.FromDays(400)];
        await store.AddAsync(Batch("p", 1, [.. ages.Select((age, i) => Counts(age, 1L << i, 0, latencies: new LatencyCount(i, 1)))]));
        var raw = await store.ReadAsync();
        await store.CompactAsync();
        Assert.Equal(1, await store.CountAsync("SELECT count(*) FROM feature_rollout_outcomes"));
        await store.CompactAsync();
        var kept = (await store.ReadAsync()).Outcomes.OrderByDescending(each => each.At).ToArray();
        Assert.Equal([1, 2, 4, 8, 16, 32], kept.Select(each => each.Counts.Successes));
        Assert.Equal(
            [TimeSpan.Zero, TimeSpan.Zero, TimeSpan.FromHours(1), TimeSpan.FromHours(1), TimeSpan.FromDays(1), TimeSpan.FromDays(1)], kept.Select(each => each.Span));
        foreach (var (before, after) in raw.Outcomes.OrderByDescending(each => each.At).Zip(kept))
        {
            Assert.Equal(before.Counts.Latencies, after.Counts.Latencies);
            Assert.InRange(before.At, after.At - (after.Span == TimeSpan.Zero ? HalfAMinute : TimeSpan.Zero), after.At + (after.Span == TimeSpan.Zero ? HalfAMinute : after.Span));
            Assert.Equal(0, after.Span == TimeSpan.Zero ? 0 : after.At.UtcTicks % after.Span.Ticks);
        }
    }

    [FactWithPostgres]
    public async Task A_reader_adds_what_is_new_and_begins_anew_where_something_unread_was_joined()
    {
        await using var store = await CreateAsync();
        var first = await store.ReadAsync();
        Assert.Equal((true, 0, 0), (first.IsWhole, first.Cursor, first.Outcomes.Count));
        await store.AddAsync(Batch("p", 1, Counts(TimeSpan.Zero, 1, 0)));
        var second = await store.ReadAsync();
        await store.AddAsync(Batch("p", 2, Counts(TimeSpan.Zero, 2, 0)));
        var third = await store.ReadAsync(second.Cursor);
        Assert.False(third.IsWhole);
        Assert.Equal(2, Assert.Single(third.Outcomes).Counts.Successes);
        var nothing = await store.ReadAsync(third.Cursor);
        Assert.Equal((false, third.Cursor, 0), (nothing.IsWhole, nothing.Cursor, nothing.Outcomes.Count));

        await store.AddAsync(Batch("p", 3, Counts(TimeSpan.FromHours(9), 4, 0)));
        var read = await store.ReadAsync(nothing.Cursor);
        await store.CompactAsync();
        Assert.False((await store.ReadAsync(read.Cursor)).IsWhole);
        var anew = await store.ReadAsync(nothing.Cursor);
        Assert.True(anew.IsWhole);
        Assert.Equal(7, anew.Outcomes.Sum(each => each.Counts.Successes));
        Assert.True((await store.ReadAsync(anew.Cursor + 1)).IsWhole);
    }

    [FactWithPostgres]
    public async Task Random_batches_repeats_and_joining_give_the_sums_of_a_plain_reference()
    {
        await using var store = await CreateAsync(options => options.OutcomeRetention = TimeSpan.FromDays(3650));
        var latencies = Gen.SubListOf(0, 1, 127, 128, 2239).Select(buckets => buckets.Order().Select(bucket => new LatencyCount(bucket, 1 + bucket)).ToArray());
        var counts =
            from age in Gen.Elements(0, 1, 60, 170, 200, 260, 9 * 1440, 9 * 1440 + 30, 12 * 1440)
            from stage in Gen.Elements(null, "pilot", "full")
            from enabled in Gen.Elements(true, false)
            from successes in Gen.Choose(0, 5)
            from failures in Gen.Choose(0, 5)
            from buckets in latencies
            select Counts(TimeSpan.FromMinutes(age), successes, failures, stage: stage, enabled: enabled, latencies: buckets);
        var error =
            from age in Gen.Choose(0, 300)
            from stage in Gen.Elements(null, "pilot", "full")
            select new AgedError(TimeSpan.FromMinutes(age), "sentiment", stage, new OutcomeError("boom"));
        var step =
            from process in Gen.Elements("p", "q")
            from sequence in Gen.Choose(1, 6)
            from outcomes in counts.ArrayOf(4)
            from errors in error.ArrayOf(3)
            from joins in Gen.Elements(true, false)
            select (Batch: Batch(process, sequence, outcomes) with { Errors = errors }, Joins: joins);
        await store.ReadAsync();
        Prop.ForAll(step.ArrayOf(8).ToArbitrary(), steps => Task.Run(async () =>
        {
            var last = new Dictionary<string, long>(StringComparer.Ordinal);
            var added = new List<AgedOutcomes>();
            var seen = new List<StoredOutcomes>();
            var cursor = 0L;
            await store.Database.ExecuteAsync("""
                TRUNCATE feature_rollout_outcomes, feature_rollout_outcome_spans, feature_rollout_errors, feature_rollout_flushes;
                UPDATE feature_rollout_outcome_positions SET position = 0
                """);
            foreach (var (batch, joins) in steps)
            {
                await store.AddAsync(batch);
                if (batch.Sequence > last.GetValueOrDefault(batch.ProcessId))
                {
                    last[batch.ProcessId] = batch.Sequence;
                    added.AddRange(batch.Outcomes);
                }

                if (joins)
                {
                    await store.CompactAsync();
                }

                var reading = await store.ReadAsync(cursor);
                cursor = reading.Cursor;
                if (reading.IsWhole)
                {
                    seen.Clear();
                }

                seen.AddRange(reading.Outcomes);
                Assert.Equal(Sums(added.Select(each => each.Counts)), Sums(seen.Select(each => each.Counts)));
            }

            await store.CompactAsync();
            Assert.Equal(Sums(added.Select(each => each.Counts)), Sums((await store.ReadAsync()).Outcomes.Select(each => each.Counts)));
            var on = added.Select(each => each.Counts).Where(each => each.Enabled).ToArray();
            Assert.Equal(on.Sum(each => each.Successes + each.Failures), await store.EventsAsync("enabled"));
            Assert.Equal(on.Sum(each => each.Failures), await store.EventsAsync("error"));
        }).GetAwaiter().GetResult()).Check(Config.QuickThrowOnFailure.WithMaxTest(60));
    }

    [FactWithPostgres]
    public async Task Eight_processes_a_reader_and_two_that_join_give_exact_totals()
    {
        for (var round = 0; round < Rounds; round++)
        {
            await using var store = await CreateAsync();
            var random = new Random(round);
            var batches = Enumerable.Range(0, 8).Select(process => Enumerable.Range(1, 12).Select(sequence => Batch(
                $"p{process}", sequence,
                [.. Enumerable.Range(0, 5).Select(_ => Counts(
                    TimeSpan.FromMinutes(random.Next(20_000)), random.Next(5), random.Next(5), stage: random.Next(2) == 0 ? null : "pilot",
                    latencies: [new LatencyCount(random.Next(3), 1), new LatencyCount(3 + random.Next(3), 2)])),
                ])).ToArray()).ToArray();
            using var done = new CancellationTokenSource();
            var seen = new ConcurrentBag<StoredOutcomes>();
            var reading = Task.Run(async () =>
            {
                var cursor = 0L;
                while (true)
                {
                    var isLast = done.IsCancellationRequested;
                    var read = await store.ReadAsync(cursor);
                    cursor = read.Cursor;
                    if (read.IsWhole)
                    {
                        seen.Clear();
                    }

                    foreach (var each in read.Outcomes)
                    {
                        seen.Add(each);
                    }

                    if (isLast)
                    {
                        return;
                    }

                    await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System);
                }
            });
            var joining = Enumerable.Range(0, 2).Select(_ => Task.Run(async () =>
            {
                while (!done.IsCancellationRequested)
                {
                    await store.CompactAsync();
                    await Task.Delay(TimeSpan.FromMilliseconds(3), TimeProvider.System);
                }
            })).ToArray();
            await Task.WhenAll(batches.Select(async own =>
            {
                foreach (var batch in own)
                {
                    await store.AddAsync(batch);
                    await store.AddAsync(batch);
                }
            }));
            await done.CancelAsync();
            await Task.WhenAll([.. joining, reading]);
            var expected = Sums(batches.SelectMany(own => own).SelectMany(batch => batch.Outcomes).Select(each => each.Counts));
            Assert.Equal(expected, Sums(seen.Select(each => each.Counts)));
            await store.CompactAsync();
            Assert.Equal(expected, Sums((await store.ReadAsync()).Outcomes.Select(each => each.Counts)));
        }
    }

    [FactWithPostgres]
    public async Task Errors_beyond_ten_thousand_lose_their_details_and_count_still()
    {
        await using var store = await CreateAsync();
        for (var sequence = 1; sequence <= 105; sequence++)
        {
            var age = TimeSpan.FromMinutes(sequence <= 3 ? 300 : 110 - sequence);
            await store.AddAsync(Batch("p", sequence, Counts(age, 10, 120)) with
            {
                Errors = [.. Enumerable.Range(0, 100).Select(i => new AgedError(age, "sentiment", "pilot", new OutcomeError("boom", $"c{sequence}")))],
            });
        }

        for (var join = 0; join < 2; join++)
        {
            await store.CompactAsync();
            Assert.Equal(10_000, await store.CountAsync("SELECT count(*) FROM feature_rollout_errors"));
            Assert.Equal(105 * 120, await store.EventsAsync("error"));
            Assert.Equal(105 * 130, await store.EventsAsync("enabled"));
            Assert.Equal(105 * 120, (await store.TotalAsync()).Failures);
        }

        Assert.Equal("c6", await store.Database.ScalarAsync("SELECT customer_id FROM feature_rollout_errors ORDER BY at, id LIMIT 1"));
    }

    [FactWithPostgres]
    public async Task Whoever_reads_everything_reads_one_row_a_minute_of_each_kind()
    {
        await using var store = await CreateAsync();
        for (var process = 0; process < 30; process++)
        {
            await store.AddAsync(Batch(
                $"p{process}", 1, [.. Enumerable.Range(0, 20).Select(i => Counts(TimeSpan.FromSeconds(900 + i), 1, 1, latencies: [new LatencyCount(process, 1), new LatencyCount(99, 1)]))]));
        }

        Assert.Equal(600, (await store.ReadAsync()).Outcomes.Count);
        await store.CompactAsync();
        var kept = (await store.ReadAsync()).Outcomes;
        Assert.InRange(kept.Count, 1, 3);
        Assert.Equal(1200, kept.Sum(each => each.Counts.Successes + each.Counts.Failures));
        Assert.Equal(600, kept.Sum(each => each.Counts.Latencies.Single(latency => latency.Bucket == 99).Count));
        Assert.Equal(600, kept.Sum(each => each.Counts.Latencies.Where(latency => latency.Bucket < 99).Sum(latency => latency.Count)));
    }

    [FactWithPostgres]
    public async Task More_than_one_chunk_is_joined_whatever_latencies_a_row_has()
    {
        await using var store = await CreateAsync();
        var all = Enumerable.Range(0, 2240).Select(bucket => new LatencyCount(bucket, 1)).ToArray();
        await store.AddAsync(Batch("p", 1, [.. Enumerable.Range(0, 60).Select(i => Counts(TimeSpan.FromHours(4 + i), 1, 0, latencies: all))]));
        await store.AddAsync(Batch("p", 2, [.. Enumerable.Range(0, 1500).Select(i => Counts(TimeSpan.FromMinutes(180 + i), 1, 0))]));
        await store.CompactAsync();
        Assert.Equal(0, await store.CountAsync("SELECT count(*) FROM feature_rollout_outcomes"));
        Assert.Equal(0, await store.CountAsync("SELECT count(*) FROM feature_rollout_outcome_spans WHERE span < '1 hour'"));
        var kept = (await store.ReadAsync()).Outcomes;
        Assert.Equal(1560, kept.Sum(each => each.Counts.Successes));
        Assert.Equal(60 * 2240, kept.Sum(each => each.Counts.Latencies.Sum(latency => latency.Count)));
    }

    [FactWithPostgres]
    public async Task A_process_of_long_ago_is_forgotten()
    {
        await using var store = await CreateAsync();
        await store.AddAsync(Batch("p", 1));
        await store.AddAsync(Batch("q", 1));
        await store.Database.ExecuteAsync("UPDATE feature_rollout_flushes SET seen_at = seen_at - interval '8 days' WHERE process_id = 'p'");
        await store.CompactAsync();
        Assert.Equal("q", await store.Database.ScalarAsync("SELECT string_agg(process_id, ',') FROM feature_rollout_flushes"));
    }

    private static string[] Sums(IEnumerable<OutcomeDelta> deltas) =>
    [
        .. deltas.Where(each => each.Successes + each.Failures > 0 || each.Latencies.Count > 0)
            .GroupBy(each => (each.Flag, each.Stage, each.Generation, each.Enabled, each.Drawn))
            .Select(group => FormattableString.Invariant($"{group.Key}: {group.Sum(each => each.Successes)} {group.Sum(each => each.Failures)} ") + string.Join(
                ' ', group.SelectMany(each => each.Latencies).GroupBy(each => each.Bucket).OrderBy(each => each.Key).Select(each => $"{each.Key}={each.Sum(one => one.Count)}")))
            .Order(StringComparer.Ordinal),
    ];
}
