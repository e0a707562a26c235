using System.Diagnostics;
using FeatureRollout;

namespace Quickstart;

/// <summary>Rewrites a flag file under a running client: once well, once badly.</summary>
internal static class LiveChange
{
    private const string Flag = "sentiment_analysis";

    private static readonly Table Columns = new(("file says", 9), ("in", 5), ("added", 5), ("removed", 7), ("version", 7), ("", -50));

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Prints what came of it; gives the number of customers that the raise threw out.</summary>
    public static async Task<int> PrintAsync(Customer[] customers)
    {
        var directory = Directory.CreateTempSubdirectory("feature-rollout-");
        try
        {
            var path = Path.Combine(directory.FullName, "phase4.json");
            var text = await File.ReadAllTextAsync(FlagFile.PathOf("phase4.json"));
            await ReplaceAsync(path, At(text, 25));
            return await WatchAsync(path, text, customers);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static async Task<int> WatchAsync(string path, string text, Customer[] customers)
    {
        var refused = new TaskCompletionSource<FlagsNotice>(TaskCreationOptions.RunContinuationsAsynchronously);
        var changed = new TaskCompletionSource<FlagsChange>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var flags = new FeatureFlags(new FeatureFlagsOptions
        {
            Providers = { new JsonFileProvider(path) },
            OnNotice = notice => _ = notice.Exception is not null && refused.TrySetResult(notice),
        });
        using var end = new CancellationTokenSource();
        var running = flags.RunAsync(end.Token);
        if (!await flags.WaitUntilReadyAsync(Patience))
        {
            throw new InvalidOperationException("The flag file was not read in time.");
        }

        using var listening = flags.OnChange("quickstart", change => changed.TrySetResult(change));
        var before = In(flags, customers);
        Columns.Headings();
        Columns.Row(null, "25 %", $"{before.Count:N0}", "", "", $"{flags.Status.Version}", "");

        var start = Stopwatch.GetTimestamp();
        await ReplaceAsync(path, At(text, 50));
        var change = await changed.Task.WaitAsync(Patience);
        var elapsed = Stopwatch.GetElapsedTime(start);
        var after = In(flags, customers);
        var removed = before.Count(id => !after.Contains(id));
        Columns.Row(
            null, "50 %", $"{after.Count:N0}", $"{after.Count(id => !before.Contains(id)):N0}", $"{removed:N0}", $"{change.Version}",
            $"served {elapsed.TotalMilliseconds:0} ms after the save began");

        await ReplaceAsync(path, At(text, 500));
        var notice = await refused.Task.WaitAsync(Patience);
        Columns.Row(null, "500 %", $"{In(flags, customers).Count:N0}", "0", "0", $"{flags.Status.Version}", "refused, and the last good answers stand:");
        foreach (var line in notice.Exception!.Message.Replace(path, Path.GetFileName(path), StringComparison.Ordinal).Split('\n').Skip(1))
        {
            Terminal.Remark(line.Trim());
        }

        await end.CancelAsync();
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return removed;
    }

    /// <summary>The file with the first flag, sentiment_analysis, at another percentage.</summary>
    private static string At(string text, int percentage)
    {
        const string Zero = "\"rollout_percentage\": 0";
        var at = text.IndexOf(Zero, StringComparison.Ordinal);
        return text[..at] + Zero[..^1] + percentage + text[(at + Zero.Length)..];
    }

    /// <summary>As editors and deployments do: written beside it, then renamed.</summary>
    private static async Task ReplaceAsync(string path, string text)
    {
        await File.WriteAllTextAsync(path + ".new", text);
        File.Move(path + ".new", path, overwrite: true);
    }

    private static HashSet<string> In(FeatureFlags flags, Customer[] customers) =>
        customers.Where(customer => flags.IsEnabled(Flag, customer.Id)).Select(customer => customer.Id).ToHashSet(StringComparer.Ordinal);
}
