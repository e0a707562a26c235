using FeatureRollout.Evaluation;
using FeatureRollout.Outcomes;
using FeatureRollout.TestKit;

namespace FeatureRollout.Tests.Outcomes;

[Trait("Requirement", "F-14")]
public sealed class OutcomeLedgerTests
{
    private readonly VirtualTimeProvider _time = new();
    private readonly OutcomeLedger _ledger;
    private readonly FlagRecord _record;

    public OutcomeLedgerTests()
    {
        _ledger = new OutcomeLedger(_time);
        _record = new FlagRecord("search", 0, new CounterSlots(), _ledger);
    }

    [Fact]
    public void What_was_counted_before_anybody_took_is_taken_first_and_nothing_twice()
    {
        Record(Stage(1), 3);
        Record(Stage(2), 5);
        Assert.Equal([("s1", 1, 3L), ("s2", 2, 5L)], Take());
        Assert.Empty(Take());
        Record(Stage(1), 2);
        Assert.Equal([("s1", 1, 2L)], Take());
    }

    [Fact]
    public void Outcomes_that_come_late_for_a_stage_long_left_are_taken_and_then_it_is_forgotten()
    {
        _ledger.Begin();
        var first = Stage(1);
        for (var generation = 2; generation < 10; generation++)
        {
            Stage(generation);
        }

        Record(first, 3);
        Assert.Equal([("s1", 1, 3L)], Take());
        _time.Advance(OutcomeLedger.LongestLate + TimeSpan.FromSeconds(1));
        Record(first, 2);
        Assert.Equal([("s1", 1, 2L)], Take());
        Assert.Empty(Take());
        Record(first, 1);
        Assert.Empty(Take());
    }

    [Fact]
    public void A_client_on_its_own_keeps_nothing_of_stages_long_left()
    {
        var first = Stage(1);
        for (var generation = 2; generation < 10; generation++)
        {
            Stage(generation);
        }

        Record(first, 3);
        Assert.Empty(Take());
    }

    [Fact]
    public void The_time_of_what_is_taken_begins_with_the_first_outcome_of_its_minute()
    {
        var windows = Stage(1);
        Record(windows, 1);
        Take();
        _time.Advance(TimeSpan.FromMinutes(10));
        Record(windows, 1);
        _time.Advance(TimeSpan.FromSeconds(4));
        var taken = Assert.Single(windows.Take(_time.GetTimestamp()));
        Assert.Equal(TimeSpan.FromSeconds(4), _time.GetElapsedTime(taken.Since, taken.Until));
    }

    [Fact]
    public void Threads_that_record_while_others_take_lose_and_double_nothing()
    {
        var windows = Stage(1);
        var (taken, latencies, recorders) = (0L, 0L, 4);
        var threads = Enumerable.Range(0, 4).Select(_ => new Thread(() =>
        {
            for (var i = 0; i < 20_000; i++)
            {
                windows.Record(enabled: true, drawn: (i & 1) == 0, succeeded: (i & 2) == 0, TimeSpan.FromTicks(i), _time.GetUtcNow().UtcTicks + (i / 5_000 * TimeSpan.TicksPerMinute));
            }

            Interlocked.Decrement(ref recorders);
        })).ToList();
        threads.ForEach(thread => thread.Start());
        while (Volatile.Read(ref recorders) > 0)
        {
            TakeAll();
            Thread.Yield();
        }

        threads.ForEach(thread => thread.Join());
        TakeAll();
        Assert.Equal((80_000, 80_000), (taken, latencies));

        void TakeAll() => _ledger.Take(
            (_, part) =>
            {
                taken += part.Counted.Successes + part.Counted.Failures;
                latencies += part.Counted.Latencies.Sum(latency => latency.Count);
            },
            (_, _) => { });
    }

    [Fact]
    public void Recording_allocates_nothing_while_somebody_takes()
    {
        var windows = Stage(1);
        Record(windows, 100);
        Take();
        Assert.Equal(0, Allocation.Least(() => Record(windows, 100)));
    }

    [Fact]
    [Trait("Requirement", "S4-13")]
    public void Of_the_errors_between_two_takings_the_newest_hundred_are_taken()
    {
        Stage(1);
        Stage(2);
        for (var i = 0; i < 250; i++)
        {
            _record.Errors.Add(new OutcomeError("e" + i), "s1", _time.GetUtcNow(), i);
        }

        Assert.Equal(Enumerable.Range(150, 100).Select(i => (long)i), Errors());
        _record.Errors.Add(new OutcomeError("last"), "s2", _time.GetUtcNow(), 999);
        Assert.Equal([999L], Errors());
        Assert.Empty(Errors());

        List<long> Errors()
        {
            var taken = new List<long>();
            _ledger.Take((_, _) => { }, (_, error) => taken.Add(error.Timestamp));
            return taken;
        }
    }

    private OutcomeWindows Stage(int generation) => _record.OutcomesAt("s" + generation, generation, _time.GetUtcNow());

    private void Record(OutcomeWindows windows, int times)
    {
        for (var i = 0; i < times; i++)
        {
            windows.Record(enabled: true, drawn: true, succeeded: true, TimeSpan.FromMilliseconds(1), _time.GetUtcNow().UtcTicks);
        }
    }

    private List<(string? Stage, int Generation, long Count)> Take()
    {
        var taken = new List<(string?, int, long)>();
        _ledger.Take((key, part) => taken.Add((key.Stage, key.Generation, part.Counted.Successes + part.Counted.Failures)), (_, _) => { });
        return taken;
    }
}
