using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using FeatureRollout.Cli.Tests.Running;
using FeatureRollout.PostgreSql.Tests.Servers;

namespace FeatureRollout.Cli.Tests.Shell;

public sealed class SignalTests : IDisposable
{
    private const int Terminate = 15;

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    private readonly CliFolder _folder = new("""{ "flags": { "search": { "percentage": 25 } } }""");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(Signals.Interrupt, 130)]
    [InlineData(Terminate, 143)]
    [Trait("Requirement", "F-23")]
    public async Task A_command_that_waits_ends_when_it_is_asked_to(int signal, int exit)
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var process = CliProcess.Start(_folder.Path, _folder.Variables, "status", "--url", $"http://127.0.0.1:{((IPEndPoint)silent.LocalEndpoint).Port}/");
        using var asked = await silent.AcceptTcpClientAsync().WaitAsync(Limit);

        Signals.Send(process.Id, signal);
        var shown = await _folder.FinishAsync(process, input: null);

        Assert.Equal(new CliResult(exit, "", "feature-rollout: Stopped before the end.\n"), shown);
    }

    [Fact]
    public async Task A_second_signal_ends_at_once_what_cannot_be_cancelled()
    {
        using (var made = Process.Start("mkfifo", [_folder.In("pipe")]))
        {
            await made.WaitForExitAsync();
        }

        using var process = CliProcess.Start(_folder.Path, _folder.Variables, "lint", _folder.In("pipe"));

        // Opening one end waits for the other: from here on the program waits for a file that never comes to its end.
        await using var end = await Task.Run(() => new FileStream(_folder.In("pipe"), FileMode.Open, FileAccess.Write, FileShare.ReadWrite)).WaitAsync(Limit);
        var since = Stopwatch.StartNew();
        do
        {
            Signals.Send(process.Id, Signals.Interrupt);
        }
        while (!process.WaitForExit(TimeSpan.FromMilliseconds(50)) && since.Elapsed < Limit);

        Assert.Equal(130, process.ExitCode);
        Assert.DoesNotContain("   at ", await process.StandardError.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Writes_that_are_interrupted_leave_the_store_whole()
    {
        await using (var host = await FileHost.OpenAsync(_folder))
        {
            await host.Manager.CreateRolloutAsync(new RolloutCreation { FeatureName = "search", PlanName = "pilot" }, new RolloutActor("alice"));
        }

        var results = new List<CliResult>();
        for (var round = 0; round < 2; round++)
        {
            var size = Length();
            var processes = Enumerable.Range(0, 5)
                .Select(at => CliProcess.Start(_folder.Path, _folder.Variables, "value", "search", "nps", FormattableString.Invariant($"{(round * 5) + at}")))
                .ToArray();
            var finishing = processes.Select(process => _folder.FinishAsync(process, input: null)).ToArray();
            var ids = processes.Select(process => process.Id).ToArray();
            await WaitAsync(() => Length() > size || finishing.All(each => each.IsCompleted));
            for (var at = 0; at < ids.Length; at++)
            {
                _ = finishing[at].IsCompleted || Signals.Send(ids[at], Signals.Interrupt);
            }

            results.AddRange(await Task.WhenAll(finishing));
        }

        Assert.All(results, result => Assert.True(result.ExitCode is 0 or 130, result.ToString()));
        await using var after = await FileHost.OpenAsync(_folder);
        var reported = await after.ReportedAsync("search");
        Assert.Equal(reported.Distinct(), reported);
        Assert.InRange(reported.Length, results.Count(result => result.ExitCode == 0), results.Count);
        var events = await after.Manager.ReadEventsAsync("search", 0, 1000);
        Assert.Equal((await after.Manager.GetFlagAsync("search"))!.Version, events[^1].Version);
        Assert.Equal(0, (await _folder.RunAsync("value", "search", "nps", "42")).ExitCode);
    }

    private long Length() => new FileInfo(_folder.In("flags.production.events.jsonl")) is { Exists: true } file ? file.Length : 0;

    private static async Task WaitAsync(Func<bool> condition)
    {
        var since = Stopwatch.StartNew();
        while (!condition() && since.Elapsed < Limit)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System);
        }
    }
}
