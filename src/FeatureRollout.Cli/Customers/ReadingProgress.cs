using FeatureRollout.Cli.Customers.Reading;
using FeatureRollout.Cli.Terminal;
using Spectre.Console;

namespace FeatureRollout.Cli.Customers;

/// <summary>A bar on the error stream while a long list is read, on a terminal only.</summary>
internal static class ReadingProgress
{
    /// <summary>Shorter lists are read before anybody has looked.</summary>
    private const long Shortest = 8 << 20;

    /// <summary>Does the work, which tells from time to time how far it is.</summary>
    public static async Task RunAsync(CliTerminal terminal, CustomerReader reader, Func<Action, Task> work)
    {
        if (!terminal.CanAsk || reader.Progress.Of is not >= Shortest)
        {
            await work(static () => { });
            return;
        }

        await terminal.Asking.Progress().AutoClear(enabled: true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .StartAsync(async progress =>
            {
                var bar = progress.AddTask("Reading", maxValue: (double)reader.Progress.Of);
                await work(() => bar.Value = reader.Progress.Done);
            });
    }
}
