using FeatureRollout.Control.Sharing;
using FeatureRollout.Outcomes;
using FeatureRollout.TestKit;
using FsCheck;
using FsCheck.Fluent;

namespace FeatureRollout.Tests.Control.Sharing;

/// <summary>Whatever fails in between, many processes together count as one would that recorded everything.</summary>
[Trait("Requirement", "F-14")]
public sealed class SharedOutcomeLawTests
{
    private static readonly TimeSpan[] Steps =
        [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(20), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(9), TimeSpan.FromHours(1), TimeSpan.FromHours(5), TimeSpan.FromDays(1), TimeSpan.FromDays(3)];

    private static readonly TimeSpan?[] Windows =
        [TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(10), TimeSpan.FromHours(1), TimeSpan.FromHours(3), TimeSpan.FromDays(1), TimeSpan.FromDays(7), null];

    [Fact]
    public void Totals_are_exact_under_any_order_of_recording_sending_failing_reading_and_joining() =>
        Prop.ForAll(Operations(), operations => RunAsync(operations, isExact: false).GetAwaiter().GetResult()).QuickCheckThrowOnFailure();

    [Fact]
    public void Windows_of_many_processes_are_those_of_one_that_recorded_everything() =>
        Prop.ForAll(Operations(), operations => RunAsync(operations, isExact: true).GetAwaiter().GetResult()).QuickCheckThrowOnFailure();

    private static Arbitrary<int[]> Operations() => Gen.Choose(0, 999_999).ArrayOf().ToArbitrary();

    /// <param name="operations">What to do.</param>
    /// <param name="isExact">Whether everything counted is confirmed before time goes on, so that all windows must agree, not only the whole.</param>
    private static async Task<bool> RunAsync(int[] operations, bool isExact)
    {
        var time = new VirtualTimeProvider();
        var store = new FaultyOutcomes(time);
        CountingProcess[] processes = [.. Enumerable.Range(0, 3).Select(i => new CountingProcess(time, store, $"p{i}"))];
        var reference = new OutcomeWindows(time.GetUtcNow().UtcTicks);
        var following = new FollowingReader(store);
        var away = TimeSpan.Zero;
        foreach (var operation in operations)
        {
            var (kind, argument) = (operation % 10, operation / 10);
            var process = processes[argument % 3];
            switch (kind)
            {
                case < 4:
                    Record(argument / 3);
                    break;
                case < 6:
                    await SendAsync(process, argument / 3 % 3);
                    break;
                case 6:
                    await following.ReadAsync();
                    break;
                case 7:
                    await store.CompactOutcomesAsync(FaultyOutcomes.Environment, default);
                    break;
                default:
                    // What the store has not had for a week is dropped, which is another law.
                    var step = Steps[argument % Steps.Length];
                    away += step;
                    if (isExact || away > TimeSpan.FromDays(6))
                    {
                        await SendAllAsync();
                        away = step;
                    }

                    time.Advance(step);
                    break;
            }

            void Record(int what)
            {
                var (on, drawn, succeeded) = ((what & 1) == 0, (what & 2) == 0, (what & 4) == 0);
                TimeSpan? latency = (what & 8) == 0 ? TimeSpan.FromTicks((what + 1) * 977L) : null;
                process.Record(1, succeeded, on, drawn, latency);
                reference.Record(on, drawn, succeeded, latency, time.GetUtcNow().UtcTicks);
            }
        }

        await SendAllAsync();
        await following.ReadAsync();
        var anew = new FollowingReader(store);
        await anew.ReadAsync();
        foreach (var arm in Enum.GetValues<OutcomeArm>())
        {
            foreach (var window in isExact ? Windows : [null])
            {
                var expected = Shown(reference.Sample(arm, window, time.GetUtcNow().UtcTicks));
                Assert.Equal(expected, Shown(following.View.Sample(CountingProcess.Key, arm, window, time.GetUtcNow(), TimeSpan.Zero)!));
                Assert.Equal(expected, Shown(anew.View.Sample(CountingProcess.Key, arm, window, time.GetUtcNow(), TimeSpan.Zero)!));
            }
        }

        return true;

        async Task SendAllAsync()
        {
            foreach (var process in processes)
            {
                Assert.True(await SendAsync(process, 2));
            }
        }

        async Task<bool> SendAsync(CountingProcess process, int fault)
        {
            (store.FailsBefore, store.FailsAfter) = (fault == 0, fault == 1);
            return await process.FlushAsync();
        }
    }

    private static (long, long, long, double?, double?, double?) Shown(OutcomeSample sample) =>
        (sample.Count, sample.Failures, sample.LatencyCount, sample.Quantile(0.5), sample.Quantile(0.99), sample.Mean);

    private sealed class FollowingReader(IOutcomeStore store)
    {
        private long _cursor;

        public OutcomeView View { get; private set; } = new();

        public async Task ReadAsync()
        {
            var reading = await store.ReadOutcomesAsync(FaultyOutcomes.Environment, _cursor, default);
            View = reading.IsWhole ? new OutcomeView() : View;
            View.Add(reading.Outcomes);
            _cursor = reading.Cursor;
        }
    }
}
