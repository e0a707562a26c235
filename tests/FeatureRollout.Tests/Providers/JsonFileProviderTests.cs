using FeatureRollout.Providers;
using FeatureRollout.TestKit;

namespace FeatureRollout.Tests.Providers;

[Trait("Requirement", "F-12")]
public sealed class JsonFileProviderTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly string _path;

    public JsonFileProviderTests() => _path = _directory["flags.json"];

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_file_renamed_over_the_old_one_is_noticed_by_the_systems_word_alone()
    {
        var provider = Watching();
        await Changes(provider, () => File.WriteAllBytes(_path, OneFlag.Text("a", 10)));
        await Changes(provider, () =>
        {
            File.WriteAllBytes(_directory["new"], OneFlag.Text("a", 20));
            File.Move(_directory["new"], _path, overwrite: true);
        });
        Assert.Equal(20, OneFlag.PercentageOf(await Read(provider), "a"));
    }

    [Fact]
    public async Task A_rewrite_in_place_is_refused_half_way_and_read_when_it_is_whole()
    {
        File.WriteAllBytes(_path, OneFlag.Text("a", 10));
        var provider = Watching();
        var good = await Read(provider);
        var text = OneFlag.Text("a", 20);
        await Changes(provider, () => File.WriteAllBytes(_path, text[..5]), good);
        await Assert.ThrowsAsync<FlagFileException>(() => Read(provider));
        await Changes(provider, () =>
        {
            using var file = new FileStream(_path, FileMode.Append);
            file.Write(text.AsSpan(5));
        }, good);
        Assert.Equal(20, OneFlag.PercentageOf(await Read(provider), "a"));
    }

    [Fact]
    public async Task A_file_cut_to_nothing_is_an_error_and_no_empty_set()
    {
        File.WriteAllBytes(_path, OneFlag.Text("a", 10));
        var provider = Watching();
        var good = await Read(provider);
        await Changes(provider, () => File.WriteAllBytes(_path, []), good);
        var error = await Assert.ThrowsAsync<InvalidDataException>(() => Read(provider));
        Assert.Equal($"{_path} is empty.", error.Message);
        await Changes(provider, () => File.WriteAllBytes(_path, OneFlag.Text("a", 30)), good);
        Assert.Equal(30, OneFlag.PercentageOf(await Read(provider), "a"));
    }

    [Fact]
    public async Task A_pipe_is_no_file_and_is_refused_in_words()
    {
        var pipe = _path + ".pipe";
        using (var made = System.Diagnostics.Process.Start("mkfifo", [pipe]))
        {
            await made.WaitForExitAsync();
        }

        // Both ends at once, so that nobody waits for the other.
        using var end = new FileStream(pipe, FileMode.Open, FileAccess.ReadWrite);

        var error = await Assert.ThrowsAsync<IOException>(async () => await new JsonFileProvider(pipe).ReadAsync("production", CancellationToken.None));

        Assert.Equal($"{pipe} is a pipe or a device, and not a file.", error.Message);
    }

    [Fact]
    public async Task A_config_map_swapped_behind_its_links_is_noticed()
    {
        Directory.CreateDirectory(_directory["..2026_1"]);
        Directory.CreateDirectory(_directory["..2026_2"]);
        File.WriteAllBytes(_directory["..2026_1/flags.json"], OneFlag.Text("a", 10));
        File.WriteAllBytes(_directory["..2026_2/flags.json"], OneFlag.Text("a", 20));
        // The same length and time, as in a volume that is made reproducibly.
        var written = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(_directory["..2026_1/flags.json"], written);
        File.SetLastWriteTimeUtc(_directory["..2026_2/flags.json"], written);
        Directory.CreateSymbolicLink(_directory["..data"], "..2026_1");
        File.CreateSymbolicLink(_path, "..data/flags.json");

        foreach (var provider in new[] { Watching(), Looking(out _) })
        {
            Link("..2026_1");
            Assert.Equal(10, OneFlag.PercentageOf(await Read(provider), "a"));
            await Changes(provider, () => Link("..2026_2"));
            Assert.Equal(20, OneFlag.PercentageOf(await Read(provider), "a"));
        }

        void Link(string target)
        {
            Directory.CreateSymbolicLink(_directory["..data_tmp"], target);
            Rename(_directory["..data_tmp"], _directory["..data"]);
        }
    }

    [Fact]
    public async Task A_file_behind_a_link_is_watched_where_it_lies()
    {
        Directory.CreateDirectory(_directory["elsewhere"]);
        File.WriteAllBytes(_directory["elsewhere/real.json"], OneFlag.Text("a", 10));
        File.CreateSymbolicLink(_path, _directory["elsewhere/real.json"]);
        var provider = Watching();
        await Changes(provider, () => File.WriteAllBytes(_directory["elsewhere/real.json"], OneFlag.Text("a", 20)));
        Assert.Equal(20, OneFlag.PercentageOf(await Read(provider), "a"));
    }

    [Fact]
    public async Task A_deleted_file_is_an_error_with_its_path_and_its_return_is_noticed()
    {
        File.WriteAllBytes(_path, OneFlag.Text("a", 10));
        var provider = Watching();
        var good = await Read(provider);
        await Changes(provider, () => File.Delete(_path), good);
        var error = await Assert.ThrowsAsync<FileNotFoundException>(() => Read(provider));
        Assert.Equal((_path, $"{_path} does not exist."), (error.FileName, error.Message));
        await Changes(provider, () => File.WriteAllBytes(_path, OneFlag.Text("a", 10)), good);
        Assert.Equal(10, OneFlag.PercentageOf(await Read(provider), "a"));
    }

    [Fact]
    public async Task A_missing_directory_is_an_error_and_its_appearance_is_seen_by_looking()
    {
        var path = _directory["later/flags.json"];
        var provider = Looking(out var time, path, DirectoryWatch.BySystem);
        await Assert.ThrowsAsync<FileNotFoundException>(() => Read(provider));
        var change = provider.WaitForChangeAsync("production", FlagSet.Empty, CancellationToken.None).AsTask();
        time.Advance(TimeSpan.FromSeconds(10));
        Assert.False(change.IsCompleted);
        Directory.CreateDirectory(_directory["later"]);
        File.WriteAllBytes(path, OneFlag.Text("a", 10));
        time.Advance(TimeSpan.FromSeconds(2));
        await change.WaitAsync(Wait.Longest);
        Assert.Equal(10, OneFlag.PercentageOf(await Read(provider), "a"));
    }

    [Fact]
    public async Task Without_the_systems_notices_it_looks_every_two_seconds_and_says_so_once()
    {
        File.WriteAllBytes(_path, OneFlag.Text("a", 10));
        var provider = Looking(out var time);
        var notices = new List<FlagsNotice>();
        ((INoticeSource)provider).ReportTo(notices.Add);
        for (var percentage = 100; percentage > 97; percentage--)
        {
            var change = provider.WaitForChangeAsync("production", await Read(provider), CancellationToken.None).AsTask();
            File.WriteAllBytes(_path, OneFlag.Text(new string('b', percentage), percentage));
            time.Advance(TimeSpan.FromSeconds(1.9));
            Assert.False(change.IsCompleted);
            time.Advance(TimeSpan.FromSeconds(0.1));
            await change.WaitAsync(Wait.Longest);
        }

        var notice = Assert.Single(notices);
        Assert.Equal((FlagsNoticeLevel.Warning, "file flags.json"), (notice.Level, notice.Source));
        Assert.Contains("inotify", notice.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_bytes_give_the_same_set_and_version_and_others_do_not()
    {
        File.WriteAllBytes(_path, OneFlag.Text("a", 10));
        var provider = Watching();
        var first = await Read(provider);
        File.WriteAllBytes(_path, OneFlag.Text("a", 10));
        Assert.Same(first, await Read(provider));
        File.WriteAllBytes(_path, OneFlag.Text("a", 20));
        var second = await Read(provider);
        Assert.NotEqual(first.Version, second.Version, StringComparer.Ordinal);
        Assert.Null(second.States);
    }

    [Fact]
    public async Task Another_reader_of_the_same_provider_misses_nothing()
    {
        File.WriteAllBytes(_path, OneFlag.Text("a", 10));
        var provider = Watching();
        var known = await Read(provider);
        File.WriteAllBytes(_path, OneFlag.Text("a", 200));
        await Assert.ThrowsAsync<FlagFileException>(() => Read(provider));
        File.WriteAllBytes(_path, OneFlag.Text("a", 20));
        await Read(provider);
        await provider.WaitForChangeAsync("production", known, CancellationToken.None).AsTask().WaitAsync(Wait.Longest);
    }

    [Fact]
    public async Task A_name_that_is_not_in_the_file_is_refused_with_its_place_unless_other_layers_may_have_it()
    {
        File.WriteAllText(_path, """{ "flags": { "a": { "requires": ["elsewhere"] } } }""");
        var error = await Assert.ThrowsAsync<FlagFileException>(() => Read(new JsonFileProvider(_path)));
        Assert.Equal((1, "$.flags.a.requires[0]"), (error.Errors[0].Line, error.Errors[0].Path));
        Assert.Equal(["elsewhere"], (await Read(new JsonFileProvider(_path) { IsComplete = false })).Flags["a"].Requires);
    }

    [Fact]
    public async Task A_file_over_the_limit_and_a_directory_are_refused_in_clear_words()
    {
        File.WriteAllBytes(_path, OneFlag.Text("a", 10));
        var small = new JsonFileProvider(_path, DirectoryWatch.BySystem) { MaximumLength = 5 };
        Assert.Equal($"{_path} is longer than the limit of 5 bytes.", (await Assert.ThrowsAsync<InvalidDataException>(() => Read(small))).Message);
        var exact = new JsonFileProvider(_path, DirectoryWatch.BySystem) { MaximumLength = OneFlag.Text("a", 10).Length };
        await Read(exact);
        Directory.CreateDirectory(_directory["folder"]);
        var folder = new JsonFileProvider(_directory["folder"], DirectoryWatch.BySystem);
        Assert.Equal(
            $"{_directory["folder"]} is a directory.", (await Assert.ThrowsAsync<UnauthorizedAccessException>(() => Read(folder))).Message);
    }

    [Fact]
    public async Task A_file_without_a_length_is_read_to_its_end()
    {
        if (File.Exists("/proc/self/status"))
        {
            var error = await Assert.ThrowsAsync<FlagFileException>(() => Read(new JsonFileProvider("/proc/self/status")));
            Assert.StartsWith("/proc/self/status:1:1 ", error.Errors[0].ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_file_that_is_rewritten_all_the_time_is_never_read_in_a_mixture()
    {
        // Both are whole files of other lengths; a mixture of them would be cut or have two closing braces.
        var texts = new[] { OneFlag.Text("a", 10), OneFlag.Text("b", 20, new string('x', 60_000)) };
        File.WriteAllBytes(_path, texts[0]);
        var provider = Watching();
        using var stop = new CancellationTokenSource();
        var writer = Task.Run(() =>
        {
            for (var i = 0; !stop.IsCancellationRequested; i++)
            {
                File.WriteAllBytes(_directory["new"], texts[i % 2]);
                File.Move(_directory["new"], _path, overwrite: true);
            }
        });
        for (var i = 0; i < 300; i++)
        {
            Assert.Single((await Read(provider)).Flags);
        }

        await stop.CancelAsync();
        await writer;
    }

    [Fact]
    public async Task Links_in_a_circle_are_an_error()
    {
        File.CreateSymbolicLink(_path, _directory["other"]);
        File.CreateSymbolicLink(_directory["other"], _path);
        await Assert.ThrowsAnyAsync<IOException>(() => Read(Watching()));
        Assert.Throws<IOException>(() => LinkChain.Follow(_path));
    }

    [Fact]
    public async Task A_wait_ends_when_it_is_cancelled()
    {
        File.WriteAllBytes(_path, OneFlag.Text("a", 10));
        var provider = Watching();
        using var cancellation = new CancellationTokenSource();
        var wait = provider.WaitForChangeAsync("production", await Read(provider), cancellation.Token).AsTask();
        Assert.False(wait.IsCompleted);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait);
    }

    /// <summary>One that never looks by itself within a test.</summary>
    private JsonFileProvider Watching() =>
        new(_path, DirectoryWatch.BySystem) { PollInterval = TimeSpan.FromHours(1) };

    /// <summary>One to which the system refuses to tell anything.</summary>
    private JsonFileProvider Looking(out VirtualTimeProvider time, string? path = null, DirectoryWatchStarter? start = null)
    {
        time = new VirtualTimeProvider();
        return new JsonFileProvider(path ?? _path, start ?? Exhausted) { TimeProvider = time };

        static IDisposable Exhausted(string directory, IReadOnlyCollection<string> names, Action changed) =>
            throw new IOException("The configured user limit (128) on the number of inotify instances has been reached.");
    }

    /// <summary>Waits for the change after a reading, which may fail.</summary>
    private static async Task Changes(JsonFileProvider provider, Action change, FlagSet? known = null)
    {
        if (known is null)
        {
            try
            {
                known = await Read(provider);
            }
            catch (IOException)
            {
                known = FlagSet.Empty;
            }
        }

        var wait = provider.WaitForChangeAsync("production", known, CancellationToken.None).AsTask();
        Assert.False(wait.IsCompleted);
        change();
        if (provider.TimeProvider is VirtualTimeProvider time)
        {
            time.Advance(provider.PollInterval);
        }

        await wait.WaitAsync(Wait.Longest);
    }

    private static Task<FlagSet> Read(JsonFileProvider provider) => provider.ReadAsync("production", CancellationToken.None).AsTask();

    /// <summary>Renames a link over another, which <c>File.Move</c> does to what they lead to.</summary>
    private static void Rename(string from, string to)
    {
        using var mv = System.Diagnostics.Process.Start("mv", ["-T", from, to]);
        mv.WaitForExit();
        Assert.Equal(0, mv.ExitCode);
    }
}
