using FeatureRollout.Flags;

namespace FeatureRollout.Tests.Evaluation;

[Trait("Requirement", "F-04")]
[Trait("Requirement", "F-11")]
public sealed class ChangeTests
{
    private const string File = """
        { "flags": {
            "everything": { "enabled": true, "percentage": 25, "include": ["a", { "segment": "beta" }], "exclude": ["b"], "requires": ["other"],
              "rules": [ { "when": "vertical == 'x'", "percentage": 50, "from": 5, "salt": "r", "bucketing": "js-hash-100", "unit": "seat", "variants": { "blue": 3 }, "continue": true } ], "variantSalt": "w", "overrides": { "acme": { "enabled": false, "reason": "r", "until": "2099-01-01" } },
              "variants": { "blue": { "weight": 50, "value": { "a": [1, 2] } }, "red": { "weight": 50 } }, "schedule": { "from": "2020-01-01" },
              "salt": "s", "bucketing": "v1", "unit": "customerId", "default": false, "fallback": "f", "message": "m", "owner": "o", "expires": "2099-01-01", "permanent": false },
            "other": { "percentage": 10 } },
          "segments": { "beta": { "include": ["c"] } } }
        """;

    public static TheoryData<string, string> Edits => new()
    {
        { "\"percentage\": 25", "\"percentage\": 26" },
        { "[\"a\", {", "[\"a\", \"z\", {" },
        { "\"exclude\": [\"b\"]", "\"exclude\": [\"c\"]" },
        { "\"requires\": [\"other\"],", "" },
        { "vertical == 'x'", "vertical == 'y'" },
        { "\"percentage\": 50", "\"percentage\": 51" },
        { "\"from\": 5", "\"from\": 6" },
        { "\"salt\": \"r\"", "\"salt\": \"\"" },
        { "\"bucketing\": \"js-hash-100\"", "\"bucketing\": \"v1\"" },
        { ", \"unit\": \"seat\"", "" },
        { "{ \"blue\": 3 }", "{ \"red\": 3 }" },
        { "{ \"blue\": 3 }", "{ \"blue\": 4 }" },
        { ", \"continue\": true", "" },
        { "\"variantSalt\": \"w\"", "\"variantSalt\": \"x\"" },
        { "\"enabled\": false", "\"enabled\": true" },
        { "\"reason\": \"r\"", "\"reason\": \"because\"" },
        { "2099-01-01\" } }", "2098-01-01\" } }" },
        { "\"value\": { \"a\": [1, 2] }", "\"value\": { \"a\": [1, 3] }" },
        { "\"weight\": 50, ", "\"weight\": 51, " },
        { "\"from\": \"2020-01-01\"", "\"from\": \"2021-01-01\"" },
        { "\"salt\": \"s\"", "\"salt\": \"t\"" },
        { "\"bucketing\": \"v1\"", "\"bucketing\": \"js-hash-100\"" },
        { "\"unit\": \"customerId\"", "\"unit\": \"tenant\"" },
        { "\"default\": false", "\"default\": true" },
        { "\"message\": \"m\"", "\"message\": \"n\"" },
        { "\"owner\": \"o\"", "\"owner\": \"p\"" },
        { "\"enabled\": true, ", "\"enabled\": false, " },
    };

    [Fact]
    public async Task The_same_content_read_again_is_no_change()
    {
        using var client = Served.Client(Read(File));
        var told = Hearing.Of(client);
        client.Publish([Read(File)]);
        client.Publish([Read("\n" + File + "  ")]);
        client.Publish([Read(File), Served.Layer("another", Served.Flag("end", 0))]);
        Assert.Equal("4: end", await told.Next());
    }

    [Theory]
    [MemberData(nameof(Edits))]
    public async Task Each_member_that_changes_is_told_for_its_flag_alone(string before, string after)
    {
        var edited = File.Replace(before, after, StringComparison.Ordinal);
        Assert.NotEqual(File, edited, StringComparer.Ordinal);
        using var client = Served.Client(Read(File));
        var told = Hearing.Of(client);
        client.Publish([Read(edited)]);
        Assert.Equal("2: everything", await told.Next());
    }

    [Fact]
    public async Task Added_removed_and_killed_flags_are_told_in_ordinal_order()
    {
        using var client = Served.Client(Served.Flag("b", 10), Served.Flag("a", 10), Served.Flag("z", 10));
        var told = Hearing.Of(client);
        client.Publish([Served.Layer(Served.Flag("a", 10), Served.Flag("z", 10) with { Enabled = false }, Served.Flag("C", 10))]);
        Assert.Equal("2: C,b,z", await told.Next());
    }

    [Fact]
    public async Task Each_member_of_the_state_is_told()
    {
        var stage = new RolloutStage { Name = "1", Active = true, Percentage = 10m };
        var rule = new FlagRule(Condition.Parse("a == 1"), 10m);
        FlagState[] states =
        [
            new() { Key = "a" },
            new() { Key = "a", Enabled = false },
            new() { Key = "a", Percentage = 50m },
            new() { Key = "a", Added = CustomerList.Of("x") },
            new() { Key = "a", Added = CustomerList.Of("y") },
            new() { Key = "a", Overrides = Served.Overrides(("x", true)) },
            new() { Key = "a", Overrides = Served.Overrides(("x", false)) },
            new() { Key = "a", Stage = stage },
            new() { Key = "a", Stage = stage with { Name = "2" } },
            new() { Key = "a", Stage = stage with { Active = false } },
            new() { Key = "a", Stage = stage with { Percentage = 20m } },
            new() { Key = "a", Stage = stage with { Customers = Audience.Of("x") } },
            new() { Key = "a", Stage = stage with { Eligible = Condition.Parse("a == 1") } },
            new() { Key = "a", Stage = stage with { Strata = [rule] } },
            new() { Key = "a", Stage = stage with { Strata = [rule with { Percentage = 11m }] } },
        ];
        var file = Served.Layer(Served.Flag("a", 30), Served.Flag("b", 30));
        using var client = Served.Client(file, Served.Store());
        var told = Hearing.Of(client);
        for (var i = 0; i < states.Length; i++)
        {
            client.Publish([file, Served.Store(states[i])]);
            Assert.Equal(FormattableString.Invariant($"{i + 2}: a"), await told.Next());
        }
    }

    [Fact]
    public async Task A_listener_that_throws_is_reported_under_its_name_and_the_others_still_hear()
    {
        var notices = new Hearing<FlagsNotice>();
        var trouble = new InvalidOperationException("boom");
        using var client = Served.Client(new FeatureFlagsOptions { OnNotice = notice => { notices.Add(notice); throw new InvalidOperationException("and again"); } });
        using var thrower = client.OnChange("thrower", _ => throw trouble);
        var told = Hearing.Of(client);
        client.Publish([Served.Layer(Served.Flag("a", 1))]);
        client.Publish([Served.Layer(Served.Flag("a", 2))]);
        Assert.Equal(["2: a", "3: a"], await told.Next(2));
        foreach (var notice in await notices.Next(2))
        {
            Assert.Equal(("thrower", FlagsNoticeLevel.Warning, trouble), (notice.Source, notice.Level, notice.Exception));
        }
    }

    [Fact]
    public async Task Disposing_ends_listening_once_and_for_this_listener_only()
    {
        using var client = Served.Nothing();
        var (first, second) = (new Hearing<long>(), new Hearing<long>());
        var one = client.OnChange("same-name", change => first.Add(change.Version));
        using var two = client.OnChange("same-name", change => second.Add(change.Version));
        client.Publish([Served.Layer(Served.Flag("a", 1))]);
        Assert.Equal(2, await first.Next());
        one.Dispose();
        one.Dispose();
        client.Publish([Served.Layer(Served.Flag("a", 2))]);
        Assert.Equal([2, 3], await second.Next(2));
        first.Add(-1);
        Assert.Equal(-1, await first.Next());
    }

    [Fact]
    public async Task A_listener_sees_the_new_answers_and_the_version_it_is_told()
    {
        using var client = Served.Client(Served.Flag("a", 0));
        var seen = new Hearing<(long Told, long Serving, bool Answer)>();
        using var listening = client.OnChange("test", change => seen.Add((change.Version, client.Status.Version, client.IsEnabled("a", "acme"))));
        client.Publish([Served.Layer(Served.Flag("a", 100))]);
        Assert.Equal((2L, 2L, true), await seen.Next());
    }

    [Fact]
    public async Task A_listener_that_publishes_is_told_of_its_own_change_too()
    {
        using var client = Served.Client(Served.Flag("a", 0));
        var told = new Hearing<long>();
        using var publisher = client.OnChange("publisher", change =>
        {
            told.Add(change.Version);
            if (change.Version == 2)
            {
                client.Publish([Served.Layer(Served.Flag("a", 2))]);
            }
        });
        client.Publish([Served.Layer(Served.Flag("a", 1))]);
        Assert.Equal([2, 3], await told.Next(2));
    }

    private static Layer Read(string json) => Served.Json("file", json);
}
