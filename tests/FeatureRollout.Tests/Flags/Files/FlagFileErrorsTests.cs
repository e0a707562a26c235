namespace FeatureRollout.Tests.Flags.Files;

/// <summary>Each kind of error, with its place and its words.</summary>
[Trait("Requirement", "F-25")]
public class FlagFileErrorsTests
{
    [Theory]
    [InlineData(
        """{ "flags": { "a": { "percentge": 5 } } }""",
        "1:21 $.flags.a.percentge: unknown member \"percentge\"; did you mean \"percentage\"?")]
    [InlineData(
        """{ "flags": { "a": { "rollout_percentage": 5 } } }""",
        "1:21 $.flags.a.rollout_percentage: unknown member \"rollout_percentage\"; a flag has enabled, percentage, include, exclude, requires, rules, overrides, variants, schedule, salt, variantSalt, bucketing, unit, default, fallback, message, owner, expires, permanent")]
    [InlineData(
        """{ "flags": { "a": { "variants": { "blue": { "weight": 1 } }, "rules": [{ "when": "true", "percentage": 1, "variants": { "bleu": 1 } }] } } }""",
        "1:121 $.flags.a.rules[0].variants.bleu: unknown variant \"bleu\"; did you mean \"blue\"?")]
    [InlineData(
        """{ "flags": { "a": { "rules": [{ "when": "true", "percentage": 1, "variants": { "blue": 1 } }] } } }""",
        "1:80 $.flags.a.rules[0].variants.blue: unknown variant \"blue\"; the flag has no \"variants\"")]
    [InlineData(
        """{ "flags": { "a": { "rules": [{ "when": "true", "percentage": 60, "from": 50 }] } } }""",
        "1:67 $.flags.a.rules[0].from: from 50 % a share of 60 % ends beyond 100 %")]
    [InlineData(
        """{ "flags": { "a": { "rules": [{ "when": "true", "percentage": 50, "from": 50.001, "unit": "", "continue": "yes" }] } } }""",
        "1:67 $.flags.a.rules[0].from: from 50.001 % a share of 50 % ends beyond 100 %",
        "1:91 $.flags.a.rules[0].unit: expected the name of an attribute of 1 to 128 characters, found \"\" (a string)",
        "1:107 $.flags.a.rules[0].continue: expected true or false, found \"yes\" (a string)")]
    [InlineData(
        """{ "flags": { "a": { "rules": [{ "when": "true", "percentage": 1, "variants": {} }] } } }""",
        "1:78 $.flags.a.rules[0].variants: \"variants\" names no variant")]
    [InlineData(
        """{ "plans": { "p": { "stages": [{ "name": "all", "percentage": 100, "strata": [{ "when": "true", "percentage": 1, "from": 1 }] }] } } }""",
        "1:114 $.plans.p.stages[0].strata[0].from: unknown member \"from\"; a stratum has when, percentage")]
    [InlineData(
        """{ "flags": {}, "segmens": {} }""",
        "1:16 $.segmens: unknown member \"segmens\"; did you mean \"segments\"?")]
    [InlineData(
        """{ "flags": { "a": 5 } }""",
        "1:19 $.flags.a: expected an object with the flag's members, found 5")]
    [InlineData(
        """{ "flags": [] }""",
        "1:12 $.flags: expected an object of flags by key, found an array")]
    [InlineData(
        """[]""",
        "1:1 $: expected an object with \"flags\", \"segments\", \"plans\" and \"rollouts\", found an array")]
    [InlineData(
        """5""",
        "1:1 $: expected an object with \"flags\", \"segments\", \"plans\" and \"rollouts\", found 5")]
    [InlineData(
        """{ "$schema": 5, "flags": { } }""",
        "1:14 $['$schema']: expected the address of a schema, found 5")]
    [InlineData(
        """{ "flags": { "a": { "percentage": "10" } } }""",
        "1:35 $.flags.a.percentage: expected a number from 0 to 100 with at most three decimals, found \"10\" (a string); write it without quotes")]
    [InlineData(
        """{ "flags": { "a": { "percentage": "ten" } } }""",
        "1:35 $.flags.a.percentage: expected a number from 0 to 100 with at most three decimals, found \"ten\" (a string)")]
    [InlineData(
        """{ "flags": { "a": { "percentage": -1 } } }""",
        "1:35 $.flags.a.percentage: expected a number from 0 to 100 with at most three decimals, found -1")]
    [InlineData(
        """{ "flags": { "a": { "percentage": 100.001 } } }""",
        "1:35 $.flags.a.percentage: expected a number from 0 to 100 with at most three decimals, found 100.001")]
    [InlineData(
        """{ "flags": { "a": { "percentage": 0.0001 } } }""",
        "1:35 $.flags.a.percentage: expected a number from 0 to 100 with at most three decimals, found 0.0001")]
    [InlineData(
        """{ "flags": { "a": { "percentage": 1e400 } } }""",
        "1:35 $.flags.a.percentage: expected a number from 0 to 100 with at most three decimals, found 1e400")]
    [InlineData(
        """{ "flags": { "a": { "percentage": 1e-400 } } }""",
        "1:35 $.flags.a.percentage: expected a number from 0 to 100 with at most three decimals, found 1e-400")]
    [InlineData(
        """{ "flags": { "a": { "percentage": 10.00000000000000000000000000000001 } } }""",
        "1:35 $.flags.a.percentage: expected a number from 0 to 100 with at most three decimals, found 10.00000000000000000000000000000001")]
    [InlineData(
        """{ "flags": { "a": { "percentage": NaN } } }""",
        "1:35 $.flags.a.percentage: this is not JSON: 'N' is an invalid start of a value.")]
    [InlineData(
        """{ "flags": { "a": { "percentage": null } } }""",
        "1:35 $.flags.a.percentage: expected a number from 0 to 100 with at most three decimals, found null; leave it out instead")]
    [InlineData(
        """{ "flags": { "a": { "percentage": {} } } }""",
        "1:35 $.flags.a.percentage: expected a number from 0 to 100 with at most three decimals, found an object")]
    [InlineData(
        """{ "flags": { "a": { "percentage": [5] } } }""",
        "1:35 $.flags.a.percentage: expected a number from 0 to 100 with at most three decimals, found an array")]
    [InlineData(
        """{ "flags": { "a": { "enabled": "true" } } }""",
        "1:32 $.flags.a.enabled: expected true or false, found \"true\" (a string); write it without quotes")]
    [InlineData(
        """{ "flags": { "a": { "enabled": 1 } } }""",
        "1:32 $.flags.a.enabled: expected true or false, found 1")]
    [InlineData(
        """{ "flags": { "a": { "include": "acme" } } }""",
        "1:32 $.flags.a.include: expected an array of customer ids and segments, found a string")]
    [InlineData(
        """{ "flags": { "a": { "include": ["x", 17, "", null] } } }""",
        "1:38 $.flags.a.include[1]: expected a customer id of 1 to 512 bytes, or {\"segment\": \"name\"}, found a number; put it in quotes",
        "1:42 $.flags.a.include[2]: expected a customer id of 1 to 512 bytes, found an empty one",
        "1:46 $.flags.a.include[3]: expected a customer id of 1 to 512 bytes, or {\"segment\": \"name\"}, found null; leave it out instead")]
    [InlineData(
        """{ "flags": { "a": { "exclude": [{ "segmnt": "beta" }] } } }""",
        "1:35 $.flags.a.exclude[0].segmnt: unknown member \"segmnt\"; did you mean \"segment\"?")]
    [InlineData(
        """{ "flags": { "a": { "include": [{ "segment": "bta" }] } }, "segments": { "beta": { "include": ["x"] } } }""",
        "1:46 $.flags.a.include[0].segment: unknown segment \"bta\"; did you mean \"beta\"?")]
    [InlineData(
        """{ "flags": { "a": { "requires": ["serch"] }, "search": {} } }""",
        "1:34 $.flags.a.requires[0]: unknown flag \"serch\"; did you mean \"search\"?")]
    [InlineData(
        """{ "flags": { "a": { "requires": "search" }, "search": {} } }""",
        "1:33 $.flags.a.requires: expected an array of flag keys, found \"search\" (a string)")]
    [InlineData(
        """{ "flags": { "a": { "requires": [7] } } }""",
        "1:34 $.flags.a.requires[0]: expected a flag key, found 7")]
    [InlineData(
        """{ "flags": { "a": { "rules": [{ "when": "x == 1" }, { "percentage": 1 }, 5] } } }""",
        "1:31 $.flags.a.rules[0]: a rule needs \"percentage\"",
        "1:53 $.flags.a.rules[1]: a rule needs \"when\"",
        "1:74 $.flags.a.rules[2]: expected a rule: {\"when\": \"…\", \"percentage\": …}, found 5")]
    [InlineData(
        """{ "flags": { "a": { "rules": [{ "when": 5, "percentage": 101 }] } } }""",
        "1:41 $.flags.a.rules[0].when: expected a condition such as \"vertical == 'e-commerce'\", found 5",
        "1:58 $.flags.a.rules[0].percentage: expected a number from 0 to 100 with at most three decimals, found 101")]
    [InlineData(
        """{ "flags": { "a": { "overrides": { "acme": { "reason": "x" } } } } }""",
        "1:36 $.flags.a.overrides[0]: an override needs \"enabled\"")]
    [InlineData(
        """{ "flags": { "a": { "overrides": { "": { "enabled": true }, "b": true } } } }""",
        "1:36 $.flags.a.overrides[0]: expected a customer id of 1 to 512 bytes, found an empty one",
        "1:66 $.flags.a.overrides[1]: expected an override: {\"enabled\": …, \"reason\": \"…\", \"until\": \"…\"}, found true")]
    [InlineData(
        """{ "flags": { "a": { "overrides": { "b": { "enabled": true, "until": "2027-01-01T00:00:00" } } } } }""",
        "1:69 $.flags.a.overrides[0].until: expected a date such as \"2027-01-31\" or a moment such as \"2027-01-31T09:00:00Z\", found \"2027-01-01T00:00:00\" (a string); add Z for UTC, or an offset such as +01:00")]
    [InlineData(
        """{ "flags": { "a": { "overrides": { "b": { "enabled": true, "actor": "me", "until": "tomorrow" } } } } }""",
        "1:60 $.flags.a.overrides[0].actor: unknown member \"actor\"; an override has enabled, reason, until",
        "1:84 $.flags.a.overrides[0].until: expected a date such as \"2027-01-31\" or a moment such as \"2027-01-31T09:00:00Z\", found \"tomorrow\" (a string)")]
    [InlineData(
        """{ "flags": { "a": { "variants": { } } } }""",
        "1:33 $.flags.a.variants: \"variants\" names no variant")]
    [InlineData(
        """{ "flags": { "a": { "variants": { "x": { "weight": 0 }, "y": { "weight": 0 } } } } }""",
        "1:33 $.flags.a.variants: the weights of the variants add up to 0")]
    [InlineData(
        """{ "flags": { "a": { "variants": { "x": { "weight": -1 }, "y y": { "value": 1 } } } } }""",
        "1:52 $.flags.a.variants.x.weight: expected a number from 0 to 1000000 with at most three decimals, found -1",
        "1:58 $.flags.a.variants['y y']: \"y y\" is not a valid name; it takes 1 to 128 letters (a-z, A-Z), digits, '.', '_' or '-'",
        "1:58 $.flags.a.variants['y y']: a variant needs \"weight\"")]
    [InlineData(
        """{ "flags": { "a": { "variants": { "x": { "weight": 1, "value": { "k": [ { "d": 1, "d": 1e999 } ] } } } } } }""",
        "1:83 $.flags.a.variants.x.value.k[0].d: \"d\" is given twice; the first is on line 1",
        "1:88 $.flags.a.variants.x.value.k[0].d: expected a number that a double can hold, found 1e999")]
    [InlineData(
        """{ "flags": { "a": { "schedule": { } } } }""",
        "1:33 $.flags.a.schedule: a schedule says \"from\", \"until\" or both")]
    [InlineData(
        """{ "flags": { "a": { "schedule": { "from": "2027-01-02", "until": "2027-01-01T23:00:00-01:00" } } } }""",
        "1:57 $.flags.a.schedule.until: \"until\" is not after \"from\"")]
    [InlineData(
        """{ "flags": { "a": { "schedule": { "from": "2027-02-30" } } } }""",
        "1:43 $.flags.a.schedule.from: expected a date such as \"2027-01-31\" or a moment such as \"2027-01-31T09:00:00Z\", found \"2027-02-30\" (a string)")]
    [InlineData(
        """{ "flags": { "a": { "bucketing": "v2" } } }""",
        "1:34 $.flags.a.bucketing: unknown bucketing \"v2\"; did you mean \"v1\"?")]
    [InlineData(
        """{ "flags": { "a": { "bucketing": "murmur" } } }""",
        "1:34 $.flags.a.bucketing: unknown bucketing \"murmur\"; there is v1, js-hash-100, configcat, flagd, flagsmith, flipper, flipt, go-feature-flag, growthbook-v1, growthbook-v2, launchdarkly, microsoft, optimizely, posthog, split, statsig, unleash")]
    [InlineData(
        """{ "flags": { "a": { "salt": "" } } }""",
        "1:29 $.flags.a.salt: expected a salt of 1 to 512 characters, found \"\" (a string)")]
    [InlineData(
        """{ "flags": { "a": { "expires": "2027-01-01T00:00:00Z" } } }""",
        "1:32 $.flags.a.expires: expected a date such as \"2027-01-31\", found \"2027-01-01T00:00:00Z\" (a string)")]
    [InlineData(
        """{ "flags": { "a b": { } } }""",
        "1:14 $.flags['a b']: \"a b\" is not a valid name; it takes 1 to 128 letters (a-z, A-Z), digits, '.', '_' or '-'")]
    [InlineData(
        """{ "flags": { "a-b": { }, "A_b": { } } }""",
        "1:26 $.flags.A_b: \"A_b\" and \"a-b\" on line 1 differ only in case, '-' and '_'; rename one")]
    [InlineData(
        """{ "flags": { "searchv2": { }, "search-v2": { }, "search.v2": { } } }""",
        "1:31 $.flags.search-v2: \"search-v2\" and \"searchv2\" on line 1 differ only in case, '-' and '_'; rename one")]
    [InlineData(
        """{ "segments": { "s": { } } }""",
        "1:17 $.segments.s: a segment needs one of \"when\", \"include\", \"exclude\", \"source\"")]
    [InlineData(
        """{ "segments": { "s": { "include": [{ "segment": "t" }] } } }""",
        "1:36 $.segments.s.include[0]: expected a customer id of 1 to 512 bytes, found an object")]
    [InlineData(
        """{ "plans": { "p": { "stages": [] }, "q": {}, "r": [], "s": { "stages": [1, { "x": 1, "x": 2 }] } } }""",
        "1:21 $.plans.p.stages: a plan has at least one stage",
        "1:37 $.plans.q: a plan needs \"stages\"",
        "1:51 $.plans.r: expected a plan: {\"stages\": [ … ]}, found an array",
        "1:73 $.plans.s.stages[0]: expected a stage, which is an object, found 1",
        "1:78 $.plans.s.stages[1].x: unknown member \"x\"; a stage has name, description, percentage, customers, steps, minimumDuration, minimumSamples, proof, advanceWhen, holdWhen, rollbackWhen, inherit, approvals, checklist, onFailure, eligible, strata, automatic, expectedVolume",
        "1:86 $.plans.s.stages[1].x: unknown member \"x\"; a stage has name, description, percentage, customers, steps, minimumDuration, minimumSamples, proof, advanceWhen, holdWhen, rollbackWhen, inherit, approvals, checklist, onFailure, eligible, strata, automatic, expectedVolume")]
    [InlineData(
        """{ "flags": { "a": { } }, "plans": { "p": { "stages": [{ "name": "s", "percentage": 1 }] } }, "rollouts": { "b": { "plan": "p" }, "a": { "plan": "pp" } } }""",
        "1:108 $.rollouts.b: unknown flag \"b\"; did you mean \"a\"?",
        "1:145 $.rollouts.a.plan: unknown plan \"pp\"; did you mean \"p\"?")]
    [InlineData(
        """{ "flags": { "a": { } }, "rollouts": { "a": { }, "b": { "paln": "p" } } }""",
        "1:40 $.rollouts.a: a rollout needs \"plan\"",
        "1:57 $.rollouts.b.paln: unknown member \"paln\"; did you mean \"plan\"?")]
    [InlineData(
        """{ "a": { "enabled": true, "rollout": { "percentage": 5 } } }""",
        "1:8 $.a: \"enabled\" and \"rollout\" belong to two formats; a flag has either enabled, rollout_percentage, beta_customers, requires or key, variations, rollout, prerequisites")]
    [InlineData(
        """{ "a": { "key": "b", "variations": [true, true], "rollout": { "percent": 5, "percentage": "5" } } }""",
        "1:17 $.a.key: \"key\" is \"b\", but the flag stands under \"a\"; make them the same",
        "1:36 $.a.variations: expected [true, false]: a flag of this format is on or off",
        "1:63 $.a.rollout.percent: unknown member \"percent\"; a rollout has percentage, whitelist",
        "1:91 $.a.rollout.percentage: expected a number from 0 to 100 with at most three decimals, found \"5\" (a string); write it without quotes")]
    [InlineData(
        """{ "a": { "variations": ["on", false], "prerequisites": ["zz"] }, "b b": 7 }""",
        "1:25 $.a.variations[0]: expected true or false, found \"on\" (a string)",
        "1:57 $.a.prerequisites[0]: unknown flag \"zz\"",
        "1:66 $['b b']: \"b b\" is not a valid name; it takes 1 to 128 letters (a-z, A-Z), digits, '.', '_' or '-'",
        "1:73 $['b b']: expected an object with the flag's members, found 7")]
    [InlineData(
        """{ "a": { "enabled": true, "percentage": 5 } }""",
        "1:27 $.a.percentage: unknown member \"percentage\"; a flag at the root (where the file has no \"flags\") has enabled, rollout_percentage, beta_customers, requires")]
    public void Says_where_it_is_what_was_found_and_what_was_probably_meant(string json, params string[] expected)
    {
        Assert.Equal(expected.Select(error => "flags.json:" + error).ToArray(), Reading.Errors(json));
    }

    /// <summary>A rule's salt may be another tool's key with its salt.</summary>
    [Fact]
    public void A_rules_share_may_end_at_100_percent_and_its_salt_have_512_characters()
    {
        var rule = Assert.Single(Reading.Flag(Rule(512)).Rules!);
        Assert.Equal((50m, 50m, 512), (rule.From, rule.Percentage, rule.Salt!.Length));
        Assert.Contains("expected a salt of 0 to 512 characters", Assert.Single(Reading.Errors($$"""{ "flags": { "a": { {{Rule(513)}} } } }""")), StringComparison.Ordinal);

        static string Rule(int length) => $$""" "rules": [{ "when": "true", "percentage": 50, "from": 50, "salt": "{{new string('s', length)}}" }] """;
    }
}
