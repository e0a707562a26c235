using System.Text;
using System.Text.Json;
using FeatureRollout.Cli.Linting;
using FeatureRollout.Cli.Linting.Hygiene;
using FsCheck;
using FsCheck.Fluent;

namespace FeatureRollout.Cli.Tests.Linting;

public sealed class HygieneTests
{
    private static readonly DateTimeOffset Now = new(2027, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly string[] Signs = ["==", "!=", "<", "<=", ">", ">="];

    [Theory]
    [Trait("Requirement", "F-25")]
    [InlineData("""{ "flags": { "a": { "percentage": 10, "requires": ["b"] }, "b": { "percentage": 20 } } }""", "only 2% of the customers have the flag; give \"a\" the \"salt\" \"b\" too")]
    [InlineData("""{ "flags": { "a": { "percentage": 10, "requires": ["b"] }, "b": { "percentage": 20, "salt": "both" } } }""", "give \"a\" the \"salt\" \"both\" too")]
    [InlineData("""{ "flags": { "a": { "percentage": 10, "requires": ["b"] }, "b": { "percentage": 20, "bucketing": "js-hash-100" } } }""", "give both one \"bucketing\"")]
    [InlineData("""{ "flags": { "a": { "requires": ["b"] }, "b": { } }, "rollouts": { "b": { "plan": "pilot", "flags": ["a"] } } }""", "moved by the plan \"pilot\"")]
    [InlineData("""{ "flags": { "a": { "rules": [{ "when": "x == 1", "percentage": 5 }], "requires": ["b"] }, "b": { "percentage": 20 } } }""", "their shares multiply")]
    public void Shares_that_multiply_are_said_with_the_salt_that_would_help(string file, string message)
    {
        var finding = Assert.Single(Lint(file));

        Assert.Equal("prerequisite-salt", finding.Rule);
        Assert.Equal("$.flags.a.requires[0]", finding.Path);
        Assert.Contains(message, finding.Message, StringComparison.Ordinal);
    }

    [Theory]
    [Trait("Requirement", "F-25")]
    [InlineData("""{ "flags": { "a": { "percentage": 10, "salt": "b", "requires": ["b"] }, "b": { "percentage": 20 } } }""")]
    [InlineData("""{ "flags": { "a": { "percentage": 10, "requires": ["b"] }, "b": { "percentage": 100 } } }""")]
    [InlineData("""{ "flags": { "a": { "percentage": 10, "requires": ["b"] }, "b": { "enabled": true } } }""")]
    [InlineData("""{ "flags": { "a": { "percentage": 0, "requires": ["b"] }, "b": { "percentage": 10 } } }""")]
    [InlineData("""{ "flags": { "a": { "percentage": 10, "requires": ["b"], "bucketing": "js-hash-100" }, "b": { "percentage": 20, "bucketing": "js-hash-100" } } }""")]
    [InlineData("""{ "flags": { "a": { "percentage": 10, "requires": ["b"], "unit": "seat" }, "b": { "percentage": 20 } } }""")]
    [InlineData("""{ "flags": { "a": { "enabled": false, "percentage": 10, "requires": ["b"] }, "b": { "percentage": 20 } } }""")]
    public void Nothing_is_said_where_shares_do_not_multiply(string file) => Assert.Empty(Lint(file));

    [Theory]
    [Trait("Requirement", "F-25")]
    [InlineData("flag-expired", "$.flags.a.expires", """{ "expires": "2027-02-28" }""")]
    [InlineData("schedule-ended", "$.flags.a.schedule.until", """{ "schedule": { "until": "2027-03-01T12:00Z" } }""")]
    [InlineData("override-ended", "$.flags.a.overrides[1].until", """{ "overrides": { "x": { "enabled": true }, "y": { "enabled": true, "until": "2027-03-01T12:00:00Z" } } }""")]
    [InlineData("included-excluded", "$.flags.a.include[1]", """{ "include": ["x", "y"], "exclude": ["y"] }""")]
    [InlineData("included-excluded", "$.flags.a.overrides[0]", """{ "overrides": { "x": { "enabled": true } }, "exclude": ["y", "x"] }""")]
    [InlineData("included-excluded", "$.flags.a.exclude", """{ "include": [{ "segment": "s" }], "exclude": [{ "segment": "s" }] }""")]
    [InlineData("rule-unreachable", "$.flags.a.rules[1]", """{ "rules": [{ "when": "x == 1", "percentage": 5 }, { "when": "x==1", "percentage": 50 }] }""")]
    [InlineData("rule-unreachable", "$.flags.a.rules[1]", """{ "rules": [{ "when": "x == 1", "percentage": 5 }, { "when": "y == 2 and x == 1", "percentage": 50 }] }""")]
    [InlineData("rule-unreachable", "$.flags.a.rules[1]", """{ "rules": [{ "when": "x == 1 or y == 2", "percentage": 5 }, { "when": "y == 2", "percentage": 50 }] }""")]
    [InlineData("rule-unreachable", "$.flags.a.rules[0]", """{ "rules": [{ "when": "x == 1 && x == 2", "percentage": 5 }] }""")]
    [InlineData("rule-unreachable", "$.flags.a.rules[0]", """{ "rules": [{ "when": "x > 5 && x <= 5", "percentage": 5 }] }""")]
    [InlineData("rule-unreachable", "$.flags.a.rules[0]", """{ "rules": [{ "when": "has(x) && !has(x)", "percentage": 5 }] }""")]
    [InlineData("rule-unreachable", "$.flags.a.rules[0]", """{ "rules": [{ "when": "false", "percentage": 5 }] }""")]
    [InlineData("rule-unreachable", "$.flags.a.rules[0]", """{ "rules": [{ "when": "x == 1 && not (true)", "percentage": 5 }] }""")]
    [InlineData("rule-unreachable", "$.flags.a.rules[1]", """{ "rules": [{ "when": "true", "percentage": 5 }, { "when": "x == 1", "percentage": 50 }] }""")]
    [InlineData("rule-unreachable", "$.flags.a.rules[1]", """{ "rules": [{ "when": "x == 2 or true", "percentage": 100, "continue": true }, { "when": "x == 1", "percentage": 50 }] }""")]
    public void What_lies_about_is_said_at_its_place(string rule, string path, string flag)
    {
        var finding = Assert.Single(Lint($$$"""{ "flags": { "a": {{{flag}}} }, "segments": { "s": { "include": ["z"] } } }"""));

        Assert.Equal((rule, path, "warning"), (finding.Rule, finding.Path, finding.Severity));
    }

    [Theory]
    [Trait("Requirement", "F-25")]
    [InlineData("""{ "expires": "2027-03-01", "schedule": { "until": "2027-03-01T12:00:01Z" }, "overrides": { "y": { "enabled": true, "until": "2027-03-02" } } }""")]
    [InlineData("""{ "include": ["x"], "exclude": ["y"], "overrides": { "z": { "enabled": true } } }""")]
    [InlineData("""{ "rules": [{ "when": "x == 1 && y == 2", "percentage": 5 }, { "when": "x == 1", "percentage": 50 }, { "when": "x == 1 || x == 2", "percentage": 50 }] }""")]
    [InlineData("""{ "rules": [{ "when": "x == '40' && x == 40", "percentage": 5 }, { "when": "x >= 5 && x <= 5", "percentage": 5 }] }""")]
    [InlineData("""{ "percentage": 5, "rules": [{ "when": "true", "percentage": 5, "salt": "s", "continue": true }, { "when": "true", "percentage": 5, "salt": "t", "continue": true }] }""")]
    [InlineData("""{ "percentage": 5, "rules": [{ "when": "true", "percentage": 100, "bucketing": "js-hash-100", "continue": true }, { "when": "x == 1", "percentage": 5 }] }""")]
    [InlineData("""{ "percentage": 5, "variants": { "a": { "weight": 1 }, "b": { "weight": 1 } }, "bucketing": "js-hash-100", "rules": [{ "when": "x == 1", "percentage": 5, "bucketing": "v1" }] }""")]
    public void Nothing_is_said_where_nothing_lies_about(string flag) => Assert.Empty(Lint($$"""{ "flags": { "a": {{flag}} } }"""));

    [Fact]
    [Trait("Requirement", "F-25")]
    public void A_flag_has_an_owner_or_its_plan_has_one()
    {
        const string File = """
            { "flags": { "mine": { "owner": "me" }, "planned": { }, "nobodys": { } },
              "rollouts": { "planned": { "plan": "p" } },
              "plans": { "p": { "owner": "us", "rollbackWhen": ["error_rate > 5%"], "stages": [{ "name": "all", "percentage": 100 }] } } }
            """;

        Assert.Empty(Lint(File));
        Assert.Equal(("no-owner", "$.flags.nobodys"), Assert.Single(Lint(File, isStrict: true).Select(finding => (finding.Rule, finding.Path))));
    }

    [Fact]
    [Trait("Requirement", "F-25")]
    public void A_file_in_another_format_is_warned_of_at_the_flag()
    {
        var finding = Assert.Single(Lint("""{ "a": { "rollout_percentage": 10, "requires": ["b"] }, "b": { "rollout_percentage": 10 } }"""));

        Assert.Equal(("prerequisite-salt", "$.a.requires[0]"), (finding.Rule, finding.Path));
    }

    [Fact]
    [Trait("Requirement", "F-25")]
    public void What_it_says_of_conditions_holds_for_every_customer()
    {
        var said = 0;
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(200).WithReplay(20270104, 1), Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            var random = new Random(seed);
            string[] few = [Atom(random), Atom(random), Atom(random)];
            var (one, other) = (Text(random, few, 2), Text(random, few, 2));
            var implies = RuleHygiene.Implies(Condition.Parse(one).Root, Condition.Parse(other).Root);
            var never = RuleHygiene.NeverHolds(Condition.Parse(one).Root);
            said += implies || never ? 1 : 0;
            if (!implies && !never)
            {
                return;
            }

            var flags = FeatureFlags.FromJson($$"""
                { "flags": { "one": { "rules": [{ "when": {{JsonSerializer.Serialize(one)}}, "percentage": 100 }] },
                             "other": { "rules": [{ "when": {{JsonSerializer.Serialize(other)}}, "percentage": 100 }] } } }
                """);
            foreach (var context in Contexts())
            {
                var holds = flags.IsEnabled("one", context);
                Assert.False(never && holds, $"{one} never holds?");
                Assert.True(!implies || !holds || flags.IsEnabled("other", context), $"{one} implies {other}?");
            }
        }));

        Assert.InRange(said, 20, 190);
    }

    private static IEnumerable<EvaluationContext> Contexts()
    {
        var bare = EvaluationContext.For("acme");
        foreach (var x in new object?[] { null, 1, 2, "1", "t" })
        {
            foreach (var y in new object?[] { null, 1, 2, true, "t" })
            {
                yield return With(With(bare, "x", x), "y", y);
            }
        }

        static EvaluationContext With(EvaluationContext context, string name, object? value) => value switch
        {
            int number => context.With(name, number),
            string text => context.With(name, text),
            bool truth => context.With(name, truth),
            _ => context,
        };
    }

    private static string Text(Random random, string[] atoms, int depth) => (depth == 0 ? 0 : random.Next(6)) switch
    {
        0 or 1 => atoms[random.Next(atoms.Length)],
        2 => $"!({Text(random, atoms, depth - 1)})",
        3 or 4 => $"({Text(random, atoms, depth - 1)}) && ({Text(random, atoms, depth - 1)})",
        _ => $"({Text(random, atoms, depth - 1)}) || ({Text(random, atoms, depth - 1)})",
    };

    private static string Atom(Random random)
    {
        var name = random.Next(3) == 0 ? "y" : "x";
        return random.Next(7) switch
        {
            6 => random.Next(2) == 0 ? "true" : "false",
            0 => $"has({name})",
            1 => $"{name} in [1, 't']",
            2 => $"{name} {(random.Next(2) == 0 ? "==" : "!=")} 't'",
            _ => FormattableString.Invariant($"{name} {Signs[random.Next(Signs.Length)]} {random.Next(1, 3)}"),
        };
    }

    private static IReadOnlyList<LintFinding> Lint(string file, bool isStrict = false) =>
        new FileLinter(Now, isStrict, isLayer: false).Lint(Encoding.UTF8.GetBytes(file), "flags.json").Findings;
}
