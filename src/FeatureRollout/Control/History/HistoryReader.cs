using FeatureRollout.Outcomes;

namespace FeatureRollout.Control.History;

/// <summary>Puts what was counted and noted into points. Thread-safe.</summary>
/// <param name="subject">Who counts.</param>
/// <param name="recorder">Who notes; null for nobody.</param>
internal sealed class HistoryReader(IRolloutSubject subject, OutcomeRecorder? recorder)
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    /// <summary>See <see cref="IRolloutManager.GetOutcomeHistoryAsync"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The span is shorter than a minute or longer than a week.</exception>
    public async Task<OutcomeHistory> ReadAsync(string key, TimeSpan span, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(span, Shortest);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(span, OutcomeWindows.LongestWindow);
        await subject.RefreshOutcomesAsync(cancellationToken).ConfigureAwait(false);
        var counted = subject.StaysOf(key);
        var noted = span > OutcomeWindows.Hour ? null : counted.Noted ?? recorder?.Of(key, counted);
        return noted is not null && span <= FineOutcomes.Kept
            ? new OutcomeHistory { Key = key, Step = FineOutcomes.Step, Points = noted.Outcomes.Last(span, counted.Now, noted.Since) }
            : Windows(key, span, counted, noted?.Outcomes);
    }

    /// <summary>Points from windows: minutes up to an hour, and hours.</summary>
    internal static OutcomeHistory Windows(string key, TimeSpan span, CountedStays counted, FineOutcomes? fine)
    {
        var step = span > OutcomeWindows.Hour ? OutcomeWindows.Hour : Minute;
        var length = (int)((span.Ticks + step.Ticks - 1) / step.Ticks);
        var first = (counted.Now.UtcTicks / step.Ticks) - length + 1;
        var (on, off) = (Series(enabled: true), Series(enabled: false));
        return new OutcomeHistory { Key = key, Step = step, Points = [.. Enumerable.Range(0, length).Select(Point)] };

        OutcomeSeries Series(bool enabled)
        {
            var series = new OutcomeSeries(first, length, step == OutcomeWindows.Hour);
            foreach (var (_, windows) in counted.Stays)
            {
                windows.AddTo(enabled, series);
            }

            return series;
        }

        OutcomePoint Point(int slot)
        {
            var at = new DateTimeOffset((first + slot) * step.Ticks, TimeSpan.Zero);
            var noted = fine?.LatencyP95(at) ?? default;
            return new OutcomePoint(at, Arm(on, slot, noted.On), Arm(off, slot, noted.Off));
        }
    }

    private static ArmPoint Arm(OutcomeSeries series, int slot, TimeSpan? noted)
    {
        var (successes, failures) = series.At(slot);
        return new ArmPoint(successes, failures, series.IsByHour ? series.Quantile(slot, 0.95) : noted);
    }
}
