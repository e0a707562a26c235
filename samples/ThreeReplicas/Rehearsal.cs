using System.Diagnostics;
using FeatureRollout;
using Microsoft.Extensions.DependencyInjection;

namespace ThreeReplicas;

/// <summary>Starts three replicas of this program and a rollout, kills one of them on the way, and watches from outside what becomes of it.</summary>
internal static class Rehearsal
{
    private const int KilledAt = 1;

    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    public static async Task<int> RunAsync(string connectionString)
    {
        if (await TroubleAsync(connectionString) is { } trouble)
        {
            Console.WriteLine($"The database cannot be used. {trouble}");
            return 1;
        }

        var folder = Directory.CreateTempSubdirectory("three-replicas-");
        List<Process> replicas = [];
        try
        {
            foreach (var name in (string[])["web-1", "web-2", "web-3"])
            {
                replicas.Add(Start(connectionString, name, folder.FullName));
            }

            return await WatchAsync(connectionString, replicas);
        }
        finally
        {
            foreach (var replica in replicas)
            {
                replica.StandardInput.Close();
                await replica.WaitForExitAsync();
                replica.Dispose();
            }

            folder.Delete(recursive: true);
        }
    }

    /// <summary>Reads once, which creates the tables; what is wrong where that fails.</summary>
    private static async Task<string?> TroubleAsync(string connectionString)
    {
        try
        {
            await using var store = new PostgreSqlRolloutStore(connectionString);
            await store.ReadAsync("production", CancellationToken.None);
            return null;
        }
        catch (Exception exception) when (exception is ArgumentException or IOException or InvalidOperationException or TimeoutException)
        {
            return exception.Message;
        }
    }

    private static Process Start(string connectionString, string name, string folder)
    {
        var program = Environment.ProcessPath!;
        string[] arguments = [connectionString, name, folder, "--child"];
        if (Path.GetFileNameWithoutExtension(program) == "dotnet")
        {
            arguments = [Path.Combine(AppContext.BaseDirectory, "ThreeReplicas.dll"), .. arguments];
        }

        return Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, UseShellExecute = false })!;
    }

    private static async Task<int> WatchAsync(string connectionString, List<Process> replicas)
    {
        // A person's tool: it acts through the same store, and serves nobody.
        var services = new ServiceCollection();
        Replica.AddFlags(services, connectionString, lastKnownGood: null);
        await using var tool = services.BuildServiceProvider();
        await tool.StartFeatureRolloutAsync();
        var rollouts = tool.GetRequiredService<IRolloutManager>();
        var time = TimeProvider.System;
        var begun = time.GetTimestamp();
        await UntilAsync(async () => (await rollouts.GetFleetStatusAsync(Traffic.Feature)).Processes.Count >= replicas.Count);
        var before = await rollouts.ReadEventsAsync(Traffic.Feature);
        await rollouts.StartRolloutAsync(Traffic.Feature, new RolloutActor("you", "rehearsal"));
        string? said = null;
        var ended = false;
        await UntilAsync(async () =>
        {
            var state = await rollouts.GetRolloutConfigAsync(Traffic.Feature);
            var fleet = await rollouts.GetFleetStatusAsync(Traffic.Feature);
            var line = $"        {state}: {fleet}";
            if (line != said)
            {
                Console.WriteLine(said = line);
            }

            if (state?.Stage == KilledAt && !replicas[0].HasExited)
            {
                Console.WriteLine("        web-1 is killed. If it was the one that controls, another takes over within four seconds.");
                replicas[0].Kill();
            }

            ended = state?.Status is RolloutStatus.RolledBack or RolloutStatus.Completed && fleet.IsEverywhere;
            return ended;
        });
        foreach (var happened in await rollouts.ReadEventsAsync(Traffic.Feature, after: before.Count == 0 ? 0 : before[^1].Sequence))
        {
            Console.WriteLine($"        {happened.At.UtcDateTime:HH:mm:ss} {happened.Change.GetType().Name} by {happened.Actor}: {happened.Reason}");
        }

        Console.WriteLine(ended ? "        Taken back everywhere, and nobody was called at night." : "        This took longer than it should.");
        return ended ? 0 : 1;

        async Task UntilAsync(Func<Task<bool>> met)
        {
            while (!await met() && time.GetElapsedTime(begun) < Longest)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(200), time);
            }
        }
    }
}
