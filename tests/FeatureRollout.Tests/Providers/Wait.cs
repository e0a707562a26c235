using FeatureRollout.TestKit;

namespace FeatureRollout.Tests.Providers;

/// <summary>Waits for what other threads do, without sleeping for a guessed time.</summary>
internal static class Wait
{
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    public static async Task Until(Func<bool> met, VirtualTimeProvider? time = null, TimeSpan step = default)
    {
        var begun = TimeProvider.System.GetTimestamp();
        while (!met())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(begun) < Longest, "This did not come about in time.");
            time?.Advance(step);
            await Task.Yield();
        }
    }

    /// <summary>Waits until a timer is armed and advances exactly to it.</summary>
    public static async Task ToNextTimer(VirtualTimeProvider time)
    {
        DateTimeOffset? next = null;
        await Until(() => (next = time.NextTimer) is not null);
        var by = next!.Value - time.GetUtcNow();
        time.Advance(by > TimeSpan.Zero ? by : TimeSpan.Zero);
    }
}
