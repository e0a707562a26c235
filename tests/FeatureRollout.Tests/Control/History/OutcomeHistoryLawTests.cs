using FeatureRollout.Control.History;
using FeatureRollout.Control.Sharing;
using FeatureRollout.Outcomes;
using FeatureRollout.TestKit;
using FeatureRollout.Tests.Control.Sharing;
using FsCheck;
using FsCheck.Fluent;

namespace FeatureRollout.Tests.Control.History;

/// <summary>Whatever is counted and whenever it is looked at: points without gaps, at whole steps, never negative, and together all that was counted.</summary>
[Trait("Requirement", "S3-06")]
public sealed class OutcomeHistoryLawTests
{
    private static readonly TimeSpan[] Spans =
        [TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(2.1), TimeSpan.FromMinutes(15), TimeSpan.FromMinutes(30), TimeSpan.FromHours(1), TimeSpan.FromHours(5), TimeSpan.FromDays(1), TimeSpan.FromDays(7)];

    private static readonly TimeSpan[] Pauses =
        [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(23), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(7), TimeSpan.FromMinutes(40), TimeSpan.FromHours(3)];

    [Fact]
    public void Steps_that_are_noted_at_their_ends_hold_exactly_what_was_counted_in_them() =>
        Prop.ForAll(Operations(), operations => Own(operations)).QuickCheckThrowOnFailure();

    [Fact]
    public void Outcomes_of_many_processes_are_all_in_the_points() =>
        Prop.ForAll(Operations(), operations => ManyAsync(operations).GetAwaiter().GetResult()).QuickCheckThrowOnFailure();

    [Fact]
    public void Steps_take_outcomes_in_any_order() => Prop.ForAll(Operations(), operations =>
    {
        var ring = new StepRing(TimeSpan.FromSeconds(5), most: 20, open: 4);
        var expected = new Dictionary<long, long>();
        foreach (var operation in operations)
        {
            var (number, successes) = ((long)(operation % 60), 1 + (operation / 60 % 3));
            ring.Add((number * 5 * TimeSpan.TicksPerSecond) + (operation % 5), new CountedArm(true, false, successes, 0, []));
            if (number > expected.Keys.DefaultIfEmpty(-100).Max() - 20)
            {
                expected[number] = expected.GetValueOrDefault(number) + successes;
            }
        }

        var newest = expected.Keys.DefaultIfEmpty(0).Max();
        for (var number = Math.Max(0, newest - 19); number <= newest; number++)
        {
            Assert.Equal(expected.GetValueOrDefault(number), ring.At(number).On.Successes);
        }

        return true;
    }).QuickCheckThrowOnFailure();

    private static Arbitrary<int[]> Operations() => Gen.Choose(0, 999_999).ArrayOf().ToArbitrary();

    private static bool Own(int[] operations)
    {
        var time = new VirtualTimeProvider();
        var stays = new List<(OutcomeKey Key, OutcomeWindows Windows)>();
        var all = new List<(DateTimeOffset At, CountedArm Counted)>();
        Enter();
        var track = new OutcomeTrack(Counted());
        using var notes = time.CreateTimer(_ => track.Note(Counted()), null, FineOutcomes.Step, FineOutcomes.Step);
        foreach (var operation in operations)
        {
            var argument = operation / 10;
            switch (operation % 10)
            {
                case < 6:
                    Record(stays[argument % stays.Count].Windows, argument);
                    break;
                case 6:
                    // Somebody looks at the page.
                    track.Note(Counted());
                    break;
                case 7:
                    // Four stages within a step leave no time to note the first one's end.
                    track.Note(Counted());
                    Enter();
                    break;
                default:
                    time.Advance(Pauses[argument % 6]);
                    break;
            }
        }

        var counted = Counted();
        track.Note(counted);
        foreach (var span in Spans.Where(span => span <= FineOutcomes.Kept))
        {
            var points = track.Noted.Outcomes.Last(span, counted.Now, track.Noted.Since);
            CheckForm(points, FineOutcomes.Step, counted.Now);
            foreach (var point in points)
            {
                var within = all.Where(each => each.At >= point.At && each.At < point.At + FineOutcomes.Step).ToArray();
                Check(point.On, [.. within.Where(each => each.Counted.Enabled).Select(each => each.Counted)]);
                Check(point.Off, [.. within.Where(each => !each.Counted.Enabled).Select(each => each.Counted)]);
            }
        }

        CheckWindows(counted);
        return true;

        CountedStays Counted() => new(time.GetUtcNow(), [.. stays.TakeLast(4)]);

        void Enter() => stays.Add((new OutcomeKey("search", $"stage-{stays.Count}", stays.Count), new OutcomeWindows(time.GetUtcNow().UtcTicks, time)));

        void Record(OutcomeWindows windows, int what)
        {
            if (!stays.TakeLast(4).Any(stay => stay.Windows == windows))
            {
                return;
            }

            var (on, drawn, succeeded) = ((what & 1) == 0, (what & 2) == 0, (what & 4) == 0);
            TimeSpan? latency = (what & 8) == 0 ? TimeSpan.FromTicks((what + 1) * 977L) : null;
            windows.Record(on, drawn, succeeded, latency, time.GetUtcNow().UtcTicks);
            all.Add((time.GetUtcNow(), new CountedArm(on, drawn, succeeded ? 1 : 0, succeeded ? 0 : 1, latency is { } known ? [(LatencyBuckets.Of(known.Ticks), 1)] : [])));
        }
    }

    private static async Task<bool> ManyAsync(int[] operations)
    {
        var time = new VirtualTimeProvider();
        var store = new FaultyOutcomes(time);
        CountingProcess[] processes = [.. Enumerable.Range(0, 3).Select(i => new CountingProcess(time, store, $"p{i}"))];
        var pool = new OutcomePool(store.Inner, store, FaultyOutcomes.Environment, processes[0].Sharing, time, new Troubles(_ => { }, TimeProvider.System, TimeSpan.MaxValue));
        await pool.RefreshAsync(default);
        var (total, within) = (0L, TimeSpan.Zero);
        foreach (var operation in operations)
        {
            var argument = operation / 10;
            switch (operation % 10)
            {
                case < 5:
                    processes[argument % 3].Record(1 + (argument % 4), argument % 7 != 0, argument % 2 == 0, latency: TimeSpan.FromMilliseconds(argument % 50));
                    total += 1 + (argument % 4);
                    break;
                case 5:
                    await processes[argument % 3].FlushAsync();
                    break;
                case 6:
                    await pool.RefreshAsync(default);
                    break;
                default:
                    time.Advance(Pauses[argument % 4]);
                    within += Pauses[argument % 4];
                    break;
            }
        }

        foreach (var process in processes)
        {
            await process.FlushAsync();
        }

        time.Advance(OutcomePool.Least);
        await pool.RefreshAsync(default);
        var anew = new OutcomePool(store.Inner, store, FaultyOutcomes.Environment, new CountingProcess(time, store, "anew").Sharing, time, new Troubles(_ => { }, TimeProvider.System, TimeSpan.MaxValue));
        await anew.RefreshAsync(default);
        foreach (var counted in new[] { pool.StaysOf(CountingProcess.Key.Flag), anew.StaysOf(CountingProcess.Key.Flag) })
        {
            if (counted.Noted is { } noted)
            {
                var points = noted.Outcomes.Last(FineOutcomes.Kept, counted.Now, noted.Since);
                CheckForm(points, FineOutcomes.Step, counted.Now);
                var sum = points.Sum(point => point.On.Count + point.Off.Count);
                Assert.True(within > OutcomePool.AsTheyCame ? sum <= total : sum == total, $"{sum} of {total}");
            }

            Assert.Equal(total > 0, counted.Noted is not null);
            CheckWindows(counted);
        }

        return true;
    }

    /// <summary>Minutes and hours against the windows that criteria and people read.</summary>
    private static void CheckWindows(CountedStays counted)
    {
        foreach (var span in Spans.Where(span => span != TimeSpan.FromMinutes(2.1)))
        {
            var history = HistoryReader.Windows("search", span, counted, fine: null);
            CheckForm(history.Points, history.Step, counted.Now);
            Assert.Equal(span, history.Step * history.Points.Count);
            foreach (var arm in new[] { OutcomeArm.On, OutcomeArm.Off })
            {
                var read = counted.Stays.Select(stay => stay.Windows.Read(arm, span, counted.Now.UtcTicks)).ToArray();
                var points = history.Points.Select(point => arm == OutcomeArm.On ? point.On : point.Off).ToArray();
                Assert.Equal(
                    (read.Sum(each => each.Successes), read.Sum(each => each.Failures)),
                    (points.Sum(point => point.Successes), points.Sum(point => point.Failures)));
            }
        }
    }

    private static void CheckForm(IReadOnlyList<OutcomePoint> points, TimeSpan step, DateTimeOffset now)
    {
        Assert.All(points, point => Assert.Equal(0, point.At.UtcTicks % step.Ticks));
        Assert.All(points.Zip(points.Skip(1)), pair => Assert.Equal(step, pair.Second.At - pair.First.At));
        Assert.All(points, point => Assert.True(point is { On: { Successes: >= 0, Failures: >= 0 }, Off: { Successes: >= 0, Failures: >= 0 } }));
        Assert.InRange(now - points[^1].At, TimeSpan.Zero, step - TimeSpan.FromTicks(1));
    }

    private static void Check(ArmPoint point, CountedArm[] within)
    {
        Assert.Equal((within.Sum(each => each.Successes), within.Sum(each => each.Failures)), (point.Successes, point.Failures));
        var latencies = new LatencyHistogram();
        foreach (var each in within)
        {
            latencies.Add(each.Latencies);
        }

        Assert.Equal(latencies.Quantile(0.95), point.LatencyP95);
    }
}
