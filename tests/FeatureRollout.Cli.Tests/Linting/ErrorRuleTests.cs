using System.Text;
using FeatureRollout.Cli.Linting;

namespace FeatureRollout.Cli.Tests.Linting;

public sealed class ErrorRuleTests
{
    private const string All = """ "stages": [{ "name": "all", "percentage": 100 }] """;

    [Theory]
    [Trait("Requirement", "F-25")]
    [InlineData("syntax", "{")]
    [InlineData("syntax", "{ \"flags\": tru }")]
    [InlineData("syntax", "\uFEFF{}")]
    [InlineData("unknown-member", """{ "flags": { "a": { "enabld": true } } }""")]
    [InlineData("missing-member", """{ "flags": { "a": { "rules": [{ "when": "x == 1" }] } } }""")]
    [InlineData("missing-member", """{ "flags": { "a": { "include": [{ }] } } }""")]
    [InlineData("missing-member", """{ "flags": { "a": { "schedule": { } } } }""")]
    [InlineData("missing-member", """{ "segments": { "a": { } } }""")]
    [InlineData("missing-member", """{ "flags": { "a": { "overrides": { "x": { } } } } }""")]
    [InlineData("wrong-value", """{ "flags": { "a": { "enabled": "true" } } }""")]
    [InlineData("wrong-value", """{ "flags": { "a b": { } } }""")]
    [InlineData("duplicate", """{ "flags": { "a": { }, "a": { } } }""")]
    [InlineData("duplicate", """{ "flags": { "a-b": { }, "A_b": { } } }""")]
    [InlineData("duplicate", """{ "flags": { "a": { "overrides": { "x": { "enabled": true }, "x": { "enabled": true } } } } }""")]
    [InlineData("unknown-name", """{ "flags": { "a": { "requires": ["b"] } } }""")]
    [InlineData("unknown-name", """{ "flags": { "a": { } }, "rollouts": { "a": { "plan": "b" } } }""")]
    [InlineData("unknown-name", """{ "plans": { "p": { "timeZone": "Europe/Londn", """ + All + """ } } }""")]
    [InlineData("circle", """{ "flags": { "a": { "requires": ["b"] }, "b": { "requires": ["a"] } } }""")]
    [InlineData("unknown-name", """{ "flags": { "a": { "rules": [{ "when": "true", "percentage": 1, "variants": { "x": 1 } }] } } }""")]
    [InlineData("contradiction", """{ "flags": { "a": { "rules": [{ "when": "true", "percentage": 60, "from": 41 }] } } }""")]
    [InlineData("condition-syntax", """{ "flags": { "a": { "rules": [{ "when": "x = 1", "percentage": 1 }] } } }""")]
    [InlineData("condition-syntax", """{ "segments": { "a.b": { "when": "x = 1" } } }""")]
    [InlineData("criterion-syntax", """{ "plans": { "p": { "bands": [{ "when": "error_rate", "then": "pause" }], """ + All + """ } } }""")]
    [InlineData("criterion-syntax", """{ "plans": { "p": { "advanceWhen": ["error_rate"], """ + All + """ } } }""")]
    [InlineData("order", """{ "flags": { "a": { "schedule": { "from": "2027-01-02", "until": "2027-01-01" } } } }""")]
    [InlineData("order", """{ "plans": { "p": { "stages": [{ "name": "a", "percentage": 50 }, { "name": "b", "percentage": 5 }] } } }""")]
    [InlineData("contradiction", """{ "flags": { "a": { "percentage": 5 } }, "rollouts": { "a": { "plan": "pilot" } } }""")]
    [InlineData("contradiction", """{ "plans": { "p": { "advanceWhen": ["error_rate < 5%"], "rollbackWhen": ["error_rate > 1%"], """ + All + """ } } }""")]
    public void An_error_has_the_rule_that_it_belongs_to(string rule, string file)
    {
        var lint = new FileLinter(DateTimeOffset.UnixEpoch, isStrict: false, isLayer: false).Lint(Encoding.UTF8.GetBytes(file), "flags.json");

        Assert.Equal(rule, Assert.Single(lint.Findings).Rule);
    }

    [Fact]
    [Trait("Requirement", "F-25")]
    public void Rules_have_ids_of_their_own_in_lower_case()
    {
        Assert.Equal(LintRules.All.Count, LintRules.All.Select(rule => rule.Id).Distinct(StringComparer.Ordinal).Count());
        Assert.All(LintRules.All, rule => Assert.Matches("^[a-z]+(-[a-z]+)*$", rule.Id));
    }

    [Fact]
    [Trait("Requirement", "F-25")]
    public void More_errors_than_are_listed_are_counted()
    {
        var flags = string.Join(',', Enumerable.Range(0, 500).Select(i => FormattableString.Invariant($"\"f{i}\": {{ \"enabled\": 1 }}")));

        var lint = new FileLinter(DateTimeOffset.UnixEpoch, isStrict: false, isLayer: false).Lint(Encoding.UTF8.GetBytes($$"""{ "flags": { {{flags}} } }"""), "flags.json");

        Assert.Equal((500, 200), (lint.Errors, lint.Findings.Count));
    }
}
