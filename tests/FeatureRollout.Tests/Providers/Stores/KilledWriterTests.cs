using System.Diagnostics;
using System.Globalization;
using static FeatureRollout.Tests.Providers.Stores.StoreSamples;

namespace FeatureRollout.Tests.Providers.Stores;

/// <summary>Other processes write, and are killed while they do.</summary>
public sealed class KilledWriterTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private string Path => _directory["flags.json"];

    public void Dispose() => _directory.Dispose();

    [Fact, Trait("Requirement", "F-14")]
    public async Task A_writer_killed_at_any_moment_leaves_old_or_new_and_loses_nothing_acknowledged()
    {
        const int Kills = 30;
        var random = new Random(11);
        long acknowledged = 0;
        for (var kill = 0; kill < Kills; kill++)
        {
            using var writer = Writer.Start(Path, keys: 3, writes: int.MaxValue);
            await writer.Written(1 + random.Next(40));
            await writer.KillAfter(random.Next(3000));
            acknowledged += writer.Acknowledged.Count;
            var store = new JsonFileRolloutStore(Path);
            await AssertKept(store, writer);
            var events = await AssertHistory(store);
            Assert.InRange(events - acknowledged, 0, kill + 1);
        }
    }

    [Fact, Trait("Requirement", "F-14")]
    public async Task Two_processes_on_the_same_files_lose_no_update()
    {
        const int Each = 100;
        using Writer one = Writer.Start(Path, keys: 2, writes: Each), other = Writer.Start(Path, keys: 2, writes: Each);
        await Task.WhenAll(one.Ended(), other.Ended());
        var store = new JsonFileRolloutStore(Path);
        Assert.Equal(2 * Each, await AssertHistory(store));
        Assert.Empty(one.Acknowledged.Intersect(other.Acknowledged));
        Assert.All(await store.ListAsync(Production, None), document => Assert.Equal(document.Version, document.State.Percentage!.Value.Thousandths));
    }

    [Fact, Trait("Requirement", "F-14")]
    public async Task Of_two_processes_one_is_killed_again_and_again_and_the_other_goes_on()
    {
        using var survivor = Writer.Start(Path, keys: 2, writes: int.MaxValue);
        var random = new Random(12);
        long acknowledged = 0;
        const int Kills = 8;
        for (var kill = 0; kill < Kills; kill++)
        {
            using var victim = Writer.Start(Path, keys: 2, writes: int.MaxValue);
            await victim.Written(1 + random.Next(5));
            await victim.KillAfter(random.Next(3000));
            acknowledged += victim.Acknowledged.Count;
        }

        await survivor.Written(survivor.Acknowledged.Count + 10);
        await survivor.KillAfter(0);
        acknowledged += survivor.Acknowledged.Count;
        var store = new JsonFileRolloutStore(Path);
        await AssertKept(store, survivor);
        Assert.InRange(await AssertHistory(store) - acknowledged, 0, Kills + 1);
    }

    private static async Task AssertKept(JsonFileRolloutStore store, Writer writer)
    {
        foreach (var key in writer.Acknowledged.GroupBy(write => write.Key, StringComparer.Ordinal))
        {
            var document = await store.GetAsync(Production, key.Key, None);
            Assert.True(document.Version >= key.Max(write => write.Version), $"{key.Key} is at {document.Version}, and {key.Max(write => write.Version)} was acknowledged.");
            Assert.Equal(document.Version, document.State.Percentage!.Value.Thousandths);
        }
    }

    /// <summary>A process that writes, and what it has acknowledged so far.</summary>
    private sealed class Writer : IDisposable
    {
        private readonly Process _process;
        private readonly List<(string Key, long Version)> _acknowledged = [];
        private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

        private Writer(Process process)
        {
            _process = process;
            process.OutputDataReceived += (_, line) => Take(line.Data);
            process.BeginOutputReadLine();
        }

        public IReadOnlyList<(string Key, long Version)> Acknowledged
        {
            get
            {
                lock (_acknowledged)
                {
                    return [.. _acknowledged];
                }
            }
        }

        public static Writer Start(string path, int keys, int writes)
        {
            var output = new DirectoryInfo(AppContext.BaseDirectory);
            var tests = output.Parent!.Parent!.Parent!.Parent!;
            var program = System.IO.Path.Combine(tests.FullName, "StoreKiller", "bin", output.Parent!.Name, output.Name, "StoreKiller.dll");
            var start = new ProcessStartInfo(
                Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
                ["exec", program, path, keys.ToString(CultureInfo.InvariantCulture), writes.ToString(CultureInfo.InvariantCulture)])
            {
                RedirectStandardOutput = true,
                UseShellExecute = false,
            };
            return new Writer(Process.Start(start)!);
        }

        public Task Written(int writes) => Wait.Until(() => Acknowledged.Count >= writes || _closed.Task.IsCompleted);

        public async Task Ended()
        {
            await _process.WaitForExitAsync();
            await _closed.Task.WaitAsync(Wait.Longest);
            Assert.Equal(0, _process.ExitCode);
        }

        /// <summary>Kills it some microseconds later, in the middle of whatever it does.</summary>
        public async Task KillAfter(int microseconds)
        {
            var begun = TimeProvider.System.GetTimestamp();
            while (TimeProvider.System.GetElapsedTime(begun).TotalMicroseconds < microseconds)
            {
            }

            _process.Kill();
            await _process.WaitForExitAsync();
            await _closed.Task.WaitAsync(Wait.Longest);
        }

        public void Dispose()
        {
            if (!_process.HasExited)
            {
                _process.Kill();
            }

            _process.Dispose();
        }

        private void Take(string? line)
        {
            if (line is null)
            {
                _closed.TrySetResult();
                return;
            }

            // The last line may be cut off by the kill; only whole ones count.
            if (line.Split(' ') is [var key, var version] && long.TryParse(version, CultureInfo.InvariantCulture, out var number))
            {
                lock (_acknowledged)
                {
                    _acknowledged.Add((key, number));
                }
            }
        }
    }
}
