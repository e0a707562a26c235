using FeatureRollout.Flags;
using FeatureRollout.Hashing;
using FeatureRollout.TestKit;
using FeatureRollout.Tests.Evaluation;

namespace FeatureRollout.Tests.Client;

[Trait("Requirement", "F-01")]
public sealed class AllocationTests
{
    private static readonly string[] Keys =
        ["full", "none", "killed", "percentage", "lists", "needs", "rule", "segment", "late", "unit", "number-unit", "js", "drawing", "tiles", "staged", "stage", "planned", "variants", "scheduled", "unknown"];

    private static readonly string?[] Ids =
        ["acme", "a", "thompson-engineering", "7c9e6679-7425-40de-944b-e07fc1f90ae7", "ÄÖÜ", "日本語の顧客", "\uD800", new string('x', 200), new string('é', 600), new string('y', 100_000), "", null];

    [Fact]
    public void No_question_allocates_whatever_the_flag_and_whoever_asks()
    {
        using var client = Client();
        var handles = Keys.Select(client.GetFlag).ToArray();
        EvaluationContext[] contexts =
        [
            .. Ids.Select(id => EvaluationContext.For(id)),
            .. Ids.Select(id => EvaluationContext.For(id).With("vertical", "shop").With("seats", 12.5).With("tenant", "t1").With("tags", ["a", "b"])),
        ];
        AssertNoAllocation(() =>
        {
            var count = 0;
            foreach (var id in Ids)
            {
                foreach (var key in Keys)
                {
                    count += client.IsEnabled(key, id!) ? 1 : 0;
                    count += client.IsEnabled(key, id!, true) ? 1 : 0;
                }

                foreach (var handle in handles)
                {
                    count += handle.IsEnabled(id!) ? 1 : 0;
                }
            }

            foreach (ref readonly var context in contexts.AsSpan())
            {
                var customer = client.For(context);
                for (var i = 0; i < Keys.Length; i++)
                {
                    count += client.IsEnabled(Keys[i], context) ? 1 : 0;
                    count += handles[i].IsEnabled(context) ? 1 : 0;
                    count += handles[i].IsEnabled(customer) ? 1 : 0;
                    count += customer.IsEnabled(Keys[i]) ? 1 : 0;
                    var evaluation = client.Evaluate(Keys[i], context);
                    count += evaluation.Enabled && evaluation.Variant is not "none" && evaluation.Stage is not "none" ? 1 : 0;
                    count += customer.Evaluate(Keys[i]).Enabled ? 1 : 0;
                    count += client.GetVariant(Keys[i], context, 7);
                    count += client.GetVariant(Keys[i], context, false) ? 1 : 0;
                    client.RecordOutcome(evaluation, FlagOutcome.Success(TimeSpan.FromMilliseconds(12)));
                    client.RecordOutcome(evaluation, FlagOutcome.Failure());
                }
            }

            return count;
        });
    }

    [Fact]
    public void A_name_made_anew_costs_no_more_bytes_than_the_name()
    {
        using var client = Client();
        var names = Enumerable.Range(0, 64).SelectMany(_ => Keys).Select(key => new string(key.AsSpan())).ToArray();
        AssertNoAllocation(() => names.Count(name => client.IsEnabled(name, "acme")), warmUps: 3);
    }

    [Fact]
    public void A_list_of_a_million_answers_without_allocating()
    {
        var ids = Served.Customers(1_000_000);
        using var client = Served.Client(Served.Flag("flag", 0) with { Include = Audience.Of(ids) });
        Assert.True(ids.Where((_, i) => i % 97 == 0).All(id => client.IsEnabled("flag", id)));
        Assert.DoesNotContain(Enumerable.Range(0, 10_000), i => client.IsEnabled("flag", FormattableString.Invariant($"stranger-{i}")));
        AssertNoAllocation(() =>
        {
            var count = 0;
            for (var i = 0; i < ids.Length; i += 101)
            {
                count += client.IsEnabled("flag", ids[i]) ? 1 : 0;
                count += client.Evaluate("flag", ids[i]).Enabled ? 1 : 0;
            }

            return count;
        });
    }

    [Fact]
    [Trait("Requirement", "F-08")]
    public void No_question_allocates_whatever_the_bucketing()
    {
        using var client = Served.Client(Served.Json("file", $$"""
            { "flags": { {{string.Join(", ", Bucketing.Names.Select(name => $$"""
                "{{name}}": { "percentage": 50, "bucketing": "{{name}}", "salt": "17", "variants": { "one": { "weight": 1, "value": 1 }, "two": { "weight": 2, "value": 2 } },
                  "rules": [ { "when": "vertical == 'shop'", "percentage": 40, "from": 20, "salt": "18", "bucketing": "{{name}}", "variants": { "two": 1 } } ] }
                """))}} } }
            """));
        string[] names = [.. Bucketing.Names];
        EvaluationContext[] contexts =
        [
            .. Ids.Select(id => EvaluationContext.For(id)),
            .. Ids.Select(id => EvaluationContext.For(id).With("vertical", "shop")),
        ];
        Assert.All(names, name => Assert.Equal(2, contexts.Select(context => client.IsEnabled(name, context)).Distinct().Count()));
        AssertNoAllocation(() =>
        {
            var count = 0;
            foreach (ref readonly var context in contexts.AsSpan())
            {
                foreach (var name in names)
                {
                    count += client.IsEnabled(name, context) ? 1 : 0;
                    count += client.Evaluate(name, context).Variant is null ? 0 : 1;
                    count += client.GetVariant(name, context, 7) == 7 ? 1 : 0;
                }
            }

            return count;
        });
    }

    private static FeatureFlags Client() => Served.Client(
        new FeatureFlagsOptions { SegmentLookup = static (_, _, id) => id.Length % 2 == 0 ? null : true, TimeProvider = new VirtualTimeProvider() },
        Served.Json("file", """
            { "flags": {
                "full": { "percentage": 100 }, "none": { "percentage": 0 }, "killed": { "enabled": false }, "percentage": { "percentage": 50 },
                "lists": { "percentage": 50, "include": ["acme", "日本語の顧客"], "exclude": ["a"], "overrides": { "ÄÖÜ": { "enabled": true, "until": "2030-01-01" } } },
                "needs": { "percentage": 50, "requires": ["lists", "percentage", "rule", "unit"] },
                "rule": { "percentage": 50, "rules": [ { "when": "vertical in ['x', 'y', 'z'] || tags contains 'c'", "percentage": 5 }, { "when": "vertical == 'shop' && seats >= 10", "percentage": 99 } ] },
                "segment": { "percentage": 50, "include": [ { "segment": "beta" } ], "exclude": [ { "segment": "none" } ] },
                "late": { "percentage": 50, "include": [ { "segment": "late" } ], "default": true },
                "unit": { "percentage": 50, "unit": "tenant", "include": ["t9"] }, "number-unit": { "percentage": 50, "unit": "seats" },
                "js": { "percentage": 50, "bucketing": "js-hash-100" }, "stage": { "include": ["a"] },
                "drawing": { "percentage": 10, "unit": "seats", "rules": [ { "when": "has(tenant)", "percentage": 30, "from": 20, "salt": "own", "unit": "tenant", "continue": true }, { "when": "not false", "percentage": 70, "unit": "seats", "bucketing": "js-hash-100", "continue": true } ] },
                "tiles": { "variants": { "one": { "weight": 1, "value": 1 }, "two": { "weight": 1, "value": 2 } }, "rules": [ { "when": "true", "percentage": 50, "salt": "s", "variants": { "two": 1 }, "continue": true }, { "when": "true", "percentage": 50, "from": 50, "salt": "s", "variants": { "one": 1, "two": 1 } } ] },
                "staged": { "rules": [ { "when": "true", "percentage": 60, "salt": "s", "unit": "tenant", "continue": true }, { "when": "true", "percentage": 60, "salt": "t" } ] },
                "variants": { "percentage": 100, "variants": { "one": { "weight": 1, "value": 1 }, "two": { "weight": 1, "value": 2 }, "yes": { "weight": 1, "value": true } } },
                "scheduled": { "percentage": 50, "schedule": { "until": "2030-01-01" } }, "planned": {} },
              "segments": { "beta": { "include": ["acme"], "when": "vertical startsWith 's'" }, "none": { "when": "seats < 0" }, "late": { "source": "crm" } } }
            """),
        Served.Store(new FlagState
        {
            Key = "stage",
            Stage = new RolloutStage { Name = "1", Active = true, Percentage = 20m, Eligible = Condition.Parse("vertical != 'bank'"), Strata = [new FlagRule(Condition.Parse("seats > 3"), 40m)] },
        },
        new FlagState { Key = "staged", Stage = new RolloutStage { Name = "1", Active = true, Percentage = 50m } }));

    private static void AssertNoAllocation(Func<int> work, int warmUps = 2)
    {
        var expected = work();
        for (var i = 0; i < warmUps; i++)
        {
            Assert.Equal(expected, work());
        }

        Assert.Equal(0, Allocation.Least(() => work()));
    }
}
