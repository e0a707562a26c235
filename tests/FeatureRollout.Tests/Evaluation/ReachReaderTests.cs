using FeatureRollout.Evaluation;
using FeatureRollout.Flags;

namespace FeatureRollout.Tests.Evaluation;

/// <summary>What is said of a flag without asking about anybody must be true of everybody who then asks.</summary>
[Trait("Requirement", "S0-07")]
[Trait("Requirement", "F-10")]
public sealed class ReachReaderTests
{
    private static readonly DateTimeOffset Now = new(2026, 5, 5, 12, 0, 0, TimeSpan.Zero);

    private static readonly string[] Customers = Served.Customers(100);

    [Fact]
    public void Where_nobody_is_let_in_nobody_gets_on_and_where_everybody_is_everybody_does()
    {
        Dictionary<Reach, int> told = [];
        Served.ForSeeds(800, random =>
        {
            Layer[] layers = [Layer(random), Served.Store(random.Chance(40) ? [State(random)] : [])];
            using var client = Served.Client(new FeatureFlagsOptions { SegmentLookup = (_, _, id) => id.EndsWith('1') ? null : id.EndsWith('2') }, layers);
            foreach (var key in new[] { "flag", "other" })
            {
                var reach = Of(key, layers, Now);
                told[reach.Who] = told.GetValueOrDefault(reach.Who) + 1;
                Assert.Equal(reach.Who == Reach.Nobody, reach.By == ReachWays.None);
                foreach (var id in Customers)
                {
                    var isOn = client.IsEnabled(key, Context(id));
                    Assert.False(isOn && reach.Who == Reach.Nobody, $"{key} is on for {id}, and was said to be off for everybody");
                    Assert.False(!isOn && reach.Who == Reach.Everybody, $"{key} is off for {id}, and was said to be on for everybody: {client.Explain(key, Context(id))}");
                }

                Assert.False(reach.Who == Reach.Nobody && client.IsEnabled(key, EvaluationContext.For(null)), $"{key} is on for an unknown customer");
            }
        });

        // All three are told often enough to be tried.
        Assert.All([Reach.Nobody, Reach.Some, Reach.Everybody], reach => Assert.InRange(told[reach], 80, 1_600));
    }

    [Theory]
    [InlineData("""{}""", "Nobody None")]
    [InlineData("""{ "enabled": true }""", "Everybody Percentage")]
    [InlineData("""{ "percentage": 25 }""", "Some Percentage")]
    [InlineData("""{ "percentage": 100 }""", "Everybody Percentage")]
    [InlineData("""{ "percentage": 100, "bucketing": "launchdarkly" }""", "Everybody Percentage")]
    [InlineData("""{ "percentage": 100, "unit": "tenant" }""", "Everybody Percentage")]
    [InlineData("""{ "percentage": 100, "unit": "tenant", "bucketing": "unleash" }""", "Some Percentage")]
    [InlineData("""{ "percentage": 100, "exclude": ["acme"] }""", "Some Percentage")]
    [InlineData("""{ "percentage": 100, "overrides": { "acme": { "enabled": false } } }""", "Some Percentage")]
    [InlineData("""{ "percentage": 100, "overrides": { "acme": { "enabled": false, "until": "2026-05-05T12:00:00Z" } } }""", "Everybody Percentage")]
    [InlineData("""{ "percentage": 0, "overrides": { "acme": { "enabled": true, "until": "2026-05-05T12:00:00Z" } } }""", "Nobody None")]
    [InlineData("""{ "percentage": 0, "include": ["acme"] }""", "Some Names")]
    [InlineData("""{ "percentage": 0, "include": [{ "segment": "beta" }] }""", "Some Names")]
    [InlineData("""{ "enabled": false, "percentage": 100 }""", "Nobody None")]
    [InlineData("""{ "percentage": 100, "schedule": { "from": "2027-01-01T00:00:00Z" } }""", "Nobody None")]
    [InlineData("""{ "percentage": 100, "requires": ["killed"] }""", "Nobody None killed")]
    [InlineData("""{ "percentage": 100, "requires": ["through"] }""", "Nobody None killed")]
    [InlineData("""{ "percentage": 100, "requires": ["half"] }""", "Some Percentage")]
    [InlineData("""{ "percentage": 100, "requires": ["all"] }""", "Everybody Percentage")]
    public void Percentages_lists_and_required_flags(string flag, string expected) => Assert.Equal(expected, Said(flag));

    [Theory]
    [InlineData("""{ "when": "plan == 'pro'", "percentage": 100 }""", "Some Rules")]
    [InlineData("""{ "when": "true", "percentage": 100 }""", "Everybody Rules")]
    [InlineData("""{ "when": "plan == 'pro' || true", "percentage": 100, "salt": "s", "bucketing": "unleash" }""", "Everybody Rules")]
    [InlineData("""{ "when": "true", "percentage": 100, "unit": "tenant", "bucketing": "unleash" }""", "Some Rules")]
    [InlineData("""{ "when": "true", "percentage": 50 }, { "when": "true", "percentage": 100 }""", "Some Rules")]
    [InlineData("""{ "when": "true", "percentage": 50, "continue": true }, { "when": "true", "percentage": 100 }""", "Everybody Rules")]
    [InlineData("""{ "when": "true", "percentage": 0 }, { "when": "true", "percentage": 100 }""", "Nobody None")]
    [InlineData("""{ "when": "true", "percentage": 0, "continue": true }, { "when": "true", "percentage": 100 }""", "Everybody Rules")]
    [InlineData("""{ "when": "false", "percentage": 100 }""", "Nobody None")]
    [InlineData("""{ "when": "not (true) && plan == 'pro'", "percentage": 100 }""", "Nobody None")]
    [InlineData("""{ "when": "plan == 'pro'", "percentage": 0 }, { "when": "true", "percentage": 100 }""", "Some Rules")]
    [InlineData("""{ "when": "segment('beta')", "percentage": 100 }, { "when": "true", "percentage": 100 }""", "Everybody Rules")]
    [InlineData("""{ "when": "segment('crm')", "percentage": 100 }, { "when": "true", "percentage": 100 }""", "Some Rules")]
    [InlineData("""{ "when": "true", "percentage": 40, "salt": "s", "continue": true }, { "when": "true", "percentage": 60, "from": 40, "salt": "s" }""", "Everybody Rules")]
    [InlineData("""{ "when": "true", "percentage": 40, "salt": "s", "continue": true }, { "when": "true", "percentage": 60, "from": 40, "salt": "t" }""", "Some Rules")]
    [InlineData("""{ "when": "true", "percentage": 40, "salt": "s", "continue": true }, { "when": "true", "percentage": 59, "from": 41, "salt": "s" }""", "Some Rules")]
    public void Rules(string rules, string expected) => Assert.Equal(expected, Said($$"""{ "percentage": 0, "rules": [{{rules}}] }"""));

    [Fact]
    [Trait("Requirement", "S3-02")]
    public void A_stage_at_zero_caps_rules_and_leaves_those_who_are_named()
    {
        var flag = new FlagDefinition { Key = "flag", Rules = [new FlagRule(Condition.Parse("true"), Percentage.Full) { Salt = "theirs" }] };
        string Under(RolloutStage stage) => Shown(Of("flag", [Served.Layer(flag), Served.Store(new FlagState { Key = "flag", Stage = stage })], Now));
        var stage = new RolloutStage { Name = "beta", Active = true, Percentage = Percentage.Zero };

        Assert.Equal("Nobody None", Under(stage));
        Assert.Equal("Some Names", Under(stage with { Customers = Audience.Of("acme") }));
        Assert.Equal("Some Rules", Under(stage with { Strata = [new FlagRule(Condition.Parse("plan == 'pro'"), Percentage.FromPercent(5))] }));
        Assert.Equal("Some Rules", Under(stage with { Percentage = Percentage.FromPercent(10) }));
        Assert.Equal("Everybody Rules", Under(stage with { Percentage = Percentage.Full }));
        Assert.Equal("Some Rules", Under(stage with { Percentage = Percentage.Full, Eligible = Condition.Parse("plan == 'pro'") }));
        Assert.Equal("Nobody None", Under(stage with { Percentage = Percentage.Full, Eligible = Condition.Parse("false") }));
        Assert.Equal("Nobody None", Under(stage with { Percentage = Percentage.Full, Active = false }));
        Assert.Equal("Nobody None", Shown(Of("flag", [Served.Layer(flag with { Plan = "pilot" })], Now)));
    }

    private static string Said(string flag) => Shown(Of("flag", [Served.Json("file", $$"""
        { "flags": { "flag": {{flag}}, "killed": { "enabled": false }, "through": { "percentage": 100, "requires": ["killed"] }, "half": { "percentage": 50 }, "all": { "percentage": 100 } },
          "segments": { "beta": { "include": ["acme"] }, "crm": { "source": "crm" } } }
        """)], Now));

    private static string Shown(FlagReach reach) => $"{reach.Who} {reach.By}{(reach.BlockedBy is { } key ? " " + key : "")}";

    private static FlagReach Of(string key, Layer[] layers, DateTimeOffset now)
    {
        var all = new Layers(layers);
        var effective = new EffectiveFlags(all);
        return new ReachReader(effective, all.MergeSegments(), now).Of(effective.Of(effective.Definitions[key]));
    }

    private static EvaluationContext Context(string id)
    {
        var context = EvaluationContext.For(id).With("seats", id.Length % 2 == 0 ? 5 : 50);
        return id.EndsWith('3') ? context : context.With("tenant", "t" + id[^1]);
    }

    private static Layer Layer(Random random)
    {
        var flag = Flag("flag", random) with { Requires = random.Chance(40) ? ["other"] : null };
        return Served.Layer(flag, Flag("other", random) with { Requires = random.Chance(20) ? ["third"] : null }, Flag("third", random)) is var layer
            ? layer with { Flags = layer.Flags with { Segments = Served.Segments(
                new SegmentDefinition { Name = "beta", When = Condition.Parse("seats > 20") },
                new SegmentDefinition { Name = "crm", Source = "crm" },
                new SegmentDefinition { Name = "deep", When = Condition.Parse("segment('crm') || seats > 100") }) } }
            : layer;
    }

    private static FlagDefinition Flag(string key, Random random) => new()
    {
        Key = key,
        Enabled = random.Of<bool?>(null, null, null, null, true, true, false),
        Percentage = random.Chance(25) ? null : Share(random),
        Include = random.Chance(15) ? new Audience { Customers = CustomerList.Of(Customers.Where(_ => random.Chance(5))), Segments = random.Of<string[]>([], ["beta"], ["crm"]) } : null,
        Exclude = random.Chance(15) ? new Audience { Customers = CustomerList.Of(Customers.Where(_ => random.Chance(5))), Segments = random.Of<string[]>([], ["beta"], ["deep"]) } : null,
        Overrides = random.Chance(15) ? Served.Overrides((Customers[random.Next(100)], random.Chance(50))) : null,
        Rules = random.Chance(65) ? [.. Enumerable.Range(0, random.Next(1, 5)).Select(_ => Rule(random))] : null,
        Default = random.Of<bool?>(null, true),
        Salt = random.Of(null, "one"),
        Bucketing = random.Of(null, null, "js-hash-100", "unleash"),
        Unit = random.Of(null, null, null, "tenant"),
    };

    private static FlagState State(Random random) => new()
    {
        Key = "flag",
        Percentage = random.Chance(30) ? Share(random) : null,
        Added = random.Chance(20) ? CustomerList.Of(Customers[random.Next(100)]) : null,
        Overrides = random.Chance(20) ? Served.Overrides((Customers[random.Next(100)], random.Chance(50))) : null,
        Stage = random.Chance(30) ? null : new RolloutStage
        {
            Name = "1",
            Active = random.Chance(90),
            Percentage = Share(random),
            Customers = random.Chance(20) ? Audience.Of(Customers[random.Next(100)]) : Audience.Nobody,
            Eligible = random.Chance(25) ? When(random) : null,
            Strata = random.Chance(25) ? [new FlagRule(When(random), Share(random))] : [],
        },
    };

    private static FlagRule Rule(Random random)
    {
        var from = random.Of(0, 0, 0, 40_000);
        return new FlagRule(When(random), Percentage.FromThousandths(from > 0 ? 60_000 : random.Of(0, 0, 40_000, 50_000, 100_000, 100_000)))
        {
            From = Percentage.FromThousandths(from),
            Salt = random.Of(null, "one"),
            Unit = random.Of(null, null, null, "tenant", "customerId"),
            Bucketing = random.Of(null, null, "v1", "js-hash-100"),
            Continue = random.Chance(60),
        };
    }

    private static Percentage Share(Random random) => Percentage.FromThousandths(random.Of(0, 0, 30_000, 100_000, 100_000));

    private static Condition When(Random random) => Condition.Parse(random.Of(
        "true", "true", "false", "seats > 20", "not (seats > 20)", "seats > 20 || true", "seats > 20 && false", "segment('beta')", "segment('crm')", "not (segment('deep'))", "has(tenant)"));
}
