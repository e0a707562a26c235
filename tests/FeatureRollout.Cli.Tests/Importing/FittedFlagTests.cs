using FeatureRollout.Cli.Importing;
using FeatureRollout.Cli.Tests.Importing.Sources;
using FsCheck;
using FsCheck.Fluent;

namespace FeatureRollout.Cli.Tests.Importing;

[Trait("Requirement", "F-28")]
public sealed class FittedFlagTests
{
    private static readonly Gen<FlagRule> Rule =
        from when in Gen.Elements("true", "false", "plan == 'pro'", "seats > 2")
        from percentage in Gen.Elements(0m, 30m, 100m)
        from salt in Gen.Elements(null, "other")
        from bucketing in Gen.Elements(null, "unleash")
        from goesOn in Gen.Elements(true, false)
        select new FlagRule(Condition.Parse(when), percentage) { Salt = salt, Bucketing = bucketing, Continue = goesOn };

    [Fact]
    public void Handing_on_to_nothing_is_left_away_and_no_answer_changes() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(200),
        Prop.ForAll(Rule.ListOf().ToArbitrary(), Gen.Elements<decimal?>(null, 0m, 40m).ToArbitrary(), (rules, percentage) =>
        {
            var written = new FlagDefinition { Key = "f", Percentage = percentage is { } share ? Percentage.FromPercent(share) : null, Rules = [.. rules] };
            var import = new Import();
            import.Add(written);
            var fitted = import.Flags["f"];

            using var carried = Carried.Of(import);
            var options = new FeatureFlagsOptions();
            options.Providers.Add(new MemoryProvider(new FlagSet { Flags = new Dictionary<string, FlagDefinition>(StringComparer.Ordinal) { ["f"] = written } }));
            using var before = new FeatureFlags(options);
            before.RefreshAsync().GetAwaiter().GetResult();
            for (var i = 0; i < 40; i++)
            {
                var context = EvaluationContext.For(i == 0 ? null : FormattableString.Invariant($"c{i}")).With("plan", i % 2 == 0 ? "pro" : "free").With("seats", i % 5);
                Assert.Equal(before.IsEnabled("f", context), carried.Flags.IsEnabled("f", context));
            }

            Assert.True(percentage > 0 || fitted.Rules is not { Count: > 0 } || !fitted.Rules[^1].Continue);
        }));

    [Theory]
    [InlineData("flagd", """{ "flags": { "a b": F, "a-b": F } }""", """{ "variants": { "on": true }, "defaultVariant": "on" }""")]
    [InlineData("flipper", """{ "features": { "a b": F, "a-b": F } }""", """{ "boolean": "true" }""")]
    [InlineData("go-feature-flag", """{ "a b": F, "a-b": F }""", """{ "variations": { "on": true }, "defaultRule": { "variation": "on" } }""")]
    [InlineData("growthbook", """{ "features": { "a b": F, "a-b": F } }""", """{ "defaultValue": true }""")]
    [InlineData("launchdarkly", """{ "flags": { "a b": F, "a-b": F } }""", """{ "on": true, "variations": [ true ], "fallthrough": { "variation": 0 } }""")]
    [InlineData("microsoft", """{ "FeatureManagement": { "a b": F, "a-b": F } }""", "true")]
    [InlineData("unleash", """{ "features": [ { "name": "a b", F }, { "name": "a-b", F } ] }""", "\"enabled\": true")]
    public void A_renamed_key_never_takes_the_place_of_a_valid_one_that_stands_further_down(string tool, string file, string flag)
    {
        using var carried = Carried.Of(Importers.All.Single(each => each.Name == tool), file.Replace("F,", flag + ",", StringComparison.Ordinal).Replace("F }", flag + " }", StringComparison.Ordinal));

        Assert.Equal(["a-b.2", "a-b"], carried.Import.Flags.Keys, StringComparer.Ordinal);
        Assert.Contains("\"a b\" is no key here", Assert.Single(carried.Told).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_neither_read_nor_known_is_noted_at_its_place_and_by_the_same_words()
    {
        var import = new Import();

        import.LoseOthers(Nodes.Json("{\n\"a\": 1,\n\"b\": 2 }").Members, ["a"]);

        Assert.Equal([(3, "\"b\" is not known here and not carried.")], import.Notes.Select(note => (note.Line, note.Message)));
    }
}
