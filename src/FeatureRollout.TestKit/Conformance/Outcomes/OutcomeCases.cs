using System.Globalization;
using static FeatureRollout.TestKit.Conformance.Outcomes.Batches;
using OutcomeTrial = FeatureRollout.TestKit.Conformance.Trial<FeatureRollout.IOutcomeStore>;

namespace FeatureRollout.TestKit.Conformance.Outcomes;

/// <summary>What is counted, once each.</summary>
internal static class OutcomeCases
{
    private static readonly int[] AgesInMinutes = [0, 1, 61, 150, 170, 300, 1_000, 1_010, 3_000, 14_000, 14_100];

    public static IReadOnlyList<Draft<OutcomeTrial>> All { get; } =
    [
        new("A batch is read with its counts and times", Read),
        new("A batch that is sent again adds nothing", Repeated),
        new("A batch before the last of its process adds nothing", Late),
        new("A batch sent many times at once adds once", RepeatedAtOnce),
        new("Batches of many processes at once all count", ManyProcesses),
        new("Readings from cursor to cursor give each count once", Cursors),
        new("Readings between batches and compactions give each count once", CursorsMeanwhile),
        new("Compaction keeps every sum", Compacted),
        new("A batch with a part out of range adds nothing", Refused),
        new("Outcomes of environments share nothing", EnvironmentsShareNothing),
        new("Outcomes outlive a restart", Restarted),
        new("Errors are told newest first with the most frequent", Errors),
        new("A call for outcomes that is cancelled ends and adds nothing", Cancelled),
        new("Ten thousand counts in one batch are kept", Large, IsLong: true),
    ];

    private static async Task Read(OutcomeTrial trial)
    {
        var store = await trial.OpenAsync().ConfigureAwait(false);
        var empty = await store.ReadOutcomesAsync(Trial.Production, 0, trial.End).ConfigureAwait(false);
        Rules.ReadsOn.Equal(0, empty.Outcomes.Count, "the number of outcomes of an empty store");
        var batch = Batch("p1", 1, new AgedOutcomes(TimeSpan.FromMinutes(10), Delta(5)), new AgedOutcomes(TimeSpan.Zero, Delta(7, "tabs", stage: null)));
        await trial.AddAsync(store, batch).ConfigureAwait(false);
        var reading = await store.ReadOutcomesAsync(Trial.Production, 0, trial.End).ConfigureAwait(false);
        SumsOf(batch).AssertSame(Rules.AddsWhole, await trial.SumAsync(store).ConfigureAwait(false), "the count");
        var (old, recent) = (reading.Outcomes.Single(one => one.Counts.Flag == Flag).At, reading.Outcomes.Single(one => one.Counts.Flag == "tabs").At);
        Rules.Dates.Holds((recent - old - TimeSpan.FromMinutes(10)).Duration() < TimeSpan.FromMilliseconds(1), $"ten minutes between outcomes aged 0 and ten minutes", $"{recent - old}");
        if (store is IRolloutStateStore timed)
        {
            var now = await timed.GetTimeAsync(trial.End).ConfigureAwait(false);
            Rules.Dates.Holds(recent <= now.AddMilliseconds(1) && recent > now - Trial.Limit, $"an outcome of age 0 at most {Trial.Limit.TotalSeconds} s before {now:o}", $"{recent:o}");
        }
    }

    private static async Task Repeated(OutcomeTrial trial)
    {
        IOutcomeStore[] stores = [await trial.OpenAsync().ConfigureAwait(false), await trial.OpenAsync().ConfigureAwait(false)];
        for (var time = 0; time < 6; time++)
        {
            await trial.AddAsync(stores[time % 2], One("p1", 1, 5)).ConfigureAwait(false);
        }

        SumsOf(One("p1", 1, 5)).AssertSame(Rules.CountsOnce, await trial.SumAsync(stores[0]).ConfigureAwait(false), "the count");
        await trial.AddAsync(stores[0], One("p1", 2, 6)).ConfigureAwait(false);
        await trial.AddAsync(stores[0], One("p2", 1, 7)).ConfigureAwait(false);
        SumsOf(One("p1", 1, 5), One("p1", 2, 6), One("p2", 1, 7)).AssertSame(Rules.CountsOnce, await trial.SumAsync(stores[1]).ConfigureAwait(false), "the count");
    }

    private static async Task Late(OutcomeTrial trial)
    {
        var store = await trial.OpenAsync().ConfigureAwait(false);
        foreach (var sequence in new[] { 1, 5, 3, 4, 5, 1, 6 })
        {
            await trial.AddAsync(store, One("p1", sequence, sequence)).ConfigureAwait(false);
        }

        SumsOf(One("p1", 1, 1), One("p1", 5, 5), One("p1", 6, 6)).AssertSame(Rules.CountsOnce, await trial.SumAsync(store).ConfigureAwait(false), "the count");
    }

    private static async Task RepeatedAtOnce(OutcomeTrial trial)
    {
        const int Batches = 5, Senders = 8;
        IOutcomeStore[] stores = [await trial.OpenAsync().ConfigureAwait(false), await trial.OpenAsync().ConfigureAwait(false)];
        for (var sequence = 1; sequence <= Batches; sequence++)
        {
            var batch = Kinds("p1", sequence, TimeSpan.Zero);
            await Task.WhenAll(Enumerable.Range(0, Senders).Select(sender => Task.Run(() => trial.AddAsync(stores[sender % 2], batch)))).ConfigureAwait(false);
        }

        SumsOf(Enumerable.Range(1, Batches).Select(sequence => Kinds("p1", sequence, TimeSpan.Zero)))
            .AssertSame(Rules.CountsOnce, await trial.SumAsync(stores[0]).ConfigureAwait(false), "the count");
    }

    private static async Task ManyProcesses(OutcomeTrial trial)
    {
        const int Processes = 8, Each = 10;
        var store = await trial.OpenAsync().ConfigureAwait(false);
        await Task.WhenAll(Enumerable.Range(0, Processes).Select(process => Task.Run(async () =>
        {
            for (var sequence = 1; sequence <= Each; sequence++)
            {
                await trial.AddAsync(store, One(Text($"p{process}"), sequence, sequence)).ConfigureAwait(false);
            }
        }))).ConfigureAwait(false);
        SumsOf(Enumerable.Range(0, Processes).SelectMany(process => Enumerable.Range(1, Each).Select(sequence => One(Text($"p{process}"), sequence, sequence))))
            .AssertSame(Rules.CountsOnce, await trial.SumAsync(store).ConfigureAwait(false), "the count");
    }

    private static async Task Cursors(OutcomeTrial trial)
    {
        var store = await trial.OpenAsync().ConfigureAwait(false);
        var (sums, sent) = (new OutcomeSums(), new List<OutcomeBatch>());
        await trial.ReadOnAsync(store, sums).ConfigureAwait(false);
        for (var step = 1; step <= 12; step++)
        {
            // Older outcomes come now and then, so that compaction has something to join that was not read yet.
            var batch = Kinds(step % 3 == 0 ? "p2" : "p1", step, step % 4 == 0 ? TimeSpan.FromHours(20) : TimeSpan.Zero);
            sent.Add(batch);
            await trial.AddAsync(store, batch).ConfigureAwait(false);
            await trial.AddAsync(store, batch).ConfigureAwait(false);
            if (step % 4 == 1)
            {
                await store.CompactOutcomesAsync(Trial.Production, trial.End).ConfigureAwait(false);
            }

            if (step % 2 == 0)
            {
                await trial.ReadOnAsync(store, sums).ConfigureAwait(false);
                SumsOf(sent).AssertSame(Rules.ReadsOn, sums, "the sum of all readings");
            }
        }

        await trial.ReadOnAsync(store, sums).ConfigureAwait(false);
        await trial.ReadOnAsync(store, sums).ConfigureAwait(false);
        SumsOf(sent).AssertSame(Rules.ReadsOn, sums, "the sum of all readings");
    }

    private static async Task CursorsMeanwhile(OutcomeTrial trial)
    {
        const int Processes = 3, Each = 15;
        var store = await trial.OpenAsync().ConfigureAwait(false);
        var reader = await trial.OpenAsync().ConfigureAwait(false);
        var writing = Task.WhenAll(Enumerable.Range(0, Processes).Select(process => Task.Run(async () =>
        {
            for (var sequence = 1; sequence <= Each; sequence++)
            {
                await trial.AddAsync(store, Made(process, sequence)).ConfigureAwait(false);
                if (process == 0 && sequence % 5 == 0)
                {
                    await store.CompactOutcomesAsync(Trial.Production, trial.End).ConfigureAwait(false);
                }

                await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, trial.End).ConfigureAwait(false);
            }
        })));
        var (sums, last) = (new OutcomeSums(), 0L);
        for (var isLast = false; !isLast;)
        {
            isLast = writing.IsCompleted;
            await trial.ReadOnAsync(reader, sums).ConfigureAwait(false);
            Rules.ReadsOn.Holds(sums.Total >= last, $"sums that never shrink, at least {last}", $"{sums.Total}");
            last = sums.Total;
            await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System, trial.End).ConfigureAwait(false);
        }

        await writing.ConfigureAwait(false);
        SumsOf(Enumerable.Range(0, Processes).SelectMany(process => Enumerable.Range(1, Each).Select(sequence => Made(process, sequence))))
            .AssertSame(Rules.ReadsOn, sums, "the sum of all readings");

        static OutcomeBatch Made(int process, int sequence) =>
            Kinds(Text($"p{process}"), sequence, sequence % 3 == 0 ? TimeSpan.FromHours(5 * sequence) : TimeSpan.Zero);
    }

    private static async Task Compacted(OutcomeTrial trial)
    {
        var store = await trial.OpenAsync().ConfigureAwait(false);
        OutcomeBatch[] batches =
        [
            .. AgesInMinutes.Select((minutes, index) => Kinds("p1", index + 1, TimeSpan.FromMinutes(minutes))),
        ];
        foreach (var batch in batches)
        {
            await trial.AddAsync(store, batch).ConfigureAwait(false);
        }

        var before = await trial.SumAsync(store).ConfigureAwait(false);
        SumsOf(batches).AssertSame(Rules.AddsWhole, before, "the count");
        var oldest = (await store.ReadOutcomesAsync(Trial.Production, 0, trial.End).ConfigureAwait(false)).Outcomes.Min(one => one.At);
        for (var time = 0; time < 3; time++)
        {
            await store.CompactOutcomesAsync(Trial.Production, trial.End).ConfigureAwait(false);
            before.AssertSame(Rules.Compacts, await trial.SumAsync(store).ConfigureAwait(false), "the count");
        }

        var after = await store.ReadOutcomesAsync(Trial.Production, 0, trial.End).ConfigureAwait(false);
        Rules.Compacts.Holds(
            after.Outcomes.All(one => one.At > oldest - TimeSpan.FromDays(1) && one.Span <= TimeSpan.FromDays(1)),
            $"spans of at most a day, none beginning a day before the oldest count",
            $"one from {after.Outcomes.Min(one => one.At):o}");
        if (trial.IsVirtual)
        {
            await trial.PassAsync(TimeSpan.FromDays(2)).ConfigureAwait(false);
            await store.CompactOutcomesAsync(Trial.Production, trial.End).ConfigureAwait(false);
            before.AssertSame(Rules.Compacts, await trial.SumAsync(store).ConfigureAwait(false), "the count two days later");
        }
    }

    private static async Task Refused(OutcomeTrial trial)
    {
        var store = await trial.OpenAsync().ConfigureAwait(false);
        var good = new AgedOutcomes(TimeSpan.Zero, Delta(1));
        (string What, OutcomeBatch Batch)[] wrong =
        [
            ("no process", Batch("", 1, good)), ("a process of 201 characters", Batch(new string('p', 201), 1, good)), ("sequence 0", Batch("p1", 0, good)),
            ("a negative age", Batch("p1", 1, good, new AgedOutcomes(TimeSpan.FromTicks(-1), Delta(1, "tabs")))),
            ("no key as flag", Batch("p1", 1, good, new AgedOutcomes(TimeSpan.Zero, Delta(1, "no key")))),
            ("a negative count", Batch("p1", 1, good, new AgedOutcomes(TimeSpan.Zero, Delta(1, "tabs") with { Failures = -1 }))),
            ("bucket 2,240", Batch("p1", 1, good, With(new LatencyCount(2240, 1)))), ("a negative bucket", Batch("p1", 1, good, With(new LatencyCount(-1, 1)))),
            ("an empty bucket", Batch("p1", 1, good, With(new LatencyCount(1, 0)))),
            ("buckets that do not rise", Batch("p1", 1, good, With(new LatencyCount(2, 1), new LatencyCount(1, 1)))),
            ("one kind twice", Batch("p1", 1, good, good)),
        ];
        foreach (var (what, batch) in wrong)
        {
            await Rules.AddsWhole.ThrowsAsync<ArgumentException>(() => trial.AddAsync(store, batch), "a batch with " + what).ConfigureAwait(false);
        }

        new OutcomeSums().AssertSame(Rules.AddsWhole, await trial.SumAsync(store).ConfigureAwait(false), "the count after refusals");
        await trial.AddAsync(store, One("p1", 1)).ConfigureAwait(false);
        SumsOf(One("p1", 1)).AssertSame(Rules.AddsWhole, await trial.SumAsync(store).ConfigureAwait(false), "the count after the first good batch");

        static AgedOutcomes With(params LatencyCount[] latencies) => new(TimeSpan.Zero, Delta(9, "tabs") with { Latencies = latencies });
    }

    private static async Task EnvironmentsShareNothing(OutcomeTrial trial)
    {
        var store = await trial.OpenAsync().ConfigureAwait(false);
        var (production, staging) = (One("p1", 1, 5), One("p1", 1, 7));
        await trial.AddAsync(store, production).ConfigureAwait(false);
        await trial.AddAsync(store, staging, Trial.Staging).ConfigureAwait(false);
        await trial.AddAsync(store, Error("p2", 1, "only in staging"), Trial.Staging).ConfigureAwait(false);
        await store.CompactOutcomesAsync(Trial.Staging, trial.End).ConfigureAwait(false);
        SumsOf(production).AssertSame(Rules.Isolates, await trial.SumAsync(store).ConfigureAwait(false), "the count in production");
        SumsOf(staging).AssertSame(Rules.Isolates, await trial.SumAsync(store, Trial.Staging).ConfigureAwait(false), "the count in staging");
        Rules.Isolates.Equal(0, (await store.ReadErrorsAsync(Trial.Production, Flag, trial.End).ConfigureAwait(false)).Recent.Count, "the number of errors in production");
    }

    private static async Task Restarted(OutcomeTrial trial)
    {
        var store = await trial.OpenAsync().ConfigureAwait(false);
        var batch = Kinds("p1", 1, TimeSpan.FromMinutes(1));
        await trial.AddAsync(store, batch).ConfigureAwait(false);
        var sums = await trial.SumAsync(store).ConfigureAwait(false);
        await Trial.CloseAsync(store).ConfigureAwait(false);
        var again = await trial.OpenAsync().ConfigureAwait(false);
        await trial.AddAsync(again, batch).ConfigureAwait(false);
        await trial.AddAsync(again, One("p1", 2)).ConfigureAwait(false);
        await trial.ReadOnAsync(again, sums).ConfigureAwait(false);
        SumsOf(batch, One("p1", 2)).AssertSame(Rules.Survives, sums, "the sum of readings before and after a restart");
        SumsOf(batch, One("p1", 2)).AssertSame(Rules.Survives, await trial.SumAsync(again).ConfigureAwait(false), "the count");
    }

    private static async Task Errors(OutcomeTrial trial)
    {
        var store = await trial.OpenAsync().ConfigureAwait(false);
        for (var sequence = 1; sequence <= 3; sequence++)
        {
            var errors = Enumerable.Range(0, 80).Select(i => new AgedError(
                TimeSpan.FromSeconds((1000 * (4 - sequence)) - i),
                Flag,
                i % 2 == 0 ? "stage1" : null,
                new OutcomeError(i % 2 == 0 ? "frequent \" </script>" : Text($"error {sequence}-{i}"), "acme", new Dictionary<string, string>(StringComparer.Ordinal) { ["k'"] = Text($"{sequence}-{i}") })));
            var batch = new OutcomeBatch { ProcessId = "p1", Sequence = sequence, Errors = [.. errors] };
            await trial.AddAsync(store, batch).ConfigureAwait(false);
            await trial.AddAsync(store, batch).ConfigureAwait(false);
        }

        var found = await store.ReadErrorsAsync(Trial.Production, Flag, trial.End).ConfigureAwait(false);
        Rules.TellsErrors.Equal(100, found.Recent.Count, "the number of errors, of 240,");
        Rules.TellsErrors.Equal("3-79", found.Recent[0].Metadata.GetValueOrDefault("k'"), "the metadata of the newest");
        Rules.TellsErrors.Equal("acme", found.Recent[0].CustomerId, "the customer of the newest");
        Rules.TellsErrors.Sequence(found.Recent.Select(error => error.At).OrderDescending(), found.Recent.Select(error => error.At), "the times, newest first,");
        Rules.TellsErrors.Equal("frequent \" </script>", found.Top.Count > 0 ? found.Top[0].Error : null, "the most frequent error");
        Rules.TellsErrors.Equal(120L, found.Top[0].Count, "how often it came");
        Rules.TellsErrors.Equal(64, found.Top.Count, "the number of most frequent errors, of 121,");
        Rules.TellsErrors.Equal(0, (await store.ReadErrorsAsync(Trial.Production, "tabs", trial.End).ConfigureAwait(false)).Recent.Count, "the number of errors of another flag");
    }

    private static async Task Cancelled(OutcomeTrial trial)
    {
        var store = await trial.OpenAsync().ConfigureAwait(false);
        using var cancellation = new CancellationTokenSource();
        await cancellation.CancelAsync().ConfigureAwait(false);
        var end = cancellation.Token;
        await Rules.Cancels.ThrowsAsync<OperationCanceledException>(() => store.AddOutcomesAsync(Trial.Production, One("p1", 1), end).AsTask(), "an addition").ConfigureAwait(false);
        await Rules.Cancels.ThrowsAsync<OperationCanceledException>(() => store.ReadOutcomesAsync(Trial.Production, 0, end).AsTask(), "a reading").ConfigureAwait(false);
        await Rules.Cancels.ThrowsAsync<OperationCanceledException>(() => store.ReadErrorsAsync(Trial.Production, Flag, end).AsTask(), "a reading of errors").ConfigureAwait(false);
        await Rules.Cancels.ThrowsAsync<OperationCanceledException>(() => store.CompactOutcomesAsync(Trial.Production, end).AsTask(), "a compaction").ConfigureAwait(false);
        new OutcomeSums().AssertSame(Rules.Cancels, await trial.SumAsync(store).ConfigureAwait(false), "the count");
    }

    private static async Task Large(OutcomeTrial trial)
    {
        var store = await trial.OpenAsync().ConfigureAwait(false);
        var batch = Batch("p1", 1, [.. Enumerable.Range(0, 10_000).Select(i => new AgedOutcomes(TimeSpan.FromMilliseconds(i), Delta(i + 1, Text($"flag-{i}"))))]);
        await trial.AddAsync(store, batch).ConfigureAwait(false);
        SumsOf(batch).AssertSame(Rules.AddsWhole, await trial.SumAsync(store).ConfigureAwait(false), "the count");
    }

    private static OutcomeBatch Error(string process, long sequence, string text) =>
        new() { ProcessId = process, Sequence = sequence, Errors = [new AgedError(TimeSpan.Zero, Flag, "stage1", new OutcomeError(text))] };

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
