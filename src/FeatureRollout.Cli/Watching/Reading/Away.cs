using System.Data.Common;
using FeatureRollout.Cli.Terminal;

namespace FeatureRollout.Cli.Watching.Reading;

/// <summary>What makes a store or host count as away for a while, so that it is worth asking again.</summary>
internal static class Away
{
    public static bool Is(Exception exception) => exception switch
    {
        CliException { ExitCode: ExitCodes.Unavailable or ExitCodes.Conflict or ExitCodes.NoInput or ExitCodes.Data } => true,
        IOException or HttpRequestException or TimeoutException or DbException => true,
        _ => false,
    };

    /// <summary>Asks, but not for longer than a limit, whatever the asked one makes of the cancellation.</summary>
    /// <exception cref="CliException">There was no answer in time.</exception>
    public static async Task<T> WithinAsync<T>(TimeSpan limit, TimeProvider time, Func<CancellationToken, Task<T>> ask, CancellationToken cancellationToken)
    {
        using var given = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var asked = ask(given.Token);
        try
        {
            return await asked.WaitAsync(limit, time, cancellationToken);
        }
        catch (TimeoutException) when (!asked.IsCompleted)
        {
            throw new CliException(ExitCodes.Unavailable, $"There was no answer within {Words.Duration(limit)}.");
        }
        finally
        {
            if (!asked.IsCompleted)
            {
                await given.CancelAsync();
                _ = asked.ContinueWith(static late => late.Exception, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            }
        }
    }
}
