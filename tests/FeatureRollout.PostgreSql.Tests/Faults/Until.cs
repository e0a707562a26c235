namespace FeatureRollout.PostgreSql.Tests.Faults;

/// <summary>Waits for what other processes do.</summary>
internal static class Until
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    public static async Task True(Func<Task<bool>> met, string what)
    {
        var begun = TimeProvider.System.GetTimestamp();
        Exception? last = null;
        while (true)
        {
            try
            {
                if (await met())
                {
                    return;
                }
            }
            catch (Exception exception) when (exception is not Xunit.Sdk.XunitException)
            {
                // The server may be away.
                last = exception;
            }

            Assert.True(TimeProvider.System.GetElapsedTime(begun) < Longest, $"Not in time: {what} {last}");
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }
    }
}
