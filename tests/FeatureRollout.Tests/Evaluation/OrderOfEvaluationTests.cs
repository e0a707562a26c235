using System.Collections.Concurrent;
using FeatureRollout.Flags;
using FeatureRollout.TestKit;

namespace FeatureRollout.Tests.Evaluation;

[Trait("Requirement", "S0-03")]
[Trait("Requirement", "S1-06")]
[Trait("Requirement", "S2-07")]
[Trait("Requirement", "S2-09")]
[Trait("Requirement", "S3-02")]
[Trait("Requirement", "S3-03")]
[Trait("Requirement", "S3-14")]
[Trait("Requirement", "S4-01")]
[Trait("Requirement", "S4-03")]
[Trait("Requirement", "S4-11")]
[Trait("Requirement", "F-02")]
[Trait("Requirement", "F-04")]
[Trait("Requirement", "F-05")]
[Trait("Requirement", "F-10")]
public sealed class OrderOfEvaluationTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly Dictionary<string, Func<ReferenceEvaluation, Asked, bool?>> Conditions = new(StringComparer.Ordinal)
    {
        ["vertical == 'shop'"] = (_, who) => who.Vertical == "shop",
        ["vertical != 'shop'"] = (_, who) => who.Vertical != "shop",
        ["true"] = (_, _) => true,
        ["false"] = (_, _) => false,
        ["!(true && segment('late')) || false"] = (all, who) => !all.IsInSegment("late", who),
        ["seats >= 10"] = (_, who) => who.Seats >= 10,
        ["segment('beta')"] = (all, who) => all.IsInSegment("beta", who),
        ["segment('late')"] = (all, who) => all.IsInSegment("late", who),
        ["!segment('late')"] = (all, who) => !all.IsInSegment("late", who),
        ["vertical == 'shop' && segment('late')"] = (all, who) =>
            who.Vertical != "shop" ? false : all.IsInSegment("late", who),
        ["seats >= 10 || segment('wide')"] = (all, who) => who.Seats >= 10 ? true : all.IsInSegment("wide", who),
    };

    private static readonly string?[] Ids = ["a", "b", "acme", "thompson-engineering", "ÄÖÜ-gmbh", "日本", "\uD800", "with\0nul", "c", "d", "", null];

    [Fact]
    public void Every_way_to_ask_agrees_with_the_plain_reference()
    {
        var reasons = new ConcurrentDictionary<(FlagReason, bool), int>();
        Served.ForSeeds(2_500, random =>
        {
            var reference = World(random);
            var options = new FeatureFlagsOptions
            {
                TimeProvider = new VirtualTimeProvider(Now),
                SegmentLookup = (source, _, id) => reference.Lookup(source, id),
            };
            using var client = Served.Client(options, [.. reference.Layers]);
            for (var question = 0; question < 6; question++)
            {
                var who = Somebody(random);
                for (var flag = 0; flag < 5; flag++)
                {
                    var key = "f" + flag;
                    var expected = reference.Answer(key, who);
                    AssertAgree(client, key, who, expected);
                    var evaluation = client.Evaluate(key, who.Context);
                    if (expected.Reason is FlagReason.Percentage or FlagReason.Rule)
                    {
                        Assert.Equal(reference.Bucket(key, who), evaluation.Bucket);
                    }

                    Assert.Equal(expected.Enabled ? reference.Variant(key, who) : null, evaluation.Variant);

                    reasons.AddOrUpdate((expected.Reason, expected.Enabled), 1, (_, count) => count + 1);
                }
            }
        });

        foreach (var reason in Enum.GetValues<FlagReason>().Except([FlagReason.UnknownFlag, FlagReason.Included]))
        {
            Assert.True(reasons.GetValueOrDefault((reason, false)) > 50, $"{reason} off came up too rarely to prove anything");
            if (reason is FlagReason.Override or FlagReason.Undecided or FlagReason.Rule or FlagReason.Percentage)
            {
                Assert.True(reasons.GetValueOrDefault((reason, true)) > 50, $"{reason} on came up too rarely to prove anything");
            }
        }

        Assert.True(reasons.GetValueOrDefault((FlagReason.Included, true)) > 50);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Step_1_an_unknown_flag_gives_the_callers_default(bool defaultValue)
    {
        using var client = Served.Client(Served.Flag("known", 100));
        EvaluationContext context = "acme";
        Assert.Equal(defaultValue, client.IsEnabled("unknown", "acme", defaultValue));
        Assert.Equal(defaultValue, client.IsEnabled("unknown", context, defaultValue));
        Assert.Equal(defaultValue, client.For(context).IsEnabled("unknown", defaultValue));
        Assert.False(client.IsEnabled("unknown", "acme"));
        Assert.False(client.IsEnabled("Known", "acme"));
        var evaluation = client.Evaluate("unknown", context, defaultValue);
        Assert.Equal((defaultValue, FlagReason.UnknownFlag, "unknown"), (evaluation.Enabled, evaluation.Reason, evaluation.Flag));
        Assert.Null(evaluation.Bucket);
        Assert.Null(evaluation.Stage);
    }

    [Fact]
    public void Step_2_a_kill_stands_above_overrides_and_lists()
    {
        var flag = Everything() with { Enabled = false };
        AssertAnswer(flag, null, "on-by-override", false, FlagReason.Killed);
        AssertAnswer(Everything(), State() with { Enabled = false }, "included", false, FlagReason.Killed);
        AssertAnswer(Everything(), State() with { Enabled = true }, "included", true, FlagReason.Included);
        AssertAnswer(flag, State() with { Enabled = true }, "included", false, FlagReason.Killed);
    }

    [Fact]
    public void Step_2_reviving_lets_in_the_same_customers_as_before()
    {
        var customers = Served.Customers(1_000);
        using var client = Served.Client(Served.Layer(Served.Flag("flag", 30)), Served.Store());
        var before = customers.Where(id => client.IsEnabled("flag", id)).ToArray();
        client.Publish([Served.Layer(Served.Flag("flag", 30)), Served.Store(State() with { Enabled = false })]);
        Assert.DoesNotContain(customers, id => client.IsEnabled("flag", id));
        client.Publish([Served.Layer(Served.Flag("flag", 30)), Served.Store(State() with { Enabled = true })]);
        Assert.Equal(before, customers.Where(id => client.IsEnabled("flag", id)), StringComparer.Ordinal);
        Assert.InRange(before.Length, 250, 350);
    }

    [Fact]
    public void Step_2_outside_its_schedule_a_flag_is_off_for_all()
    {
        var closed = Everything() with { Schedule = new FlagSchedule(Now.AddDays(1), null) };
        AssertAnswer(closed, null, "on-by-override", false, FlagReason.OutsideSchedule);
        AssertAnswer(closed with { Enabled = false }, null, "included", false, FlagReason.Killed);
        AssertAnswer(Everything() with { Schedule = new FlagSchedule(Now, Now.AddTicks(1)) }, null, "included", true, FlagReason.Included);
    }

    [Fact]
    public void Step_3_a_rollout_whose_state_was_never_read_is_off()
    {
        var planned = Everything() with { Plan = "phase4" };
        using var client = Served.Client(Served.Layer(planned));
        Assert.Equal(FlagReason.NotReady, client.Evaluate("flag", "on-by-override").Reason);
        client.Publish([Served.Layer(planned), Served.Store()]);
        Assert.Equal(FlagReason.RolloutInactive, client.Evaluate("flag", "on-by-override").Reason);
    }

    [Fact]
    public void Step_4_at_tier_zero_and_after_a_rollback_even_named_customers_are_off()
    {
        var rolledBack = State() with { Stage = new RolloutStage { Name = "1", Active = false, Percentage = 50m, Customers = Audience.Of("white") } };
        AssertAnswer(Everything(), rolledBack, "included", false, FlagReason.RolloutInactive);
        AssertAnswer(Everything(), rolledBack, "on-by-override", false, FlagReason.RolloutInactive);
        AssertAnswer(Everything(), rolledBack, "white", false, FlagReason.RolloutInactive);
        AssertAnswer(Everything(), rolledBack with { Stage = rolledBack.Stage with { Active = true } }, "white", true, FlagReason.Included);
    }

    [Fact]
    public void Step_5_an_exclusion_beats_prerequisites_overrides_and_lists()
    {
        var flag = Everything() with { Exclude = Audience.Of("included", "on-by-override"), Requires = ["off"] };
        AssertAnswer(flag, null, "included", false, FlagReason.Excluded);
        AssertAnswer(flag, null, "on-by-override", false, FlagReason.Excluded);
        AssertAnswer(flag, null, "stranger", false, FlagReason.PrerequisiteOff);
    }

    [Fact]
    public void Step_6_a_prerequisite_that_is_off_beats_overrides_and_lists()
    {
        AssertAnswer(Everything() with { Requires = ["on", "off"] }, null, "on-by-override", false, FlagReason.PrerequisiteOff);
        AssertAnswer(Everything() with { Requires = ["on"] }, null, "on-by-override", true, FlagReason.Override);
    }

    [Fact]
    public void Step_6_a_prerequisite_counts_for_this_customer_however_far_away()
    {
        using var client = Served.Client(
            Served.Flag("first", 0) with { Include = Audience.Of("beta") },
            Served.Flag("second", 100) with { Requires = ["first"] },
            Served.Flag("third", 100) with { Requires = ["second"] });
        Assert.True(client.IsEnabled("third", "beta"));
        Assert.Equal(FlagReason.PrerequisiteOff, client.Evaluate("third", "stranger").Reason);
        Assert.False(client.IsEnabled("third", "stranger"));
    }

    [Fact]
    public void Step_7_an_override_beats_an_inclusion_and_the_states_beats_the_definitions()
    {
        AssertAnswer(Everything() with { Include = Audience.Of("off-by-override") }, null, "off-by-override", false, FlagReason.Override);
        AssertAnswer(Everything(), State() with { Overrides = Served.Overrides(("on-by-override", false)) }, "on-by-override", false, FlagReason.Override);
        var expired = State() with
        {
            Overrides = new Dictionary<string, FlagOverride>(StringComparer.Ordinal) { ["on-by-override"] = new() { Enabled = false, Until = Now } },
        };
        AssertAnswer(Everything(), expired, "on-by-override", true, FlagReason.Override);
    }

    [Fact]
    public void Step_8_an_inclusion_beats_rules_and_eligibility()
    {
        var stage = State() with
        {
            Stage = new RolloutStage { Name = "beta", Active = true, Eligible = Condition.Parse("volume != 'high'"), Percentage = 100m },
        };
        var high = EvaluationContext.For("included").With("volume", "high");
        using var client = Served.Client(Served.Layer(Everything()), Served.Store(stage));
        Assert.Equal(FlagReason.Included, client.Evaluate("flag", high).Reason);
        var stranger = client.Evaluate("flag", EvaluationContext.For("stranger").With("volume", "high"));
        Assert.Equal((false, FlagReason.NotEligible, "beta"), (stranger.Enabled, stranger.Reason, stranger.Stage));
        Assert.True(client.IsEnabled("flag", "stranger"));
    }

    [Fact]
    public void Step_9_the_first_matching_rule_counts_and_a_stage_caps_it_unless_it_names_the_stratum()
    {
        var rule = new FlagRule(Condition.Parse("vertical == 'shop'"), 100m);
        var flag = Served.Flag("flag", 0) with { Rules = [rule, rule with { Percentage = 0m }] };
        var shop = EvaluationContext.For("stranger").With("vertical", "shop");
        var stage = new RolloutStage { Name = "1", Active = true, Percentage = 0m };

        Assert.Equal((true, FlagReason.Rule), Ask(shop, Served.Layer(flag)));
        Assert.Equal((false, FlagReason.Percentage), Ask("stranger", Served.Layer(flag)));
        Assert.Equal((false, FlagReason.Rule), Ask(shop, Served.Layer(flag), Served.Store(State() with { Stage = stage })));
        Assert.Equal((true, FlagReason.Rule), Ask(shop, Served.Layer(flag), Served.Store(State() with { Stage = stage with { Strata = [rule] } })));
    }

    [Fact]
    public void Step_10_the_stages_percentage_goes_before_the_states_and_that_before_the_definitions()
    {
        Assert.Equal((true, FlagReason.Percentage), Ask("x", Served.Layer(Served.Flag("flag", 0)), Served.Store(State() with { Percentage = 100m })));
        Assert.Equal((false, FlagReason.Percentage), Ask("x", Served.Layer(Served.Flag("flag", 100)), Served.Store(State() with
        {
            Percentage = 100m,
            Stage = new RolloutStage { Name = "1", Active = true, Percentage = 0m },
        })));
        Assert.Equal((true, FlagReason.Percentage), Ask("x", Served.Layer(new FlagDefinition { Key = "flag", Enabled = true })));
        Assert.Equal((false, FlagReason.Percentage), Ask("x", Served.Layer(new FlagDefinition { Key = "flag", Enabled = true, Include = Audience.Of("y") })));
        Assert.Equal((false, FlagReason.Percentage), Ask("x", Served.Layer(new FlagDefinition { Key = "flag" })));
    }

    [Fact]
    public void A_killed_flag_tells_no_bucket_of_another_bucketing_than_its_own()
    {
        using var client = Served.Client(
            Served.Flag("js", 50) with { Enabled = false, Bucketing = "js-hash-100" },
            Served.Flag("unit", 50) with { Enabled = false, Unit = "tenant" },
            Served.Flag("v1", 50) with { Enabled = false });
        Assert.Null(client.Evaluate("js", "acme").Bucket);
        Assert.Null(client.Evaluate("unit", "acme").Bucket);
        Assert.Equal(BucketingV1.Bucket("acme", "v1"), client.Evaluate("v1", "acme").Bucket);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void Nobody_in_particular_is_in_no_partial_percentage(string? id)
    {
        Assert.Equal((false, FlagReason.Percentage), Ask(id, Served.Layer(Served.Flag("flag", 99.999m))));
        Assert.Equal((true, FlagReason.Percentage), Ask(id, Served.Layer(Served.Flag("flag", 100))));
    }

    private static (bool Enabled, FlagReason Reason) Ask(EvaluationContext context, params Layer[] layers)
    {
        using var client = Served.Client(layers);
        var evaluation = client.Evaluate("flag", context);
        Assert.Equal(evaluation.Enabled, client.IsEnabled("flag", context));
        return (evaluation.Enabled, evaluation.Reason);
    }

    private static void AssertAnswer(FlagDefinition flag, FlagState? state, string id, bool enabled, FlagReason reason)
    {
        var options = new FeatureFlagsOptions { TimeProvider = new VirtualTimeProvider(Now) };
        using var client = Served.Client(options, Served.Layer(flag, Served.Flag("on", 100), Served.Flag("off", 0)), Served.Store(state is null ? [] : [state]));
        AssertAgree(client, "flag", new Asked(id, null, null, null, null), (enabled, reason));
    }

    private static FlagDefinition Everything() => Served.Flag("flag", 50) with
    {
        Include = Audience.Of("included"),
        Overrides = Served.Overrides(("on-by-override", true), ("off-by-override", false)),
    };

    private static FlagState State() => new() { Key = "flag" };

    private static void AssertAgree(FeatureFlags client, string key, Asked who, (bool Enabled, FlagReason Reason) expected)
    {
        var context = who.Context;
        var evaluation = client.Evaluate(key, context);
        Assert.Equal(expected, (evaluation.Enabled, evaluation.Reason));
        Assert.Equal(expected.Enabled, client.IsEnabled(key, context));
        Assert.Equal(expected.Enabled, client.IsEnabled(key, context, !expected.Enabled));
        var customer = client.For(context);
        Assert.Equal(expected.Enabled, customer.IsEnabled(key));
        Assert.Equal(expected.Reason, customer.Evaluate(key).Reason);
        var handle = client.GetFlag(key);
        Assert.Equal(expected.Enabled, handle.IsEnabled(context));
        Assert.Equal(expected.Enabled, handle.IsEnabled(customer));
        Assert.Equal(expected.Reason, handle.Evaluate(context).Reason);
        if (who is { Vertical: null, Seats: null, Tenant: null, Number: null })
        {
            Assert.Equal(expected.Enabled, client.IsEnabled(key, who.Id!));
            Assert.Equal(expected.Enabled, client.IsEnabled(key, who.Id!, !expected.Enabled));
            Assert.Equal(expected.Enabled, handle.IsEnabled(who.Id!));
        }

        var explanation = client.Explain(key, context);
        Assert.Equal(expected, (explanation.Evaluation.Enabled, explanation.Evaluation.Reason));
        Assert.True(explanation.Steps[^1].Decided);
        Assert.Single(explanation.Steps, step => step.Decided);
    }

    private static Asked Somebody(Random random)
    {
        var id = random.Of(Ids);
        return random.Chance(40)
            ? new Asked(id, null, null, null, null)
            : new Asked(id, random.Of("shop", "services", null), random.Of<double?>(5, 10, null), random.Of("t1", "acme", "", null), random.Of<double?>(42, 25.5, null));
    }

    /// <summary>Flags f0 to f4 in one or two layers with or without a store, everything in them by chance.</summary>
    private static ReferenceEvaluation World(Random random)
    {
        var known = Ids.Where(id => !string.IsNullOrEmpty(id)).ToDictionary(id => id!, _ => random.Of<bool?>(true, false, null), StringComparer.Ordinal);
        var flags = Enumerable.Range(0, 5).Select(number => Definition(random, number)).ToArray();
        var above = flags.Where(_ => random.Chance(20)).Select(flag => new FlagDefinition
        {
            Key = flag.Key,
            Enabled = random.Of<bool?>(null, true, true, false),
            Percentage = random.Chance(30) ? SomePercentage(random) : null,
        });
        List<Layer> layers = [new Layer("file", Served.Set(flags) with { Segments = Segments(random) }), new Layer("environment", Served.Set([.. above]))];
        if (random.Chance(75))
        {
            layers.Insert(random.Next(3), Served.Store([.. flags.Where(_ => random.Chance(50)).Select(flag => State(random, flag.Key))]));
        }

        return new ReferenceEvaluation
        {
            Layers = layers,
            Now = Now,
            Conditions = Conditions,
            Lookup = (source, id) => source == "crm" ? known[id] : throw new InvalidOperationException("another source"),
        };
    }

    private static FlagDefinition Definition(Random random, int number)
    {
        var variants = random.Chance(50) ? Variants : null;
        return Plain(random, number) with
        {
            Variants = variants,
            VariantSalt = random.Of(null, null, "", "apart"),
            Rules = random.Chance(40) ? [.. Rules(random).Select(rule => Drawing(random, rule, variants is not null))] : null,
        };
    }

    private static readonly FlagVariant[] Variants =
        [new FlagVariant { Name = "a", Weight = 1 }, new FlagVariant { Name = "none", Weight = 0 }, new FlagVariant { Name = "b", Weight = 2.5m }];

    /// <summary>A rule that may draw by itself and hand on.</summary>
    private static FlagRule Drawing(Random random, FlagRule rule, bool hasVariants)
    {
        if (random.Chance(40))
        {
            return rule with { Continue = random.Chance(50) };
        }

        var from = Percentage.FromThousandths(random.Chance(40) ? random.Next(100_001 - rule.Percentage.Thousandths) : 0);
        return rule with
        {
            From = from,
            Salt = random.Of(null, null, "", "shared", "own"),
            Bucketing = random.Of(null, null, "v1", "js-hash-100"),
            Unit = random.Of(null, null, "tenant", "number", "customerId"),
            Variants = hasVariants && random.Chance(40) ? random.Chance(50) ? [new VariantWeight("b", 1)] : [new VariantWeight("none", 3), new VariantWeight("a", 0.5m)] : null,
            Continue = random.Chance(60),
        };
    }

    private static FlagDefinition Plain(Random random, int number) => new()
    {
        Key = "f" + number,
        Enabled = random.Chance(8) ? false : random.Of<bool?>(null, true),
        Percentage = random.Chance(80) ? SomePercentage(random) : null,
        Include = random.Chance(40) ? Named(random) : null,
        Exclude = random.Chance(20) ? Named(random) : null,
        Requires = number > 0 && random.Chance(30) ? [.. Enumerable.Range(0, number).Where(_ => random.Chance(50)).Select(each => "f" + each)] : null,
        Overrides = random.Chance(30) ? Overrides(random) : null,
        Schedule = random.Chance(15) ? new FlagSchedule(Edge(random), Edge(random)) : null,
        Salt = random.Of(null, "shared"),
        Bucketing = random.Chance(15) ? "js-hash-100" : random.Of(null, "v1"),
        Unit = random.Chance(20) ? random.Of("tenant", "number") : null,
        Default = random.Of<bool?>(null, true, false),
        Plan = random.Chance(20) ? "plan" : null,
    };

    private static FlagState State(Random random, string key) => new()
    {
        Key = key,
        Enabled = random.Chance(8) ? false : random.Of<bool?>(null, true),
        Percentage = random.Chance(30) ? SomePercentage(random) : null,
        Added = random.Chance(20) ? CustomerList.Of(SomeIds(random)) : null,
        Overrides = random.Chance(30) ? Overrides(random) : null,
        Stage = random.Chance(50) ? new RolloutStage
        {
            Name = "stage",
            Active = random.Chance(85),
            Percentage = SomePercentage(random),
            Customers = random.Chance(30) ? Named(random) : Audience.Nobody,
            Eligible = random.Chance(30) ? SomeCondition(random) : null,
            Strata = random.Chance(30) ? Rules(random) : [],
        }
        : null,
    };

    private static IReadOnlyDictionary<string, SegmentDefinition> Segments(Random random) => Served.Segments(
        new SegmentDefinition { Name = "beta", Include = CustomerList.Of(SomeIds(random)), Exclude = random.Chance(30) ? CustomerList.Of(SomeIds(random)) : null },
        new SegmentDefinition { Name = "late", Source = "crm", When = random.Chance(30) ? Condition.Parse("vertical == 'shop'") : null },
        new SegmentDefinition { Name = "wide", When = Condition.Parse(random.Of("segment('beta')", "!segment('late')", "segment('late')")), Exclude = CustomerList.Of("d") });

    private static Audience Named(Random random) => new()
    {
        Customers = CustomerList.Of(SomeIds(random)),
        Segments = [.. new[] { "beta", "late", "wide" }.Where(_ => random.Chance(20))],
    };

    private static string[] SomeIds(Random random) =>
        [.. Ids.Append("t1").Append("42").Append("25.5").Where(id => !string.IsNullOrEmpty(id) && random.Chance(20)).Select(id => id!)];

    private static FlagRule[] Rules(Random random) =>
        [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => new FlagRule(SomeCondition(random), SomePercentage(random)))];

    private static Dictionary<string, FlagOverride> Overrides(Random random) => SomeIds(random).ToDictionary(
        id => id, _ => new FlagOverride { Enabled = random.Chance(50), Until = random.Chance(50) ? Edge(random) : null }, StringComparer.Ordinal);

    private static DateTimeOffset? Edge(Random random) => random.Of<DateTimeOffset?>(null, Now, Now.AddTicks(1), Now.AddDays(1), Now.AddDays(-1));

    private static Condition SomeCondition(Random random) => Condition.Parse(random.Of([.. Conditions.Keys]));

    private static Percentage SomePercentage(Random random) =>
        Percentage.FromThousandths(random.Of(0, 100_000, 50_000, 1, 99_999, random.Next(100_001), random.Next(100_001)));
}
