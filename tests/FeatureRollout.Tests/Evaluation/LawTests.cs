using System.Globalization;
using FeatureRollout.Flags;

namespace FeatureRollout.Tests.Evaluation;

[Trait("Requirement", "F-01")]
[Trait("Requirement", "F-05")]
[Trait("Requirement", "S4-01")]
public sealed class LawTests
{
    private static readonly string[] Customers = Served.Customers(400);

    [Fact]
    public void Raising_the_percentage_adds_and_lowering_gives_back_whatever_else_the_flag_has() =>
        Served.ForSeeds(100, random =>
        {
            var template = Template(random);
            using var client = Served.Nothing();
            HashSet<string>? smaller = null;
            Dictionary<int, HashSet<string>> seen = [];
            int[] steps = [0, 1, 250, 1_000, random.Next(100_001), 10_000, 50_000, random.Next(100_001), 99_999, 100_000];
            foreach (var thousandths in steps.Order().Concat(steps.OrderDescending()))
            {
                client.Publish(template(Percentage.FromThousandths(thousandths)));
                var on = Customers.Where(id => client.IsEnabled("flag", Context(id))).ToHashSet(StringComparer.Ordinal);
                if (seen.TryGetValue(thousandths, out var before))
                {
                    Assert.True(before.SetEquals(on), $"another set than before at {thousandths}");
                }
                else
                {
                    Assert.True(smaller is null || smaller.IsSubsetOf(on), $"somebody was lost on the way to {thousandths}");
                    seen[thousandths] = smaller = on;
                }
            }
        });

    [Fact]
    public void One_salt_is_one_cohort_and_a_new_salt_another()
    {
        using var client = Served.Client(
            Served.Flag("a", 30) with { Salt = "shared" },
            Served.Flag("b", 30) with { Salt = "shared", Include = Audience.Of("somebody") },
            Served.Flag("c", 60) with { Salt = "shared" },
            Served.Flag("d", 30) with { Salt = "new" });
        var cohort = In(client, "a");
        Assert.Equal(cohort, In(client, "b"));
        Assert.Subset(In(client, "c").ToHashSet(StringComparer.Ordinal), cohort.ToHashSet(StringComparer.Ordinal));
        var overlap = cohort.Intersect(In(client, "d"), StringComparer.Ordinal).Count();

        // 9 % of 10,000 expected; the standard deviation is 29.
        Assert.InRange(overlap, 900 - 150, 900 + 150);
    }

    [Fact]
    public void A_flags_own_key_is_its_salt()
    {
        using var client = Served.Client(Served.Flag("a", 30), Served.Flag("b", 30) with { Salt = "a" });
        Assert.Equal(In(client, "a"), In(client, "b"));
    }

    [Fact]
    public void Prerequisites_with_different_salts_multiply_and_with_one_salt_do_not()
    {
        using var client = Served.Client(
            Served.Flag("first", 10),
            Served.Flag("other-salt", 10) with { Requires = ["first"] },
            Served.Flag("same-salt", 10) with { Requires = ["first"], Salt = "first" });
        Assert.InRange(In(client, "other-salt").Length, 60, 140);
        Assert.InRange(In(client, "same-salt").Length, 880, 1_120);
    }

    [Fact]
    public void Every_culture_gives_the_same_answers()
    {
        var layer = Served.Json("file", """
            { "flags": { "flag": { "percentage": 12.5, "unit": "number", "rules": [ { "when": "title == 'I' || title contains 'ı'", "percentage": 66.6 } ], "include": ["1.5", "-3"] } } }
            """);
        string[] Answers()
        {
            using var client = Served.Client(layer);
            return [.. Enumerable.Range(-50, 200).SelectMany(i => new[] { "I", "i", "İ", "ı", "ß", "SS" }.Select(title =>
            {
                var evaluation = client.Evaluate("flag", EvaluationContext.For("x").With("number", i / 2.0).With("title", title));
                return $"{evaluation.Enabled} {evaluation.Reason} {evaluation.Bucket?.ToString(CultureInfo.InvariantCulture)} {client.Explain("flag", EvaluationContext.For("x").With("number", i / 2.0).With("title", title))}";
            }))];
        }

        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
            var expected = Answers();
            foreach (var name in new[] { "tr-TR", "de-DE", "ar-SA", "th-TH", "sv-SE" })
            {
                CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(name);
                Assert.Equal(expected, Answers());
            }
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void No_string_and_no_attribute_breaks_an_answer()
    {
        using var client = Served.Client(new FeatureFlagsOptions { SegmentLookup = (_, _, _) => throw new InvalidOperationException("the host's own trouble") }, Hostile());
        string?[] keys = [.. client.Status.Version > 0 ? HostileKeys : [], null, "", "\0", "\uD800", "Ünknown", new string('k', 1_000_000), "plain "];
        var mostly = new[] { "a", "acme", "\uDFFF\uD800", new string('日', 1_000), new string('x', 1_000_000), "a\0b", "", null };
        Served.ForSeeds(600, random =>
        {
            var id = random.Chance(30) ? random.Of(mostly) : Text(random);
            var context = EvaluationContext.For(id);
            for (var i = random.Next(6); i > 0; i--)
            {
                var name = random.Of("vertical", "seats", "tags", "tenant", "since", "customerId", "\uD800", Text(random) + "x");
                context = random.Next(5) switch
                {
                    0 => context.With(name, Text(random)),
                    1 => context.With(name, random.Of(double.NaN, double.PositiveInfinity, -0.0, 1e300, double.Epsilon, random.NextDouble())),
                    2 => context.With(name, random.Chance(50)),
                    3 => context.With(name, random.Of(DateTimeOffset.MinValue, DateTimeOffset.MaxValue, DateTimeOffset.UnixEpoch)),
                    _ => context.With(name, [Text(random), null!, ""]),
                };
            }

            AssertTotal(client, keys, context);
        });
        AssertTotal(client, keys, default);
    }

    [Fact]
    public void The_default_customer_answers_off()
    {
        CustomerFlags nobody = default;
        Assert.False(nobody.IsEnabled("on"));
        Assert.False(nobody.IsEnabled("on", defaultValue: true));
        Assert.False(nobody.IsEnabled(null!));
        Assert.Equal((false, FlagReason.UnknownFlag), (nobody.Evaluate("on", true).Enabled, nobody.Evaluate("on", true).Reason));
        Assert.Equal(7, nobody.GetVariant("on", 7));
        Assert.Equal(0, nobody.Version);
        Assert.Null(nobody.Context.CustomerId);
        using var client = Served.Client(Served.Flag("on", 100));
        Assert.False(client.GetFlag("on").IsEnabled(nobody));
        client.RecordOutcome(nobody.Evaluate("on"), FlagOutcome.Success());
        client.RecordOutcome(default, FlagOutcome.Success());
    }

    [Fact]
    public void A_customer_of_another_client_is_answered_from_that_clients_flags()
    {
        using var one = Served.Client(Served.Flag("a", 100), Served.Flag("b", 0));
        using var other = Served.Client(Served.Flag("b", 100), Served.Flag("a", 0));
        var handle = one.GetFlag("a");
        Assert.True(handle.IsEnabled("x"));
        Assert.False(handle.IsEnabled(other.For("x")));
        Assert.True(handle.IsEnabled(one.For("x")));
    }

    private static readonly string[] HostileKeys = ["plain", "full", "none", "lists", "regex", "unit", "js", "needs", "late", "killed", "variants", "drawing"];

    private static void AssertTotal(FeatureFlags client, string?[] keys, EvaluationContext context)
    {
        foreach (var key in keys)
        {
            var evaluation = client.Evaluate(key!, context);
            Assert.True(Enum.IsDefined(evaluation.Reason));
            Assert.InRange(evaluation.Bucket ?? 0, 0, 99_999);
            Assert.NotNull(evaluation.Term());
            Assert.Equal(evaluation.Enabled, client.IsEnabled(key!, context));
            Assert.Equal(evaluation.Enabled, client.For(context).IsEnabled(key!));
            _ = client.IsEnabled(key!, context.CustomerId!);
            _ = client.GetVariant(key!, context, "fallback");
            _ = client.GetStatistics(key!);
            Assert.NotNull(client.Explain(key!, context).ToString());
            if (key is not null)
            {
                Assert.Equal(evaluation.Enabled, client.GetFlag(key).IsEnabled(context));
            }
        }
    }

    private static Layer Hostile() => Served.Json("file", """
        { "flags": {
            "plain": { "percentage": 50 }, "full": { "percentage": 100 }, "none": {}, "killed": { "enabled": false },
            "lists": { "percentage": 50, "include": ["a", "acme", { "segment": "beta" }], "exclude": ["\uD83D\uDE00", { "segment": "late" }], "overrides": { "x": { "enabled": true } } },
            "regex": { "percentage": 50, "rules": [ { "when": "vertical matches '^(a+)+$' || tags contains 'x' || seats > 3 || since >= date('2020-01-01')", "percentage": 10 }, { "when": "tenant in ['a', 1, true] || has(customerId) && version >= semver('1.2.3')", "percentage": 90 } ] },
            "unit": { "percentage": 50, "unit": "tenant", "include": ["a"] },
            "js": { "percentage": 50, "bucketing": "js-hash-100" },
            "needs": { "percentage": 50, "requires": ["lists", "regex", "unit", "js"] },
            "late": { "percentage": 50, "include": [ { "segment": "late" } ], "default": true },
            "variants": { "percentage": 100, "variants": { "a": { "weight": 1, "value": "x" }, "b": { "weight": 2 } } },
            "drawing": { "percentage": 10, "variants": { "a": { "weight": 1 } }, "rules": [ { "when": "true", "percentage": 30, "from": 20, "salt": "", "unit": "seats", "continue": true }, { "when": "not (false)", "percentage": 50, "bucketing": "js-hash-100", "unit": "tenant", "variants": { "a": 2 } } ] } },
          "segments": { "beta": { "when": "vertical startsWith 'b' || tags endsWith 'x'" }, "late": { "source": "crm" } } }
        """);

    private static string Text(Random random) => string.Create(random.Next(random.Chance(5) ? 3_000 : 20), random, static (units, source) =>
    {
        foreach (ref var unit in units)
        {
            unit = (char)(source.Chance(50) ? source.Next(0x80) : source.Next(0x10000));
        }
    });

    private static string[] In(FeatureFlags client, string flag) => [.. Served.Customers(10_000).Where(id => client.IsEnabled(flag, id))];

    private static EvaluationContext Context(string id) => EvaluationContext.For(id).With("seats", id.Length % 2 == 0 ? 5 : 50).With("tenant", "t" + id[^1]);

    private static FlagRule Rule(Random random) => new(Condition.Parse(random.Of("seats > 20", "true")), Percentage.FromThousandths(random.Next(50_001)))
    {
        From = Percentage.FromThousandths(random.Of(0, 0, random.Next(50_001))),
        Salt = random.Of(null, "own"),
        Unit = random.Of(null, "tenant"),
        Continue = random.Chance(50),
    };

    /// <summary>A flag at any percentage, the rest of it by chance; the percentage is the definition's, the state's or the stage's.</summary>
    private static Func<Percentage, Layer[]> Template(Random random)
    {
        var flag = new FlagDefinition
        {
            Key = "flag",
            Include = random.Chance(40) ? Audience.Of(Customers.Where(_ => random.Chance(5))) : null,
            Exclude = random.Chance(40) ? Audience.Of(Customers.Where(_ => random.Chance(5))) : null,
            Overrides = random.Chance(40) ? Served.Overrides((Customers[random.Next(400)], true), (Customers[random.Next(400)] + "x", false)) : null,
            Requires = random.Chance(30) ? ["other"] : null,
            Rules = random.Chance(50) ? [Rule(random), new FlagRule(Condition.Parse("seats > 10"), Percentage.FromThousandths(random.Next(100_001)))] : null,
            Salt = random.Of(null, "s" + random.Next(100)),
            Bucketing = random.Of(null, null, "js-hash-100"),
            Unit = random.Of(null, null, "tenant"),
        };
        var eligible = random.Chance(50) ? Condition.Parse("seats < 20") : null;
        var way = random.Next(3);
        var other = Served.Flag("other", 50);
        return percentage => way switch
        {
            0 => [Served.Layer(flag with { Percentage = percentage }, other)],
            1 => [Served.Layer(flag with { Percentage = 1m }, other), Served.Store(new FlagState { Key = "flag", Percentage = percentage })],
            _ => [
                Served.Layer(flag, other),
                Served.Store(new FlagState { Key = "flag", Stage = new RolloutStage { Name = "1", Active = true, Percentage = percentage, Eligible = eligible } })],
        };
    }
}
