namespace FeatureRollout.Providers;

/// <summary>When a provider is read next.</summary>
internal static class Pacing
{
    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ShortestGap = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestGap = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromDays(1);

    /// <summary>
    /// The time to the next reading if nothing is heard: the poll interval, or after failures in a row
    /// 1, 2, 4… seconds up to it; with up to a tenth more, so that processes drift apart.
    /// </summary>
    /// <param name="failures">How many readings in a row have failed.</param>
    /// <param name="pollInterval">The poll interval; a day at most.</param>
    /// <param name="jitter">0 to 1.</param>
    public static TimeSpan Delay(int failures, TimeSpan pollInterval, double jitter)
    {
        var longest = Shorter(pollInterval, LongestDelay);
        var delay = failures == 0 ? longest : Shorter(longest, FirstRetry * Math.Pow(2, Math.Min(failures, 30) - 1));
        return delay * (1 + (jitter / 10));
    }

    /// <summary>
    /// The least time between two readings, whatever the provider says: 20 ms, doubled to at most a second by each
    /// alarm that led to nothing, and no less than the last reading took, so that a provider that changes all
    /// the time takes half of one thread at most. Never more than the delay.
    /// </summary>
    /// <param name="fruitless">How many alarms in a row led to nothing new.</param>
    /// <param name="took">How long the last reading took, publishing included.</param>
    /// <param name="delay">What <see cref="Delay"/> gave.</param>
    public static TimeSpan Gap(int fruitless, TimeSpan took, TimeSpan delay)
    {
        var gap = Shorter(LongestGap, ShortestGap * Math.Pow(2, Math.Min(fruitless, 30)));
        return Shorter(delay, took > gap ? took : gap);
    }

    private static TimeSpan Shorter(TimeSpan left, TimeSpan right) => left < right ? left : right;
}
