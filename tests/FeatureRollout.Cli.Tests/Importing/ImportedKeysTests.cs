using FeatureRollout.Cli.Importing;
using FeatureRollout.Cli.Tests.Importing.Sources;
using FeatureRollout.Flags.Files;
using FsCheck;
using FsCheck.Fluent;

namespace FeatureRollout.Cli.Tests.Importing;

[Trait("Requirement", "F-28")]
public sealed class ImportedKeysTests
{
    private static readonly Gen<string> Name = Gen.OneOf(
        Gen.Elements("search", "Search", "sea-rch", "sea_rch", "search.2", "my flag", "my-flag", "my/flag", "", "-", "_", "größe", "😀", "a\ud800", new string('x', 128), new string('x', 200), new string('x', 126) + ".2"),
        Gen.Elements("ab -_.Ü1/".ToCharArray()).ArrayOf().Select(units => new string(units)));

    [Fact]
    public void Keys_are_valid_no_two_fold_together_and_one_name_has_one_key() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(500),
        Prop.ForAll(Name.ListOf().ToArbitrary(), names =>
        {
            var keys = new ImportedKeys();
            var given = names.Select(keys.For).ToArray();
            var byName = names.Distinct(StringComparer.Ordinal).ToDictionary(name => name, keys.For, StringComparer.Ordinal);

            Assert.All(byName.Values, key => Assert.True(FlagKey.IsValid(key), key));
            Assert.Equal(byName.Count, byName.Values.Select(FlagKey.Fold).Distinct(StringComparer.Ordinal).Count());
            Assert.Equal(names.Select(name => byName[name]), given, StringComparer.Ordinal);
        }));

    [Fact]
    public void Valid_names_that_are_asked_for_first_keep_themselves() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(500),
        Prop.ForAll(Name.ListOf().ToArbitrary(), names =>
        {
            var keys = new ImportedKeys();
            var valid = names.Where(name => FlagKey.IsValid(name)).DistinctBy(FlagKey.Fold, StringComparer.Ordinal).ToArray();

            Assert.All(valid, name => Assert.Equal(name, keys.For(name)));
            Assert.All(names, name => Assert.True(FlagKey.IsValid(keys.For(name))));
            Assert.All(valid, name => Assert.Equal(name, keys.For(name)));
        }));

    [Theory]
    [InlineData("my flag", "my-flag")]
    [InlineData("team/search", "team-search")]
    [InlineData("größe", "gr--e")]
    [InlineData("", "unnamed")]
    public void What_is_no_key_gets_the_nearest(string original, string key) => Assert.Equal(key, new ImportedKeys().For(original));

    [Fact]
    public void Many_names_that_come_to_one_key_are_counted_on()
    {
        var keys = new ImportedKeys();

        // Where each begins to count anew, this does not come to an end.
        var given = Enumerable.Range(0, 200_000).Select(i => keys.For(char.ConvertFromUtf32(0x10000 + i))).ToList();

        Assert.Equal(["--", "--.2", "--.3"], given.Take(3), StringComparer.Ordinal);
        Assert.Equal("--.200000", given[^1]);
    }

    [Fact]
    public void Another_key_is_told_once_and_a_second_flag_of_one_key_is_refused()
    {
        var import = new Import();
        var at = Nodes.Json("{\"a\": 1}")["a"]!;

        Assert.Equal(["my-flag", "my-flag", "my_flag.2", "ok"], new[] { "my flag", "my flag", "my_flag", "ok" }.Select(name => import.KeyFor(at, name)), StringComparer.Ordinal);
        Assert.Equal(
            ["\"my flag\" is no key here, or too like another; code asks for \"my-flag\".", "\"my_flag\" is no key here, or too like another; code asks for \"my_flag.2\"."],
            import.Notes.Select(note => note.Message), StringComparer.Ordinal);
        import.Add(new FlagDefinition { Key = "ok" });
        Assert.Equal("Two flags are called \"ok\".", Nodes.Refusal(() => Twice(import)));
    }

    private static Import Twice(Import import)
    {
        import.Add(new FlagDefinition { Key = "ok" });
        return import;
    }
}
