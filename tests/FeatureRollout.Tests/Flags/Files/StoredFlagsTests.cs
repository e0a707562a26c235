using System.Buffers;
using System.Text;
using System.Text.Json;
using FeatureRollout.Flags.Files;
using FsCheck;
using FsCheck.Fluent;

namespace FeatureRollout.Tests.Flags.Files;

[Trait("Requirement", "F-10")]
public class StoredFlagsTests
{
    private static readonly Gen<string> Text =
        Gen.Elements("a", "é😀", "\ud800", "x\udc00y", "quote \" and \\ and \n", "</script>", "thompson-engineering", new string('z', 300));

    private static readonly Gen<string> Key = Gen.Elements("a", "B.c", "d_e", "f-g", "h1");

    private static readonly Gen<DateTimeOffset> Moment =
        from ticks in Gen.Choose(0, int.MaxValue)
        from hours in Gen.Choose(-14, 14)
        select new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.FromHours(hours)).AddTicks(ticks * 12_345_677L);

    private static readonly Gen<Percentage> Share = Gen.Choose(0, 100_000).Select(Percentage.FromThousandths);

    private static readonly Gen<CustomerList> Customers = Text.ListOf().Select(ids => CustomerList.Of(ids));

    private static readonly Gen<Audience> Audiences =
        from customers in Customers
        from segments in Key.ListOf()
        select new Audience { Customers = customers, Segments = [.. segments] };

    private static readonly Gen<IReadOnlyList<FlagRule>> Strata =
        (from text in Gen.Elements("vertical == 'a'", "seats >= 10", "not false") from share in Share select new FlagRule(Condition.Parse(text), share))
        .ListOf().Select(rules => (IReadOnlyList<FlagRule>)[.. rules]);

    private static readonly Gen<IReadOnlyList<FlagRule>> Rules =
        (from text in Gen.Elements("vertical == 'a'", "seats >= 10", "true")
         from share in Gen.Choose(0, 50_000).Select(Percentage.FromThousandths)
         from start in Gen.Choose(0, 50_000).Select(Percentage.FromThousandths)
         from texts in OrNull(Gen.Elements("", "s", "é😀")).ArrayOf(3)
         from names in OrNull(Key.ListOf())
         from weight in Gen.Choose(0, 1_000_000)
         from switches in Gen.Elements(true, false).ArrayOf(3)
         select switches[0] ? new FlagRule(Condition.Parse(text), share) : new FlagRule(Condition.Parse(text), share)
         {
             From = switches[1] ? start : Percentage.Zero, Salt = texts[0], Bucketing = texts[1], Unit = texts[2], Continue = switches[2],
             Variants = names is null ? null : [.. names.Distinct(StringComparer.Ordinal).Select(name => new VariantWeight(name, weight / 1000m))],
         })
        .ListOf().Select(rules => (IReadOnlyList<FlagRule>)[.. rules]);

    private static readonly Gen<IReadOnlyDictionary<string, FlagOverride>> Overrides =
        (from customer in Text
         from enabled in Gen.Elements(true, false)
         from reason in OrNull(Text)
         from actor in OrNull(Text)
         from until in Maybe(Moment)
         select KeyValuePair.Create(customer, new FlagOverride { Enabled = enabled, Reason = reason, Actor = actor, Until = until }))
        .ListOf().Select(all => (IReadOnlyDictionary<string, FlagOverride>)all.DistinctBy(one => one.Key, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal));

    private static readonly Gen<IReadOnlyList<FlagVariant>> Variants =
        (from name in Key
         from weight in Gen.Choose(0, 1_000_000)
         from value in Gen.Elements("", "1", "null", "\"x\"", "{\"a\":[1.50,true,{}]}")
         select new FlagVariant { Name = name, Weight = weight / 1000m, Value = value.Length == 0 ? default : JsonElement.Parse(value) })
        .ListOf().Select(all => (IReadOnlyList<FlagVariant>)[.. all.DistinctBy(one => one.Name, StringComparer.Ordinal)]);

    private static readonly Gen<FlagDefinition> Flag =
        from key in Key
        from answers in Maybe(Gen.Elements(true, false)).ArrayOf(3)
        from texts in OrNull(Text).ArrayOf(6)
        from share in Maybe(Share)
        from lists in OrNull(Audiences).ArrayOf(2)
        from requires in OrNull(Key.ListOf())
        from rules in OrNull(Rules)
        from overrides in OrNull(Overrides)
        from variants in OrNull(Variants)
        from times in Maybe(Moment).ArrayOf(3)
        select new FlagDefinition
        {
            Key = key, Enabled = answers[0], Default = answers[1], Permanent = answers[2], Percentage = share,
            Include = lists[0], Exclude = lists[1], Requires = requires?.ToList(), Rules = rules, Overrides = overrides, Variants = variants,
            Schedule = times[0] is null ? null : new FlagSchedule(times[1], times[2]),
            Salt = texts[0], Fallback = texts[1], Message = texts[2], Owner = texts[3], Plan = texts[4], Bucketing = texts[0], VariantSalt = texts[5], Unit = texts[1],
            Expires = times[0] is { } day ? DateOnly.FromDateTime(day.DateTime) : null,
        };

    private static readonly Gen<SegmentDefinition> Segment =
        from name in Key
        from include in OrNull(Customers)
        from exclude in OrNull(Customers)
        from source in OrNull(Text)
        select new SegmentDefinition { Name = name, Include = include, Exclude = exclude, Source = source, When = source is null ? null : Condition.Parse("seats > 1") };

    private static readonly Gen<RolloutStage> Stage =
        from name in Text
        from active in Gen.Elements(true, false)
        from share in Share
        from customers in Audiences
        from strata in Strata
        from generation in Gen.Choose(0, 2)
        select new RolloutStage
        {
            Generation = generation,
            Name = name, Active = active, Percentage = share, Customers = customers, Strata = strata,
            Eligible = active ? Condition.Parse("a == 1") : null,
        };

    private static readonly Gen<FlagState> State =
        from key in Key
        from enabled in Maybe(Gen.Elements(true, false))
        from share in Maybe(Share)
        from added in OrNull(Customers)
        from overrides in OrNull(Overrides)
        from stage in OrNull(Stage)
        select new FlagState { Key = key, Enabled = enabled, Percentage = share, Added = added, Overrides = overrides, Stage = stage };

    private static readonly Gen<FlagSet> Set =
        from version in OrNull(Text)
        from flags in Flag.ListOf()
        from segments in Segment.ListOf()
        from states in OrNull(State.ListOf())
        select new FlagSet
        {
            Version = version,
            Flags = flags.DistinctBy(flag => flag.Key, StringComparer.Ordinal).ToDictionary(flag => flag.Key, StringComparer.Ordinal),
            Segments = segments.DistinctBy(segment => segment.Name, StringComparer.Ordinal).ToDictionary(segment => segment.Name, StringComparer.Ordinal),
            States = states?.DistinctBy(state => state.Key, StringComparer.Ordinal).ToDictionary(state => state.Key, StringComparer.Ordinal),
        };

    [Fact]
    public void Everything_that_is_written_is_read_again() =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(500),
            Prop.ForAll(Set.ToArbitrary(), set => SetsAssert.Equal(set, StoredFlags.Read(Write(set), "stored.json"))));

    [Theory]
    [Trait("Requirement", "F-04")]
    [InlineData(1, """{ "percentage": 5, "salt": "s", "bucketing": "js-hash-100", "variants": { "a": { "weight": 1 } }, "rules": [{ "when": "x == true", "percentage": 5 }] }""")]
    [InlineData(1, """{ "bucketing": "v1", "rules": [{ "when": "x == true", "percentage": 5, "from": 0, "continue": false }] }""")]
    [InlineData(2, """{ "variantSalt": "" }""")]
    [InlineData(2, """{ "rules": [{ "when": "x == 1", "percentage": 5, "from": 5 }] }""")]
    [InlineData(2, """{ "rules": [{ "when": "x == 1", "percentage": 5, "salt": "" }] }""")]
    [InlineData(2, """{ "rules": [{ "when": "x == 1", "percentage": 5, "bucketing": "v1" }] }""")]
    [InlineData(2, """{ "rules": [{ "when": "x == 1", "percentage": 5, "unit": "u" }] }""")]
    [InlineData(2, """{ "variants": { "a": { "weight": 1 } }, "rules": [{ "when": "x == 1", "percentage": 5, "variants": { "a": 1 } }] }""")]
    [InlineData(2, """{ "rules": [{ "when": "x == 1", "percentage": 5, "continue": true }] }""")]
    [InlineData(2, """{ "rules": [{ "when": "x == 1 or not (false)", "percentage": 5 }] }""")]
    public void A_copy_asks_for_a_newer_reader_only_where_an_older_one_would_answer_wrongly(int reader, string flag)
    {
        var set = Reading.Read($$"""{ "flags": { "a": {{flag}} } }""");
        var state = new FlagState { Key = "a", Definition = set.Flags["a"] };

        Assert.Equal(reader, ReaderOf(set));
        Assert.Equal(reader, ReaderOf(new FlagSet { States = new Dictionary<string, FlagState>(StringComparer.Ordinal) { ["a"] = state } }));
        SetsAssert.Equal(set, StoredFlags.Read(Write(set), "stored.json"));
    }

    [Fact]
    public void Conditions_that_are_true_or_false_ask_for_a_newer_reader_wherever_they_stand()
    {
        var stage = new RolloutStage { Name = "1", Active = true, Percentage = 5m };
        Assert.Equal(1, ReaderOf(States(stage)));
        Assert.Equal(2, ReaderOf(States(stage with { Eligible = Condition.Parse("true") })));
        Assert.Equal(2, ReaderOf(States(stage with { Strata = [new FlagRule(Condition.Parse("x == 1 && true"), 5m)] })));
        Assert.Equal(2, ReaderOf(Reading.Read("""{ "segments": { "all": { "when": "not false" } } }""")));
        Assert.Equal(1, LeastReader.Of(Plan("x == 1", "y == 1")));
        Assert.Equal(2, LeastReader.Of(Plan("true", "y == 1")));
        Assert.Equal(2, LeastReader.Of(Plan("x == 1", "not (y == 1 or false)")));

        static PlanDefinition Plan(string eligible, string stratum) => Reading.Read($$"""
            { "plans": { "p": { "stages": [{ "name": "all", "percentage": 100, "eligible": "{{eligible}}", "strata": [{ "when": "{{stratum}}", "percentage": 1 }] }] } } }
            """).Plans["p"];

        static FlagSet States(RolloutStage stage) => new() { States = new Dictionary<string, FlagState>(StringComparer.Ordinal) { ["a"] = new() { Key = "a", Stage = stage } } };
    }

    private static int ReaderOf(FlagSet set) => JsonElement.Parse(Write(set)).GetProperty("reader").GetInt32();

    [Fact]
    public void A_flag_file_survives_the_copy()
    {
        var set = Reading.Read(RichSample.Json);
        SetsAssert.Equal(set, StoredFlags.Read(Write(set), "stored.json"));
        SetsAssert.Equal(FlagSet.Empty, StoredFlags.Read(Write(FlagSet.Empty), "stored.json"));
    }

    [Fact]
    public void Members_of_a_newer_version_are_passed_over()
    {
        var set = StoredFlags.Read(
            """
            { "new": [1], "reader": 1,
              "flags": { "a": { "enabled": true, "new": { "x": 1 }, "overrides": { "c": { "enabled": false, "actor": "me", "new": 1 } } } },
              "states": { "a": { "stage": { "name": "s", "active": true, "percentage": 5, "new": null } } } }
            """u8,
            "stored.json");

        Assert.True(set.Flags["a"].Enabled);
        Assert.Equal("me", set.Flags["a"].Overrides!["c"].Actor);
        Assert.Equal(Percentage.FromPercent(5), set.States!["a"].Stage!.Percentage);
    }

    [Theory]
    [InlineData("""{ "reader": 3, "flags": {} }""", "stored.json:1:13 $.reader: the document needs reader 3, and this is reader 2; a newer version of the library wrote it")]
    [InlineData("""{ "flags": {} }""", "stored.json:1:1 $: a stored document needs \"reader\"")]
    [InlineData("""{ "reader": 1, "states": { "a": { "stage": { "name": "s" } } } }""", "stored.json:1:44 $.states.a.stage: a stage needs \"active\"")]
    [InlineData("""{ "reader": 1, "states": { "a": { "percentage": 101 } } }""", "stored.json:1:49 $.states.a.percentage: expected a number from 0 to 100 with at most three decimals, found 101")]
    [InlineData("""[]""", "stored.json:1:1 $: expected a stored document, found an array")]
    public void A_copy_that_cannot_be_right_is_refused(string json, string error)
    {
        var refused = Assert.Throws<FlagFileException>(() => StoredFlags.Read(Encoding.UTF8.GetBytes(json), "stored.json"));
        Assert.Equal(error, refused.Errors[0].ToString());
    }

    [Fact]
    public void A_copy_cut_off_at_any_byte_is_refused()
    {
        var whole = Write(Reading.Read(RichSample.Json));
        for (var length = 0; length < whole.Length; length++)
        {
            Assert.Throws<FlagFileException>(() => StoredFlags.Read(whole.AsSpan(0, length), "stored.json"));
        }
    }

    private static byte[] Write(FlagSet set)
    {
        var buffer = new ArrayBufferWriter<byte>();
        StoredFlags.Write(set, buffer);
        return buffer.WrittenSpan.ToArray();
    }

    private static Gen<T?> OrNull<T>(Gen<T> some)
        where T : class =>
        Gen.OneOf(Gen.Constant((T?)null), some.Select(value => (T?)value));

    private static Gen<T?> Maybe<T>(Gen<T> some)
        where T : struct =>
        Gen.OneOf(Gen.Constant((T?)null), some.Select(value => (T?)value));
}
