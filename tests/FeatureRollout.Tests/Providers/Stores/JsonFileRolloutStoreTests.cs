using System.Runtime.Versioning;
using System.Text;
using System.Text.Json;
using FeatureRollout.Providers;
using FeatureRollout.Providers.Stores;
using FeatureRollout.TestKit;
using FeatureRollout.Tests.Rollouts.Stored;
using static FeatureRollout.Tests.Providers.Stores.StoreSamples;

namespace FeatureRollout.Tests.Providers.Stores;

public sealed class JsonFileRolloutStoreTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private string State => _directory["flags.production.state.json"];

    private string EventFile => _directory["flags.production.events.jsonl"];

    public void Dispose() => _directory.Dispose();

    [Fact, Trait("Requirement", "F-12")]
    public async Task The_files_are_lines_of_json()
    {
        var store = Plain();
        await Change(store, "search", document => WithPercentage(document, 12.5m));
        await Change(store, "alpha");
        var state = await File.ReadAllLinesAsync(State);
        Assert.Matches("""^\{"reader":1,"environment":"production","writes":2,"writtenAt":"[^"]+","sequence":2,"eventsFrom":0,"eventsEnd":\d+,"documents":\{$""", state[0]);
        Assert.StartsWith("\"alpha\":{\"reader\":1,\"key\":\"alpha\",\"version\":1,", state[1], StringComparison.Ordinal);
        Assert.Contains("\"percentage\":12.5", state[2], StringComparison.Ordinal);
        Assert.Equal("}}", state[3]);
        JsonElement.Parse(await File.ReadAllTextAsync(State));
        var events = await File.ReadAllLinesAsync(EventFile);
        Assert.Equal("search alpha", string.Join(' ', events.Select(line => JsonElement.Parse(line).GetProperty("key").GetString())));
        Assert.Equal("killed", JsonElement.Parse(events[0]).GetProperty("change").GetProperty("kind").GetString());
    }

    [Fact, Trait("Requirement", "F-14")]
    public async Task Two_stores_on_the_same_files_see_and_respect_each_other()
    {
        JsonFileRolloutStore one = Plain(), other = Plain();
        for (var i = 0; i < 50; i++)
        {
            var known = await other.ReadAsync(Production, None);
            var watch = other.WaitForChangeAsync(Production, known, None).AsTask();
            var stale = await other.GetAsync(Production, "search", None);
            await Change(one, "search");
            await watch.WaitAsync(Wait.Longest);
            Assert.Null(await other.TryWriteAsync(Production, stale, [Event("search")], None));
            Assert.Equal(i + 1, (await other.GetAsync(Production, "search", None)).Version);
        }

        Assert.Equal(50, await AssertHistory(other));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("half")]
    [InlineData("tail")]
    [InlineData("version")]
    [InlineData("newer")]
    public async Task A_damaged_state_file_is_refused_with_its_place_and_left_as_it_is(string damage)
    {
        var store = Plain();
        await Change(store, "search", document => WithPercentage(document, 40));
        await Change(store, "search");
        var good = await File.ReadAllTextAsync(State);
        var bad = damage switch
        {
            "half" => good[..(good.Length / 2)],
            "tail" => good[..^4],
            "version" => good.Replace("\"version\":2", "\"version\":\"two\"", StringComparison.Ordinal),
            "newer" => good.Replace("{\"reader\":1,\"environment\"", "{\"reader\":3,\"environment\"", StringComparison.Ordinal),
            _ => damage,
        };
        await File.WriteAllTextAsync(State, bad);
        foreach (var each in new[] { store, Plain() })
        {
            var refused = await Assert.ThrowsAnyAsync<Exception>(() => each.ReadAsync(Production, None).AsTask());
            Assert.True(refused is FlagFileException or InvalidDataException, refused.ToString());
            Assert.Contains("flags.production.state.json", refused.Message, StringComparison.Ordinal);
            await Assert.ThrowsAsync(refused.GetType(), () => each.TryWriteAsync(Production, FlagDocument.Empty("other"), [Event("other")], None).AsTask());
            await Assert.ThrowsAsync(refused.GetType(), () => each.ReadEventsAsync(Production, null, 0, 1, None).AsTask());
        }

        Assert.Equal(bad, await File.ReadAllTextAsync(State));
        await File.WriteAllTextAsync(State, good);
        await Change(store, "search");
        Assert.Equal(3, await AssertHistory(Plain()));
    }

    [Fact]
    public async Task The_place_of_the_damage_is_a_line()
    {
        var store = Plain();
        await Change(store, "alpha");
        await Change(store, "search");
        await File.WriteAllTextAsync(State, (await File.ReadAllTextAsync(State)).Replace("\"key\":\"search\"", "\"key\":7", StringComparison.Ordinal));
        var refused = await Assert.ThrowsAsync<FlagFileException>(() => store.ReadAsync(Production, None).AsTask());
        Assert.Equal((3, "$.documents.search.key"), (refused.Errors[0].Line, refused.Errors[0].Path));
    }

    [Fact]
    public async Task Files_that_do_not_belong_together_are_refused()
    {
        var store = Plain();
        await Change(store, "search");
        await Change(store, "search");
        var events = await File.ReadAllBytesAsync(EventFile);
        var state = await File.ReadAllBytesAsync(State);

        await File.WriteAllBytesAsync(EventFile, events[..^5]);
        await AssertRefused<InvalidDataException>("events are missing");
        File.Delete(EventFile);
        await Assert.ThrowsAsync<InvalidDataException>(() => Plain().ReadEventsAsync(Production, null, 0, 1, None).AsTask());
        await Assert.ThrowsAsync<InvalidDataException>(() => Change(Plain(), "search"));
        await File.WriteAllBytesAsync(EventFile, events);
        File.Delete(State);
        await AssertRefused<InvalidDataException>("is missing");
        Assert.Equal(events, await File.ReadAllBytesAsync(EventFile));
        await File.WriteAllBytesAsync(_directory["flags.staging.state.json"], state);
        var stray = await Assert.ThrowsAsync<InvalidDataException>(() => store.ReadAsync("staging", None).AsTask());
        Assert.Contains("belongs to the environment \"production\"", stray.Message, StringComparison.Ordinal);

        await File.WriteAllBytesAsync(State, state);
        await Change(store, "search");
        Assert.Equal(3, await AssertHistory(store));

        async Task AssertRefused<T>(string why)
            where T : Exception
        {
            foreach (var each in new[] { store, Plain() })
            {
                Assert.Contains(why, (await Assert.ThrowsAsync<T>(() => Events(each))).Message, StringComparison.Ordinal);
                await Assert.ThrowsAsync<T>(() => Change(each, "search"));
            }
        }
    }

    [Fact]
    public async Task A_damaged_event_is_refused_with_its_line()
    {
        var store = Plain();
        for (var i = 0; i < 3; i++)
        {
            await Change(store, "search");
        }

        var text = await File.ReadAllTextAsync(EventFile);
        await File.WriteAllTextAsync(EventFile, text.Replace("\"sequence\":2", "\"sequence\":x", StringComparison.Ordinal));
        var refused = await Assert.ThrowsAsync<InvalidDataException>(() => Events(Plain()));
        Assert.Contains("flags.production.events.jsonl line 2 is no event", refused.Message, StringComparison.Ordinal);
        Assert.Single(await Plain().ReadEventsAsync(Production, null, 0, 1, None));
    }

    [Fact]
    public async Task What_a_killed_writer_left_does_not_count_and_is_cleared_away()
    {
        var store = Plain();
        await Change(store, "search");
        await File.AppendAllTextAsync(EventFile, "{\"reader\":1,\"sequence\":2,\"key\":\"sear");
        await File.WriteAllTextAsync(State + ".abc.tmp", "{");
        Assert.Single(await Events(store));
        Assert.Single(await Events(Plain()));
        await Change(Plain(), "search");
        Assert.Equal(2, await AssertHistory(Plain()));
        Assert.Equal(2, (await File.ReadAllLinesAsync(EventFile)).Length);
        Assert.False(File.Exists(State + ".abc.tmp"));
    }

    [Fact]
    public async Task Whatever_operation_of_the_disk_fails_it_is_old_or_new_and_goes_on()
    {
        foreach (var fresh in new[] { true, false })
        {
            for (var number = 0; ; number++)
            {
                using var directory = new TemporaryDirectory();
                var disk = new FaultyDisk();
                var store = new JsonFileRolloutStore(directory["flags.json"], disk, DirectoryWatch.BySystem);
                if (!fresh)
                {
                    await Change(store, "search", document => WithPercentage(document, 1));
                    await File.AppendAllTextAsync(directory["flags.production.events.jsonl"], "left over");
                }

                var document = await store.GetAsync(Production, "search", None);
                disk.FailAt(number);
                var failed = await Record.ExceptionAsync(() => store.TryWriteAsync(Production, WithPercentage(document, 2), [Event("search"), Event("search")], None).AsTask());
                var isWritten = failed is null;
                foreach (var reader in new[] { store, new JsonFileRolloutStore(directory["flags.json"]) })
                {
                    Assert.Equal(document.Version + (isWritten ? 1 : 0), (await reader.GetAsync(Production, "search", None)).Version);
                    Assert.Equal(document.Version + (isWritten ? 2 : 0), (await Events(reader)).Count);
                }

                var steps = disk.Done.ToArray();
                if (failed is not null)
                {
                    Assert.IsType<IOException>(failed);
                    Assert.Contains("The disk fails at " + steps[^1], failed.Message, StringComparison.Ordinal);
                }

                disk.FailAt(-1);
                await Change(store, "search");
                Assert.Equal((isWritten ? 2 : 0) + document.Version + 1, (await Events(store)).Count);
                Assert.DoesNotContain(Directory.EnumerateFiles(Path.GetDirectoryName(directory["x"])!), file => file.EndsWith(".tmp", StringComparison.Ordinal));
                if (number >= steps.Length)
                {
                    Assert.Equal(fresh ? 14 : 10, steps.Length);
                    break;
                }
            }
        }
    }

    [Fact]
    public async Task A_full_disk_fails_the_write_and_nothing_else()
    {
        using var disk = SmallDisk.TryMake();
        if (disk is null)
        {
            Assert.False(Environment.GetEnvironmentVariable("CI") is "true", "No small disk could be mounted here.");
            return;
        }

        var store = new JsonFileRolloutStore(disk["flags.json"]);
        await Change(store, "search", document => WithPercentage(document, 1));
        var ballast = disk["ballast"];
        await Fill(ballast);
        for (var i = 0; i < 3; i++)
        {
            var document = await store.GetAsync(Production, "search", None);
            var large = Event("search") with { Reason = new string('r', 20_000) };
            var failed = await Assert.ThrowsAsync<IOException>(() => store.TryWriteAsync(Production, WithPercentage(document, 2), [large], None).AsTask());
            Assert.Contains("could not be written, and nothing was changed", failed.Message, StringComparison.Ordinal);
            Assert.Equal(Percentage.FromPercent(1), (await store.ReadAsync(Production, None)).States!["search"].Percentage);
            Assert.Equal(1, await AssertHistory(new JsonFileRolloutStore(disk["flags.json"])));
        }

        File.Delete(ballast);
        await Change(store, "search", document => WithPercentage(document, 2));
        Assert.Equal(2, await AssertHistory(new JsonFileRolloutStore(disk["flags.json"])));

        static async Task Fill(string path)
        {
            await using var file = File.Create(path, bufferSize: 0);
            await Assert.ThrowsAsync<IOException>(async () =>
            {
                while (true)
                {
                    await file.WriteAsync(new byte[4096]);
                }
            });
        }
    }

    [Fact]
    public async Task A_write_waits_for_the_lock_and_gives_up_in_good_time()
    {
        var time = new VirtualTimeProvider();
        var store = new JsonFileRolloutStore(_directory["flags.json"]) { TimeProvider = time, LockTimeout = TimeSpan.FromSeconds(3) };
        await Change(store, "search");
        var held = new StoreDisk().TryLock(_directory["flags.production.lock"])!;
        var waiting = store.TryWriteAsync(Production, FlagDocument.Empty("other"), [], None).AsTask();
        var behind = store.TryWriteAsync(Production, FlagDocument.Empty("other"), [], None).AsTask();
        await Wait.Until(() => waiting.IsCompleted && behind.IsCompleted, time, TimeSpan.FromMilliseconds(1));
        foreach (var given in new[] { waiting, behind })
        {
            Assert.Contains("flags.production.lock was held by another writer for 3 s", (await Assert.ThrowsAsync<TimeoutException>(() => given)).Message, StringComparison.Ordinal);
        }

        Assert.Equal(1, (await store.GetAsync(Production, "search", None)).Version);
        var patient = store.TryWriteAsync(Production, FlagDocument.Empty("other"), [], None).AsTask();
        held.Dispose();
        await Wait.Until(() => patient.IsCompleted, time, TimeSpan.FromMilliseconds(1));
        Assert.Equal(1, (await patient)!.Version);
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task The_files_are_their_owners_alone_until_somebody_says_otherwise()
    {
        const UnixFileMode Own = UnixFileMode.UserRead | UnixFileMode.UserWrite, Shared = Own | UnixFileMode.GroupRead;
        var store = Plain();
        await Change(store, "search");
        Assert.All([State, EventFile], file => Assert.Equal(Own, File.GetUnixFileMode(file)));
        File.SetUnixFileMode(State, Shared);
        await Change(store, "search");
        Assert.Equal(Shared, File.GetUnixFileMode(State));
    }

    [Fact]
    public async Task A_state_file_behind_a_link_stays_behind_it()
    {
        Directory.CreateDirectory(_directory["data"]);
        File.CreateSymbolicLink(State, _directory["data/state.json"]);
        var store = Plain();
        await Change(store, "search");
        await Change(store, "search");
        Assert.NotNull(new FileInfo(State).LinkTarget);
        Assert.True(File.Exists(_directory["data/state.json"]));
        Assert.Equal(2, await AssertHistory(Plain()));
    }

    [Fact]
    public async Task Events_are_found_again_from_the_middle_of_a_long_file()
    {
        var store = Plain();
        var document = FlagDocument.Empty("search");
        for (var i = 0; i < 5; i++)
        {
            document = (await store.TryWriteAsync(Production, document, [.. Enumerable.Range(0, 500).Select(n => Event("search") with { Reason = new string('r', n) })], None))!;
        }

        foreach (var reader in new[] { store, Plain() })
        {
            Assert.Equal(2500, (await Events(reader)).Count);
            foreach (var after in new[] { 0L, 255, 256, 257, 1000, 2499 })
            {
                var more = await reader.ReadEventsAsync(Production, "search", after, 3, None);
                Assert.Equal(Enumerable.Range(1, (int)Math.Min(3, 2500 - after)).Select(n => after + n), more.Select(one => one.Sequence));
            }
        }
    }

    [Theory, Trait("Requirement", "S1-12")]
    [InlineData(0.5, "was cut off")]
    [InlineData(1.0, "")]
    public async Task A_shortened_archive_is_refused_whole(double part, string why)
    {
        var store = Plain();
        await Change(store, "search");
        using var archive = new MemoryStream();
        await RolloutArchive.WriteAsync(archive, store, Production, FlagSet.Empty);
        var bytes = archive.ToArray()[..(int)(archive.Length * part)];
        var refused = await Record.ExceptionAsync(() => RolloutArchive.ReadAsync(new MemoryStream(bytes), "backup.jsonl"));
        Assert.Equal(why.Length > 0, refused is not null);
        Assert.Contains(why, refused?.Message ?? "", StringComparison.Ordinal);
    }

    [Fact, Trait("Requirement", "S1-12")]
    public async Task Any_damage_to_an_archive_is_noticed()
    {
        var store = Plain();
        for (var i = 0; i < 5; i++)
        {
            await Change(store, "search");
        }

        using var archive = new MemoryStream();
        await RolloutArchive.WriteAsync(archive, store, Production, FlagSet.Empty);
        var good = archive.ToArray();
        var random = new Random(3);
        for (var round = 0; round < 300; round++)
        {
            var bad = (byte[])good.Clone();
            bad[random.Next(bad.Length)] ^= (byte)(1 << random.Next(8));
            var refused = await Record.ExceptionAsync(() => RolloutArchive.ReadAsync(new MemoryStream(bad), "backup.jsonl"));
            Assert.True(refused is InvalidDataException, $"{refused}");
            Assert.StartsWith("backup.jsonl", refused.Message, StringComparison.Ordinal);
        }

        var lines = Encoding.UTF8.GetString(good).Split('\n');
        var without = Encoding.UTF8.GetBytes(string.Join('\n', lines.Where((_, index) => index != 4)));
        Assert.Contains("lines are left of", (await Assert.ThrowsAsync<InvalidDataException>(() => RolloutArchive.ReadAsync(new MemoryStream(without)))).Message, StringComparison.Ordinal);
    }

    private JsonFileRolloutStore Plain() => new(_directory["flags.json"]);
}
