using FeatureRollout.PostgreSql.Tests.Servers;
using static FeatureRollout.PostgreSql.Tests.Outcomes.OutcomeStore;

namespace FeatureRollout.PostgreSql.Tests.Outcomes;

[Trait("Requirement", "S4-08")]
public sealed class AddingOutcomesTests
{
    private const int Rounds = 20;

    [FactWithPostgres]
    public async Task A_batch_that_comes_five_times_at_once_is_added_once()
    {
        await using var store = await CreateAsync();
        for (var round = 1; round <= Rounds; round++)
        {
            var batch = Batch("p", round, Counts(TimeSpan.Zero, 3, 2), Counts(TimeSpan.FromHours(4), 1, 0)) with { Errors = [Error("boom")] };
            await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => store.AddAsync(batch)));
            Assert.Equal((4 * round, 2 * round), await store.TotalAsync());
            Assert.Equal(round, Assert.Single((await store.ErrorsAsync()).Top).Count);
        }
    }

    [FactWithPostgres]
    public async Task A_batch_adds_nothing_once_a_later_one_of_its_process_is_there()
    {
        await using var store = await CreateAsync();
        await store.AddAsync(Batch("p", 2, Counts(TimeSpan.Zero, 1, 0)));
        await store.AddAsync(Batch("p", 1, Counts(TimeSpan.Zero, 10, 0)));
        await store.AddAsync(Batch("q", 1, Counts(TimeSpan.Zero, 100, 0)));
        await store.AddAsync(Batch("p", 3));
        await store.AddAsync(Batch("p", 3, Counts(TimeSpan.Zero, 1000, 0)));
        Assert.Equal((101, 0), await store.TotalAsync());
    }

    [FactWithPostgres]
    public async Task A_batch_whose_answer_was_lost_is_repeated_and_counts_once()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        await using var proxy = new CuttingProxy(database.Server);
        await using var far = new PostgreSqlRolloutStore(proxy.ConnectionString(database.Name), new PostgreSqlStoreOptions { CommandTimeout = TimeSpan.FromSeconds(30) });
        for (var sequence = 1; sequence <= Rounds; sequence++)
        {
            proxy.LoseAnswerTo = "feature_rollout_flushes AS known";
            await far.AddOutcomesAsync(Here, Batch("p", sequence, Counts(TimeSpan.Zero, 1, 1)), CancellationToken.None);
        }

        Assert.Equal(Rounds, proxy.LostAnswers);
        var reading = await far.ReadOutcomesAsync(Here, 0, CancellationToken.None);
        Assert.Equal((Rounds, Rounds), (reading.Outcomes.Sum(each => each.Counts.Successes), reading.Outcomes.Sum(each => each.Counts.Failures)));
    }

    [FactWithPostgres]
    public async Task A_terminated_backend_loses_or_doubles_nothing()
    {
        await using var store = await CreateAsync();
        await store.AddAsync(Batch("p", 1, Counts(TimeSpan.Zero, 1, 0)));
        for (var sequence = 2; sequence <= Rounds; sequence++)
        {
            var adding = store.AddAsync(Batch("p", sequence, Counts(TimeSpan.Zero, 1, 0)));
            await store.Database.ScalarAsync("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");
            await adding;
        }

        Assert.Equal((Rounds, 0), await store.TotalAsync());
    }

    [FactWithPostgres]
    public async Task Time_is_the_databases_less_the_age()
    {
        await using var store = await CreateAsync();
        var ages = new[] { TimeSpan.Zero, TimeSpan.FromSeconds(1.5), TimeSpan.FromHours(30), TimeSpan.MaxValue };
        var before = DateTimeOffset.Parse((await store.Database.ScalarAsync("SELECT clock_timestamp()::text"))!, System.Globalization.CultureInfo.InvariantCulture);
        await store.AddAsync(Batch("p", 1, [.. ages.Select(age => Counts(age, 1, 0))]));
        var after = DateTimeOffset.Parse((await store.Database.ScalarAsync("SELECT clock_timestamp()::text"))!, System.Globalization.CultureInfo.InvariantCulture);
        var moments = (await store.ReadAsync()).Outcomes.Select(each => each.At).OrderDescending().ToArray();
        Assert.InRange(moments[0], before, after);
        Assert.Equal(ages[1], moments[0] - moments[1]);
        Assert.Equal(ages[2], moments[0] - moments[2]);
        Assert.True(moments[0] - moments[3] >= TimeSpan.FromDays(36_500));
    }

    [FactWithPostgres]
    public async Task Any_text_that_a_program_can_hold_comes_back_as_it_was()
    {
        await using var store = await CreateAsync();
        string[] texts = ["a\0b", "\ud800", "\udc00\ud800", "\u0010", "\u00100000", "😀\ud83d", "\\u0000 \\ ' \" {schema} $1", "  ", "\uffff"];
        await store.AddAsync(Batch("p\0\ud800", 1, [.. texts.Select(text => Counts(TimeSpan.Zero, 0, 1, stage: text))]) with
        {
            Errors =
            [
                .. texts.Select(text => new AgedError(
                    TimeSpan.Zero, "sentiment", text, new OutcomeError(text, text, new Dictionary<string, string>(StringComparer.Ordinal) { [text] = text }))),
            ],
        });
        Assert.Equal(texts.Order(StringComparer.Ordinal), (await store.ReadAsync()).Outcomes.Select(each => each.Counts.Stage!).Order(StringComparer.Ordinal));
        var errors = await store.ErrorsAsync();
        Assert.Equal(texts, errors.Recent.Select(error => error.Error).Reverse(), StringComparer.Ordinal);
        Assert.All(errors.Recent, error => Assert.Equal((error.Error, error.Error), (error.CustomerId, error.Stage)));
        Assert.All(errors.Recent, error => Assert.Equal([KeyValuePair.Create(error.Error, error.Error)], error.Metadata));
        Assert.Equal(texts.Order(StringComparer.Ordinal), errors.Top.Select(error => error.Error).Order(StringComparer.Ordinal));
        Assert.Equal(texts.Length, await store.EventsAsync("error"));
    }

    [FactWithPostgres]
    public async Task What_is_out_of_range_is_refused_and_hinders_nothing_after_it()
    {
        await using var store = await CreateAsync();
        var good = Counts(TimeSpan.Zero, 1, 0);
        OutcomeBatch[] bad =
        [
            Batch("", 1, good),
            Batch(new string('p', 201), 1, good),
            Batch("p", 0, good),
            Batch("p", 1, Counts(-TimeSpan.FromTicks(1), 1, 0)),
            Batch("p", 1, Counts(TimeSpan.Zero, -1, 0)),
            Batch("p", 1, Counts(TimeSpan.Zero, 0, -1)),
            Batch("p", 1, Counts(TimeSpan.Zero, 0, 0, flag: "no key")),
            Batch("p", 1, Counts(TimeSpan.Zero, 0, 0, stage: new string('s', 129))),
            Batch("p", 1, Counts(TimeSpan.Zero, 1, 0, latencies: new LatencyCount(2240, 1))),
            Batch("p", 1, Counts(TimeSpan.Zero, 1, 0, latencies: new LatencyCount(5, 0))),
            Batch("p", 1, Counts(TimeSpan.Zero, 1, 0, latencies: [new LatencyCount(5, 1), new LatencyCount(5, 1)])),
            Batch("p", 1) with { Errors = [.. Enumerable.Repeat(Error("x"), 101)] },
        ];
        foreach (var batch in bad)
        {
            await Assert.ThrowsAsync<ArgumentException>(() => store.AddAsync(batch));
        }

        await store.AddAsync(Batch("p", 1, Counts(TimeSpan.FromHours(5), long.MaxValue, long.MaxValue, latencies: new LatencyCount(1, long.MaxValue))));
        await store.AddAsync(Batch("p", 2, Counts(TimeSpan.FromHours(5), long.MaxValue, 1, latencies: [new LatencyCount(0, 1), new LatencyCount(1, 1)])));
        await store.CompactAsync();
        await store.AddAsync(Batch("p", 3, Counts(TimeSpan.FromHours(5), 1, 1, latencies: new LatencyCount(1, 1))));
        await store.CompactAsync();
        var kept = Assert.Single((await store.ReadAsync()).Outcomes).Counts;
        Assert.Equal((long.MaxValue, long.MaxValue), (kept.Successes, kept.Failures));
        Assert.Equal([new LatencyCount(0, 1), new LatencyCount(1, long.MaxValue)], kept.Latencies);
    }

    [FactWithPostgres]
    public async Task The_newest_hundred_and_the_most_frequent_sixty_four_errors_are_read()
    {
        await using var store = await CreateAsync();
        for (var sequence = 1; sequence <= 3; sequence++)
        {
            await store.AddAsync(Batch("p", sequence) with { Errors = [.. Enumerable.Range(0, 100).Select(i => Error($"e{i % (sequence * 30):00}", TimeSpan.FromSeconds(100 - i)))] });
        }

        await store.AddAsync(Batch("q", 1) with { Errors = [Error("other", flag: "another")] });
        var errors = await store.ErrorsAsync();
        Assert.Equal(100, errors.Recent.Count);
        Assert.Equal(errors.Recent.OrderByDescending(error => error.At), errors.Recent);
        var frequent = Enumerable.Range(1, 3).SelectMany(sequence => Enumerable.Range(0, 100).Select(i => $"e{i % (sequence * 30):00}"))
            .GroupBy(text => text, StringComparer.Ordinal).OrderByDescending(group => group.Count()).ThenBy(group => group.Key, StringComparer.Ordinal).Take(64);
        Assert.Equal(frequent.Select(group => (group.Key, (long)group.Count())), errors.Top.Select(error => (error.Error, error.Count)));
        Assert.Empty((await store.ErrorsAsync("unknown")).Recent);
    }

    [FactWithPostgres]
    public async Task The_errors_of_an_erased_customer_go_and_count_on()
    {
        await using var store = await CreateAsync();
        var named = new Dictionary<string, string>(StringComparer.Ordinal) { ["account"] = "customer-15" };
        OutcomeError[] told =
        [
            new("boom", "customer-1"), new("boom", "customer-15\0"), new("boom", "customer-15"), new("Timeout for customer-15"), new("boom", "globex", named),
        ];
        await store.AddAsync(Batch("p", 1, Counts(TimeSpan.Zero, 0, told.Length)) with
        {
            Errors = [.. told.Select(error => new AgedError(TimeSpan.Zero, "sentiment", "pilot", error))],
        });
        Assert.Equal(3, await store.Store.EraseCustomerAsync(Here, "customer-15", "gone", CancellationToken.None));
        Assert.Equal(["customer-15\0", "customer-1"], (await store.ErrorsAsync()).Recent.Select(error => error.CustomerId), StringComparer.Ordinal);
        Assert.Equal(0, await store.Store.EraseCustomerAsync(Here, "customer-15", "gone", CancellationToken.None));

        // They failed all the same.
        Assert.Equal(told.Length, await store.EventsAsync("error"));
    }

    private static AgedError Error(string text, TimeSpan age = default, string flag = "sentiment") => new(age, flag, "pilot", new OutcomeError(text, "acme"));
}
