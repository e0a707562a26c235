using System.Runtime.Versioning;
using System.Text;
using FeatureRollout.Providers;
using static FeatureRollout.Tests.Providers.Stores.StoreSamples;

namespace FeatureRollout.Tests.Providers.Stores;

/// <summary>The event file is replaced whole where a customer is erased.</summary>
[Trait("Requirement", "F-32")]
public sealed class FileErasureTests : IDisposable
{
    private const string Id = "acme-ünïcode";
    private const string Fresh = "erased-0123456789abcdef0123456789abcdef";

    private readonly TemporaryDirectory _directory = new();

    private string State => _directory["flags.production.state.json"];

    private string EventFile => _directory["flags.production.events.jsonl"];

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task No_byte_of_the_id_is_left_and_other_lines_stay_as_they_are()
    {
        var store = Plain();
        await Fill(store, 300);
        var before = await File.ReadAllLinesAsync(EventFile);
        Assert.Equal(100, await store.EraseCustomerAsync(Production, Id, Fresh, None));
        var after = await File.ReadAllLinesAsync(EventFile);
        Assert.Equal(before.Select(line => line.Replace(Id, Fresh, StringComparison.Ordinal)), after, StringComparer.Ordinal);
        await AssertGone(_directory);
        Assert.Equal(300, await AssertHistory(store));
        Assert.Equal(300, await AssertHistory(Plain()));
        Assert.Equal(0, await store.EraseCustomerAsync(Production, Id, Fresh, None));
        await Change(store, "search");
        Assert.Equal(301, await AssertHistory(Plain()));
        Assert.Equal(["flags.production.events.jsonl", "flags.production.lock", "flags.production.state.json"], Files(_directory), StringComparer.Ordinal);
    }

    [Fact]
    public async Task What_was_replaced_and_what_killed_writers_left_goes_with_it()
    {
        var store = Plain();
        await Fill(store, 30);
        using var archive = new MemoryStream();
        await RolloutArchive.WriteAsync(archive, store, Production, FlagSet.Empty);
        archive.Position = 0;
        await RolloutArchive.RestoreAsync(await RolloutArchive.ReadAsync(archive), store, Production, replace: true);
        await File.AppendAllTextAsync(EventFile, $"{{\"reader\":1,\"{Id}");
        await File.WriteAllTextAsync(State + ".abc.tmp", Id);
        await File.WriteAllTextAsync(EventFile + ".1", Id);
        Assert.Equal(10, await Plain().EraseCustomerAsync(Production, Id, Fresh, None));
        await AssertGone(_directory);
        Assert.Equal(30, await AssertHistory(store));
        Assert.Equal(30, (await File.ReadAllLinesAsync(EventFile)).Length);
    }

    [Fact]
    public async Task What_a_killed_erasure_left_is_cleared_away_by_the_next_writer()
    {
        await Fill(Plain(), 3);
        await File.WriteAllTextAsync(EventFile + ".1", "{\"reader\":1,");
        Assert.Equal(3, await AssertHistory(Plain()));
        await Change(Plain(), "search");
        Assert.False(File.Exists(EventFile + ".1"));
        Assert.Equal(4, await AssertHistory(Plain()));
    }

    [Fact]
    public async Task Whatever_operation_of_the_disk_fails_it_is_old_or_new_and_erasing_again_ends_it()
    {
        for (var number = 0; ; number++)
        {
            using var directory = new TemporaryDirectory();
            var disk = new FaultyDisk();
            var store = new JsonFileRolloutStore(directory["flags.json"], disk, DirectoryWatch.BySystem);
            await Fill(store, 30);
            var before = await Events(store);
            var renaming = new CustomerRenaming(Id, Fresh);
            string[] old = [.. before.Select(one => one.ToString() + Customer(one))], fresh = [.. before.Select(renaming.Of).Select(one => one.ToString() + Customer(one))];
            disk.FailAt(number);
            var failed = await Record.ExceptionAsync(() => store.EraseCustomerAsync(Production, Id, Fresh, None).AsTask());
            var steps = disk.Done.ToArray();
            foreach (var reader in new[] { store, new JsonFileRolloutStore(directory["flags.json"]) })
            {
                string[] now = [.. (await Events(reader)).Select(one => one.ToString() + Customer(one))];
                Assert.True(failed is null ? now.SequenceEqual(fresh, StringComparer.Ordinal) : now.SequenceEqual(old, StringComparer.Ordinal) || now.SequenceEqual(fresh, StringComparer.Ordinal));
            }

            if (failed is not null)
            {
                Assert.IsType<IOException>(failed);
                Assert.Contains("The disk fails at " + steps[^1], failed.Message, StringComparison.Ordinal);
            }

            disk.FailAt(-1);
            if (number % 2 == 0)
            {
                // Another process goes on with a write before anybody erases again.
                await Change(new JsonFileRolloutStore(directory["flags.json"]), "other");
            }

            await store.EraseCustomerAsync(Production, Id, Fresh, None);
            await AssertGone(directory);
            Assert.Equal(number % 2 == 0 ? 31 : 30, await AssertHistory(store));
            Assert.Equal(["flags.production.events.jsonl", "flags.production.lock", "flags.production.state.json"], Files(directory), StringComparer.Ordinal);
            if (number >= steps.Length)
            {
                Assert.Equal("lock, create, write, flush, flush directory, create, write, flush, replace, flush directory, replace, flush directory", string.Join(", ", steps));
                break;
            }
        }
    }

    [Fact]
    public async Task Who_reads_meanwhile_reads_old_or_new()
    {
        JsonFileRolloutStore writer = Plain(), reader = Plain();
        await Fill(writer, 600);
        var expected = (await Events(reader)).Select(one => one.Sequence).ToArray();
        using var ended = new CancellationTokenSource();
        var reading = Task.Run(async () =>
        {
            var rounds = 0;
            do
            {
                var events = new List<RolloutEvent>();
                while (await reader.ReadEventsAsync(Production, null, events.Count == 0 ? 0 : events[^1].Sequence, 100, None) is { Count: > 0 } more)
                {
                    events.AddRange(more);
                }

                Assert.Equal(expected, events.Select(one => one.Sequence));
                rounds++;
            }
            while (!ended.IsCancellationRequested);

            return rounds;
        });
        var (from, to) = (Id, "e");
        for (var i = 0; i < 20; i++)
        {
            Assert.Equal(200, await writer.EraseCustomerAsync(Production, from, to, None));
            (from, to) = (to, new string('e', i + 2));
            await Task.Yield();
        }

        await ended.CancelAsync();
        Assert.InRange(await reading, 1, int.MaxValue);
    }

    [Fact]
    public async Task A_store_without_events_erases_nothing_and_makes_no_state()
    {
        Assert.Equal(0, await Plain().EraseCustomerAsync(Production, Id, Fresh, None));
        Assert.False(File.Exists(State));
    }

    [Fact]
    public async Task Environments_do_not_touch_each_other()
    {
        var store = Plain();
        await Fill(store, 3);
        await Fill(store, 3, "staging");
        Assert.Equal(1, await store.EraseCustomerAsync("staging", Id, Fresh, None));
        Assert.Contains(await Events(store), one => Customer(one) == Id);
        Assert.DoesNotContain(await Events(store, environment: "staging"), one => Customer(one) == Id);
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task Permissions_and_links_are_kept()
    {
        const UnixFileMode Shared = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;
        var store = Plain();
        await Fill(store, 3);
        Directory.CreateDirectory(_directory["data"]);
        File.Move(EventFile, _directory["data/events.jsonl"]);
        File.CreateSymbolicLink(EventFile, _directory["data/events.jsonl"]);
        File.SetUnixFileMode(_directory["data/events.jsonl"], Shared);
        Assert.Equal(1, await store.EraseCustomerAsync(Production, Id, Fresh, None));
        Assert.NotNull(new FileInfo(EventFile).LinkTarget);
        Assert.Equal(Shared, File.GetUnixFileMode(_directory["data/events.jsonl"]));
        Assert.Single(Directory.EnumerateFiles(_directory["data"]));
        await AssertGone(_directory);
        Assert.Equal(3, await AssertHistory(Plain()));
    }

    /// <summary>Every third event names the customer.</summary>
    private static async Task Fill(JsonFileRolloutStore store, int events, string environment = Production)
    {
        var document = await store.GetAsync(environment, "search", None);
        for (var i = 0; i < events; i++)
        {
            var change = i % 3 == 1 ? new RolloutChange.OverrideRemoved("search", Id) : (RolloutChange)new RolloutChange.CustomersAdded(CustomerList.Of("globex"));
            document = (await store.TryWriteAsync(environment, document, [Event("search", change)], None))!;
        }
    }

    private static string? Customer(RolloutEvent one) => (one.Change as RolloutChange.OverrideRemoved)?.CustomerId;

    private static async Task AssertGone(TemporaryDirectory directory)
    {
        var id = Encoding.UTF8.GetBytes(Id);
        foreach (var file in Directory.EnumerateFiles(Path.GetDirectoryName(directory["x"])!, "*", SearchOption.AllDirectories))
        {
            Assert.True((await File.ReadAllBytesAsync(file)).AsSpan().IndexOf(id) < 0, $"{file} holds the id.");
        }
    }

    private static IEnumerable<string> Files(TemporaryDirectory directory) =>
        Directory.EnumerateFiles(Path.GetDirectoryName(directory["x"])!).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal);

    private JsonFileRolloutStore Plain() => new(_directory["flags.json"]);
}
