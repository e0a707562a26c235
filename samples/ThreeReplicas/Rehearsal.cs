using System.Diagnostics;
using FeatureRollout;
using Microsoft.Extensions.DependencyInjection;

namespace ThreeReplicas;

/// <summary>Starts three replicas of this program and a rollout, and watches from outside what becomes of it.</summary>
internal static class Rehearsal
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    public static async Task<int> RunAsync(string connectionString)
    {
        var folder = Directory.CreateTempSubdirectory("three-replicas-");
        List<Process> replicas = [];
        try
        {
            foreach (var name in (string[])["web-1", "web-2", "web-3"])
            {
                replicas.Add(Start(connectionString, name, folder.FullName));
            }

            return await WatchAsync(connectionString, replicas.Count);
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

    private static async Task<int> WatchAsync(string connectionString, int replicas)
    {
        // A person's tool: it acts through the same store, and serves nobody.
        var services = new ServiceCollection();
        Replica.AddFlags(services, connectionString, lastKnownGood: null);
        await using var tool = services.BuildServiceProvider();
        await tool.StartFeatureRolloutAsync();
        var rollouts = tool.GetRequiredService<IRolloutManager>();
        var time = TimeProvider.System;
        var begun = time.GetTimestamp();
        await UntilAsync(async () => (await rollouts.GetFleetStatusAsync(Traffic.Feature)).Processes.Count >= replicas);
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

            ended = state?.Status is RolloutStatus.RolledBack or RolloutStatus.Completed && fleet.IsEverywhere;
            return ended;
        });
        foreach (var happened in await rollouts.ReadEventsAsync(Traffic.Feature))
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
