using FeatureRollout.Providers;
using FeatureRollout.TestKit;

namespace FeatureRollout.Tests.Providers;

[Trait("Requirement", "F-12")]
public sealed class LastKnownGoodTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly VirtualTimeProvider _time = new();
    private readonly List<FlagsNotice> _notices = [];
    private readonly string _path;

    public LastKnownGoodTests() => _path = _directory["state/flags.lkg"];

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void What_was_saved_is_there_at_the_next_start()
    {
        Save(("a", 10), ("b", 20));
        using var kept = Open();
        var contents = kept.Load(Names("a", "b"));
        Assert.Equal((10, 20), (OneFlag.PercentageOf(contents["a"], "a"), OneFlag.PercentageOf(contents["b"], "b")));
        Assert.Empty(_notices);
        Assert.Equal([_path], Directory.GetFiles(_directory["state"]));
    }

    [Fact]
    public void The_file_is_its_owners_alone()
    {
        Save(("a", 10));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_path));
        }
    }

    [Fact]
    public void It_is_written_at_most_once_a_second_and_only_by_other_content()
    {
        using var kept = Open();
        kept.Load(Names("a"));
        var versions = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i <= 50; i++)
        {
            kept.Save("a", OneFlag.Set("a", i));
            _time.Advance(TimeSpan.FromMilliseconds(100));
            versions.Add(File.ReadAllText(_path));
        }

        Assert.InRange(versions.Count, 5, 6);
        _time.Advance(TimeSpan.FromSeconds(2));
        File.Delete(_path);
        kept.Save("a", OneFlag.Set("a", 50));
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.False(File.Exists(_path));
        kept.Save("a", OneFlag.Set("a", 51));
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.True(File.Exists(_path));
    }

    [Fact]
    public void Disposing_writes_what_is_waiting()
    {
        var kept = Open();
        kept.Load(Names("a"));
        kept.Save("a", OneFlag.Set("a", 10));
        Assert.False(File.Exists(_path));
        kept.Dispose();
        Assert.True(File.Exists(_path));
    }

    [Fact]
    public void Content_of_a_provider_that_is_away_survives_the_others_being_saved()
    {
        Save(("a", 10), ("b", 20), ("gone", 30));
        using (var kept = Open())
        {
            kept.Save("a", OneFlag.Set("a", 11));
            kept.Load(Names("a", "b"));
        }

        using var next = Open();
        var contents = next.Load(Names("a", "b"));
        Assert.Equal((11, 20), (OneFlag.PercentageOf(contents["a"], "a"), OneFlag.PercentageOf(contents["b"], "b")));
        Assert.Equal(2, contents.Count);
    }

    [Fact, Trait("Requirement", "S1-13")]
    public void Another_environments_file_is_neither_used_nor_overwritten()
    {
        Save(("a", 10));
        var before = File.ReadAllBytes(_path);
        using (var kept = new LastKnownGood(_path, "staging", _time, _notices.Add))
        {
            Assert.Empty(kept.Load(Names("a")));
            kept.Save("a", OneFlag.Set("a", 99));
        }

        Assert.Equal(before, File.ReadAllBytes(_path));
        Assert.Contains("another environment", Assert.Single(_notices).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_somebody_elses_is_neither_used_nor_overwritten()
    {
        Directory.CreateDirectory(_directory["state"]);
        File.WriteAllText(_path, """{ "flags": {} }""" + "\n");
        using (var kept = Open())
        {
            Assert.Empty(kept.Load(Names("a")));
            kept.Save("a", OneFlag.Set("a", 99));
        }

        Assert.Equal("""{ "flags": {} }""" + "\n", File.ReadAllText(_path));
        Assert.Single(_notices);
    }

    [Fact]
    public void Damage_anywhere_is_ignored_with_a_notice_and_never_thrown()
    {
        Save(("a", 10));
        var whole = File.ReadAllBytes(_path);
        for (var i = 0; i < whole.Length; i++)
        {
            var damaged = whole.ToArray();
            damaged[i] ^= 0x10;
            Check(damaged);
            Check(whole[..i]);
        }

        void Check(byte[] bytes)
        {
            _notices.Clear();
            File.WriteAllBytes(_path, bytes);
            using var kept = Open();
            Assert.Empty(kept.Load(Names("a")));
            Assert.Single(_notices);
        }
    }

    [Fact]
    public void A_damaged_file_is_replaced_by_the_next_good_content()
    {
        Save(("a", 10));
        File.AppendAllText(_path, " ");
        Save(("a", 20));
        using var kept = Open();
        Assert.Equal(20, OneFlag.PercentageOf(kept.Load(Names("a"))["a"], "a"));
    }

    [Fact]
    public void A_place_that_cannot_be_written_is_told_once_and_so_is_its_recovery()
    {
        File.WriteAllText(_directory["state"], "a file where the directory should be");
        using var kept = Open();
        kept.Load(Names("a"));
        for (var i = 0; i < 20; i++)
        {
            kept.Save("a", OneFlag.Set("a", i));
            _time.Advance(TimeSpan.FromSeconds(10));
        }

        Assert.Contains("cannot be written", Assert.Single(_notices).Message, StringComparison.Ordinal);
        File.Delete(_directory["state"]);
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(FlagsNoticeLevel.Information, _notices[1].Level);
        Assert.True(File.Exists(_path));
    }

    private void Save(params (string Name, int Percentage)[] contents)
    {
        using var kept = Open();
        kept.Load(contents.Select(content => content.Name).ToHashSet(StringComparer.Ordinal));
        foreach (var (name, percentage) in contents)
        {
            kept.Save(name, OneFlag.Set(name, percentage));
        }
    }

    private LastKnownGood Open() =>
        new(_path, "production", _time, _notices.Add);

    private static HashSet<string> Names(params string[] names) => names.ToHashSet(StringComparer.Ordinal);
}
