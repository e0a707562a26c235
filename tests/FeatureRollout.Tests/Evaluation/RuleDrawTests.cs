using FeatureRollout.Flags;

namespace FeatureRollout.Tests.Evaluation;

[Trait("Requirement", "F-04")]
[Trait("Requirement", "F-10")]
public sealed class RuleDrawTests
{
    private static readonly string[] Customers = Served.Customers(20_000);

    [Fact]
    public void Raising_a_rules_percentage_adds_customers_and_removes_none() =>
        Served.ForSeeds(60, random =>
        {
            var from = random.Next(50_000);
            int[] steps = [0, 1, random.Next(50_000), random.Next(50_000), 50_000];
            using var client = Served.Nothing();
            var rule = Rule("true", 0) with
            {
                From = Percentage.FromThousandths(from), Salt = random.Of(null, "own"), Bucketing = random.Of(null, "js-hash-100"), Continue = random.Chance(50),
            };
            HashSet<string> smaller = [];
            foreach (var thousandths in steps.Order())
            {
                client.Publish([Served.Layer(Served.Flag("flag", 20) with { Rules = [rule with { Percentage = Percentage.FromThousandths(thousandths) }] })]);
                var on = Customers.Take(500).Where(id => client.IsEnabled("flag", id)).ToHashSet(StringComparer.Ordinal);
                Assert.True(smaller.IsSubsetOf(on), $"somebody was lost on the way to {thousandths} from {from}");
                smaller = on;
            }
        });

    [Fact]
    public void Ranges_side_by_side_take_each_customer_once()
    {
        int[] edges = [0, 1, 12_345, 50_000, 99_999, 100_000];
        var flags = edges.Zip(edges.Skip(1), (from, until) => new FlagDefinition
        {
            Key = $"part-{from}",
            Salt = "one",
            Rules = [Rule("true", 0) with { From = Percentage.FromThousandths(from), Percentage = Percentage.FromThousandths(until - from) }],
        }).ToArray();
        using var client = Served.Client(flags);

        foreach (var id in Customers)
        {
            var part = Assert.Single(flags, flag => client.IsEnabled(flag.Key, id));
            var bucket = BucketingV1.Bucket(id, "one");
            Assert.Equal($"part-{edges.Last(edge => edge <= bucket)}", part.Key);
        }
    }

    [Fact]
    public void A_chain_of_ranges_gives_each_customer_one_variant_in_its_share()
    {
        using var client = Served.Client(Chain());

        var counts = Customers.Select(id => client.Evaluate("flag", id)).GroupBy(answer => answer.Variant ?? "off", StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.Count(), StringComparer.Ordinal);

        // Standard deviations of at most 70.
        Assert.InRange(counts["a"], 10_000 - 350, 10_000 + 350);
        Assert.InRange(counts["b"], 6_000 - 350, 6_000 + 350);
        Assert.InRange(counts["c"], 4_000 - 350, 4_000 + 350);
        Assert.Equal(3, counts.Count);
        Assert.Equal((false, FlagReason.Percentage), Ask(client, EvaluationContext.For(null)));
    }

    [Fact]
    [Trait("Requirement", "S3-02")]
    public void Under_a_stage_rules_together_give_no_more_than_the_stage_and_the_rest_as_it_rises()
    {
        HashSet<string> smaller = [];
        foreach (var percent in new[] { 0m, 10m, 35m, 100m })
        {
            using var client = Served.Client(Served.Layer(Chain()), Served.Store(Stage(percent)));
            var answers = Customers.Select(id => (Id: id, Answer: client.Evaluate("flag", id))).Where(each => each.Answer.Enabled).ToList();
            Assert.All(answers, each => Assert.True(BucketingV1.Bucket(each.Id, "flag") < percent * 1000));
            Assert.InRange(answers.Count, (int)(percent * 200) - 350, (int)(percent * 200) + 350);
            Assert.InRange(answers.Count(each => each.Answer.Variant == "a"), (int)(percent * 100) - 350, (int)(percent * 100) + 350);
            var on = answers.Select(each => each.Id).ToHashSet(StringComparer.Ordinal);
            Assert.True(smaller.IsSubsetOf(on));
            smaller = on;
        }
    }

    [Fact]
    [Trait("Requirement", "S3-02")]
    public void A_stage_opens_exactly_the_places_below_it()
    {
        foreach (var id in Customers.Take(200))
        {
            var place = BucketingV1.Bucket(id, "flag");
            using var before = Served.Client(Served.Layer(Everybody()), Served.Store(Stage(place / 1000m)));
            using var after = Served.Client(Served.Layer(Everybody()), Served.Store(Stage((place + 1) / 1000m)));
            Assert.False(before.IsEnabled("flag", id));
            Assert.True(after.IsEnabled("flag", id));
        }

        static FlagDefinition Everybody() => new() { Key = "flag", Rules = [Rule("true", 100) with { Salt = "own" }], Percentage = 0m };
    }

    /// <summary>The units of all draws are the same here; where a rule has one of its own, its units come in whole and none leaves either.</summary>
    [Fact]
    [Trait("Requirement", "S3-02")]
    public void As_a_stage_rises_nobody_leaves_and_at_its_end_the_rules_alone_decide() =>
        Served.ForSeeds(60, random =>
        {
            var flag = Imported(random);
            var contexts = Customers.Take(200).Append(null).Append("").Select(id => EvaluationContext.For(id).With("plan", random.Of("pro", "free")).With("tenant", "t" + random.Next(9))).ToArray();
            using var rules = Served.Client(flag with { Percentage = 100m });
            var said = contexts.Select(context => rules.Evaluate("flag", context)).ToArray();
            var before = new bool[contexts.Length];
            foreach (var percent in new[] { 0m, 0.001m, 1m, 10m, 50m, 99m, 99.999m, 100m })
            {
                using var client = Served.Client(Served.Layer(flag), Served.Store(Stage(percent)));
                var now = contexts.Select(context => client.Evaluate("flag", context)).ToArray();
                for (var i = 0; i < contexts.Length; i++)
                {
                    Assert.True(now[i].Enabled || !before[i], $"customer {i} left at {percent}");
                    Assert.True(said[i].Enabled || !now[i].Enabled, $"customer {i} came in at {percent}, and the rules leave it out");
                    Assert.Equal((percent == 100m || now[i].Enabled) && said[i].Enabled, now[i].Enabled);
                    if (percent == 100m)
                    {
                        Assert.Equal((said[i].Enabled, said[i].Reason, said[i].Variant), (now[i].Enabled, now[i].Reason, now[i].Variant));
                    }

                    before[i] = now[i].Enabled;
                }
            }
        });

    [Theory]
    [InlineData("unleash")]
    [InlineData("growthbook-v2")]
    [InlineData("v1")]
    [Trait("Requirement", "S3-02")]
    public void A_stage_lets_nobody_in_without_an_id_until_it_is_everybody(string bucketing)
    {
        var flag = new FlagDefinition { Key = "flag", Bucketing = bucketing, Rules = [Rule("true", 100) with { Salt = "own", Continue = true }], Percentage = 0m };
        foreach (var percent in new[] { 10m, 50m, 99.999m })
        {
            using var client = Served.Client(Served.Layer(flag), Served.Store(Stage(percent)));
            Assert.False(client.IsEnabled("flag", EvaluationContext.For(null)));
        }
    }

    /// <summary>A rule of 100 % with a bucketing of its own asks that bucketing: many know no place for nobody.</summary>
    [Theory]
    [InlineData("v1", true)]
    [InlineData("js-hash-100", true)]
    [InlineData("launchdarkly", true)]
    [InlineData("microsoft", true)]
    [InlineData("unleash", false)]
    [InlineData("flagd", false)]
    [InlineData("growthbook-v1", false)]
    public void A_rule_for_everybody_takes_in_who_has_no_id_only_where_its_bucketing_has_a_place_for_them(string bucketing, bool expected)
    {
        using var client = Served.Client(Served.Flag("flag", 0) with { Rules = [Rule("true", 100) with { Bucketing = bucketing }] });
        Assert.Equal((expected, FlagReason.Rule), Ask(client, EvaluationContext.For(null)));
        Assert.Equal((true, FlagReason.Rule), Ask(client, "acme"));
    }

    [Fact]
    public void Under_a_stage_a_rule_with_a_unit_of_its_own_moves_whole_units()
    {
        var flag = new FlagDefinition { Key = "flag", Rules = [Rule("has(tenant)", 100) with { Unit = "tenant" }] };
        using var client = Served.Client(Served.Layer(flag), Served.Store(Stage(50)));
        for (var tenant = 0; tenant < 200; tenant++)
        {
            var name = FormattableString.Invariant($"tenant-{tenant}");
            var answers = Customers.Take(20).Select(id => client.IsEnabled("flag", EvaluationContext.For(id).With("tenant", name))).Distinct();
            Assert.Equal(BucketingV1.Bucket(name, "flag") < 50_000, Assert.Single(answers));
        }
    }

    [Fact]
    public void A_unit_is_drawn_by_its_text_as_it_is_and_by_its_number_in_short()
    {
        using var client = Served.Client(Served.Flag("flag", 0) with { Rules = [Rule("true", 50) with { Unit = "tenant" }] });
        for (var i = 0; i < 200; i++)
        {
            var name = FormattableString.Invariant($"Tenant-{i}");
            Assert.Equal(BucketingV1.Bucket(name, "flag") < 50_000, client.IsEnabled("flag", EvaluationContext.For("acme").With("tenant", name)));
            var number = FormattableString.Invariant($"{i}.5");
            Assert.Equal(BucketingV1.Bucket(number, "flag") < 50_000, client.IsEnabled("flag", EvaluationContext.For("acme").With("tenant", i + 0.50)));
        }
    }

    [Fact]
    public void Strata_are_conditions_and_shares_and_nothing_else()
    {
        var stratum = Rule("true", 50) with { From = 50m, Salt = "own", Continue = true };
        using var client = Served.Client(Served.Layer(Served.Flag("flag", 0)), Served.Store(Stage(100) with { Stage = Stage(100).Stage! with { Strata = [stratum] } }));
        using var plain = Served.Client(Served.Flag("flag", 50));
        Assert.All(Customers.Take(500), id => Assert.Equal(plain.IsEnabled("flag", id), client.IsEnabled("flag", id)));
    }

    [Fact]
    public void A_rule_that_hands_on_and_is_not_decided_holds_up_only_whom_it_would_take()
    {
        var options = new FeatureFlagsOptions { SegmentLookup = (_, _, _) => null };
        using var client = Served.Client(options, new Layer("file", Served.Set(new FlagDefinition
        {
            Key = "flag",
            Rules = [Rule("segment('late')", 50) with { Salt = "own", Continue = true }, Rule("true", 100)],
        }) with { Segments = Served.Segments(new SegmentDefinition { Name = "late", Source = "crm" }) }));

        foreach (var id in Customers.Take(500))
        {
            var expected = BucketingV1.Bucket(id, "own") < 50_000 ? (false, FlagReason.Undecided) : (true, FlagReason.Rule);
            Assert.Equal(expected, Ask(client, id));
        }
    }

    [Fact]
    public void A_rules_variants_are_drawn_by_its_salt_and_else_by_the_flags()
    {
        FlagVariant[] variants = [new() { Name = "a", Weight = 1 }, new() { Name = "b", Weight = 1 }];
        var flag = new FlagDefinition { Key = "flag", Variants = variants, VariantSalt = "v" };
        var b = Rule("true", 100) with { Variants = [new VariantWeight("b", 1)] };
        using var client = Served.Client(
            flag with { Key = "flags", Rules = [Rule("true", 100)] },
            flag with { Key = "unit", Rules = [Rule("true", 100) with { Unit = "tenant" }] },
            flag with { Key = "salt", Rules = [Rule("true", 100) with { Salt = "s" }] },
            flag with { Key = "fixed", Rules = [b] },
            flag with { Key = "listed", Include = Audience.Of(Customers), Rules = [b] });

        foreach (var id in Customers.Take(500))
        {
            var context = EvaluationContext.For(id).With("tenant", "t" + id);
            Assert.Equal(Half("v", id), client.Evaluate("flags", context).Variant);
            Assert.Equal(Half("v", "t" + id), client.Evaluate("unit", context).Variant);
            Assert.Equal(Half("s:variant", id), client.Evaluate("salt", context).Variant);
            Assert.Equal("b", client.Evaluate("fixed", context).Variant);
            Assert.Equal(Half("v", id), client.Evaluate("listed", context).Variant);
        }

        Assert.Equal((true, null), (client.IsEnabled("unit", "acme"), client.Evaluate("unit", "acme").Variant));

        static string Half(string salt, string id) => BucketingV1.Bucket(id, salt) < 50_000 ? "a" : "b";
    }

    [Fact]
    public void What_cannot_be_drawn_is_refused_with_the_nearest_name()
    {
        var flag = new FlagDefinition { Key = "flag", Variants = [new FlagVariant { Name = "blue", Weight = 1 }] };
        Refused(flag with { Rules = [Rule("true", 100) with { Variants = [new VariantWeight("bleu", 1)] }] }, "unknown variant \"bleu\"; did you mean \"blue\"?");
        Refused(flag with { Variants = null, Rules = [Rule("true", 100) with { Variants = [new VariantWeight("blue", 1)] }] }, "unknown variant \"blue\"; the flag has no \"variants\"");
        Refused(flag with { Rules = [Rule("true", 100) with { Variants = [] }] }, "one at least is over 0");
        Refused(flag with { Rules = [Rule("true", 60) with { From = 50m }] }, "from 50 % a share of 60 % ends beyond 100 %");
        Refused(flag with { Rules = [Rule("true", 60) with { Bucketing = "v9" }] }, "unknown bucketing \"v9\"");

        static void Refused(FlagDefinition flag, string message) =>
            Assert.Contains(message, Assert.Throws<FlagFileException>(() => Served.Client(flag)).Message, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Requirement", "F-02")]
    public void Explain_tells_a_rules_own_draw_and_who_goes_on()
    {
        using var client = Served.Client(Served.Layer(Served.Flag("flag", 0) with
        {
            Rules =
            [
                Rule("true", 10) with { From = 50m, Salt = "own", Unit = "tenant", Bucketing = "v1", Continue = true },
                Rule("vertical == 'shop'", 50),
                Rule("true", 20) with { Salt = "own" },
            ],
        }), Served.Store(Stage(40)));
        var (own, stage, last) = (BucketingV1.Bucket("t", "own"), BucketingV1.Bucket("t", "flag"), BucketingV1.Bucket("acme", "own"));

        var lines = client.Explain("flag", EvaluationContext.For("acme").With("tenant", "t")).ToString().Split('\n');

        Assert.False(own is >= 50_000 and < 60_000);
        Assert.Equal(
            $"  rule 1: true is true; bucket {own} of 100000, in from 50000 below 60000 (10 % from 50 %), bucketing v1, salt \"own\", unit tenant; the stage lets in those below 40000 of the flag's own buckets, and this one is {stage}; goes on [file]",
            lines[^3]);
        Assert.Equal("  rule 2: vertical == 'shop' is false [file]", lines[^2]);
        Assert.StartsWith($"→ rule 3: true is true; bucket {last} of 100000, in below 20000 (20 %), salt \"own\"; the stage", lines[^1], StringComparison.Ordinal);
        Assert.Contains("rule 1: true is true; no tenant id, so no bucket, at 10 %", client.Explain("flag", "acme").ToString(), StringComparison.Ordinal);
    }

    /// <summary>A flag as imports make them: ranges, rules that hand on, other bucketings, salts and variants.</summary>
    private static FlagDefinition Imported(Random random)
    {
        var bucketing = random.Of(null, "unleash", "growthbook-v2", "microsoft", "launchdarkly");
        var unit = random.Chance(25) ? "tenant" : null;
        return new FlagDefinition
        {
            Key = "flag",
            Bucketing = bucketing,
            Variants = random.Chance(50) ? [new FlagVariant { Name = "a", Weight = 1 }, new FlagVariant { Name = "b", Weight = 3 }] : null,
            Rules = [.. Enumerable.Range(0, random.Next(1, 5)).Select(_ =>
            {
                var from = random.Of(0, 0, 25_000, 60_000);
                return Rule(random.Of("true", "false", "plan == 'pro'", "has(tenant)"), 0) with
                {
                    From = Percentage.FromThousandths(from),
                    Percentage = Percentage.FromThousandths(random.Next(100_001 - from)),
                    Salt = random.Of(null, null, "own", "other"),
                    Bucketing = random.Of(null, null, "unleash", "v1"),
                    Unit = unit,
                    Continue = random.Chance(60),
                };
            })],
        };
    }

    private static FlagDefinition Chain() => new()
    {
        Key = "flag",
        Variants = [new FlagVariant { Name = "a", Weight = 1 }, new FlagVariant { Name = "b", Weight = 1 }, new FlagVariant { Name = "c", Weight = 1 }],
        Rules =
        [
            Rule("true", 50) with { Salt = "chain", Variants = [new VariantWeight("a", 1)], Continue = true },
            Rule("true", 30) with { Salt = "chain", From = 50m, Variants = [new VariantWeight("b", 1)], Continue = true },
            Rule("true", 20) with { Salt = "chain", From = 80m, Variants = [new VariantWeight("c", 1)], Continue = true },
        ],
        Percentage = 0m,
    };

    private static FlagState Stage(decimal percent) => new() { Key = "flag", Stage = new RolloutStage { Name = "1", Active = true, Percentage = percent } };

    private static FlagRule Rule(string when, decimal percentage) => new(Condition.Parse(when), percentage);

    private static (bool Enabled, FlagReason Reason) Ask(FeatureFlags client, EvaluationContext context)
    {
        var answer = client.Evaluate("flag", context);
        return (answer.Enabled, answer.Reason);
    }
}
