using FeatureRollout.Cli.Importing;
using FeatureRollout.Cli.Importing.From.Unleash;
using FeatureRollout.Cli.Terminal;

namespace FeatureRollout.Cli.Tests.Importing.From.Unleash;

[Trait("Requirement", "F-28")]
public sealed class UnleashImporterTests
{
    [Fact]
    public void A_rollout_is_a_percentage_with_one_rule_for_those_who_are_only_known_by_their_session()
    {
        using var imported = Features("""{ "name": "search", "enabled": true, "strategies": [ { "name": "flexibleRollout", "parameters": { "rollout": "25", "stickiness": "default", "groupId": "find" } } ] }""");

        var flag = imported["search"];
        Assert.Equal((25m, "unleash", "find", null), (flag.Percentage, flag.Bucketing, flag.Salt, flag.Unit));
        var rule = Assert.Single(flag.Rules!);
        Assert.Equal(("not has(customerId) and has(sessionId)", 25m, "sessionId", true), (rule.When.Text, rule.Percentage, rule.Unit, rule.Continue));
        Assert.Empty(imported.Lost);
    }

    [Fact]
    public void Where_all_is_drawn_by_one_attribute_it_is_the_flags_unit()
    {
        using var imported = Features("""{ "name": "search", "enabled": true, "strategies": [ { "name": "flexibleRollout", "parameters": { "rollout": 25, "stickiness": "company" } } ] }""");

        Assert.Equal((25m, "company"), (imported["search"].Percentage, imported["search"].Unit));
        Assert.Null(imported["search"].Rules);
    }

    [Fact]
    public void Listed_users_are_included_and_with_a_constraint_they_are_a_rule()
    {
        using var imported = Features("""
            { "name": "listed", "enabled": true, "strategies": [ { "name": "userWithId", "parameters": { "userIds": "ann, bob" } }, { "name": "gradualRolloutUserId", "parameters": { "percentage": "10", "groupId": "g" } } ] },
            { "name": "ruled", "enabled": true, "strategies": [ { "name": "userWithId", "parameters": { "userIds": "ann" }, "constraints": [ { "contextName": "environment", "operator": "IN", "values": ["prod"] } ] } ] }
            """);

        Assert.Equal(["ann", "bob"], imported["listed"].Include!.Customers, StringComparer.Ordinal);
        Assert.Equal((10m, "g"), (imported["listed"].Percentage, imported["listed"].Salt));
        Assert.Equal("(customerId in ['ann']) and (environment in ['prod'])", Assert.Single(imported["ruled"].Rules!).When.Text);
    }

    [Fact]
    public void Another_field_can_be_the_customer_and_a_field_called_like_the_customers_id_gets_another_name()
    {
        const string State = """
            { "features": [ { "name": "search", "enabled": true, "strategies": [ { "name": "flexibleRollout", "parameters": { "rollout": "25", "stickiness": "customerId" },
            "constraints": [ { "contextName": "userId", "operator": "IN", "values": ["ann"] } ] } ] } ] }
            """;
        using var itself = Carried.Of(new UnleashImporter(), State, UnleashContext.Now, customer: "customerId");
        Assert.Equal("userId in ['ann']", Assert.Single(itself["search"].Rules!).When.Text);
        Assert.Null(itself["search"].Unit);

        using var users = Carried.Of(new UnleashImporter(), State, UnleashContext.Now);
        Assert.Equal("customerId in ['ann']", Assert.Single(users["search"].Rules!).When.Text);
        Assert.Equal("properties.customerId", users["search"].Unit);
        Assert.Contains(users.Import.Notes, note => note.Kind == ImportNoteKind.Told && note.Message.Contains("properties.customerId", StringComparison.Ordinal));
    }

    [Fact]
    public void Times_of_all_strategies_are_the_flags_and_others_are_noted()
    {
        const string After = """ "constraints": [ { "contextName": "currentTime", "operator": "DATE_AFTER", "value": "2026-05-01T00:00:00Z" } ] """;
        using var imported = Features($$"""
            { "name": "all", "enabled": true, "strategies": [ { "name": "default", {{After}} }, { "name": "default", {{After}} } ] },
            { "name": "some", "enabled": true, "strategies": [ { "name": "default", {{After}} }, { "name": "userWithId", "parameters": { "userIds": "ann" } } ] }
            """);

        Assert.Equal(new FlagSchedule(new DateTimeOffset(2026, 5, 1, 0, 0, 0, 1, TimeSpan.Zero), null), imported["all"].Schedule);
        Assert.Null(imported["some"].Schedule);
        Assert.Equal("$.features[1].strategies[0]", Assert.Single(imported.Lost).Path);
        Assert.False(imported.Flags.IsEnabled("some", "bob"));
        Assert.True(imported.Flags.IsEnabled("some", EvaluationContext.For("bob").With("currentTime", new DateTimeOffset(2026, 6, 1, 0, 0, 0, TimeSpan.Zero))));
    }

    [Fact]
    public void A_long_list_of_users_becomes_a_segment_and_answers_the_same()
    {
        var users = Enumerable.Range(0, 5_000).Select(number => FormattableString.Invariant($"\"user-{number}\""));
        using var imported = Features($$"""
            { "name": "many", "enabled": true, "strategies": [ { "name": "default", "constraints": [ { "contextName": "userId", "operator": "IN", "values": [ {{string.Join(", ", users)}} ] } ] } ] },
            { "name": "other", "enabled": true, "strategies": [ { "name": "default", "constraints": [ { "contextName": "company", "operator": "NOT_IN", "values": [ {{string.Join(", ", users)}} ] } ] } ] }
            """);

        Assert.True(imported.Flags.IsEnabled("many", "user-4999"));
        Assert.False(imported.Flags.IsEnabled("many", "user-5000"));
        Assert.False(imported.Flags.IsEnabled("other", EvaluationContext.For("x").With("company", "user-4999")));
        Assert.True(imported.Flags.IsEnabled("other", "x"));
    }

    [Fact]
    public void Whatever_is_not_carried_is_noted_where_it_stands()
    {
        using var imported = Carried.Of(new UnleashImporter(), """
            {
              "version": 3, "news": 1,
              "features": [
                { "name": "a", "enabled": true, "colour": "red", "strategies": [
                  { "name": "gradualRolloutRandom", "parameters": { "percentage": "50" } },
                  { "name": "ownThing" },
                  { "name": "applicationHostname", "parameters": { "hostNames": "web1" } },
                  { "name": "flexibleRollout", "parameters": { "rollout": "50", "stickiness": "random" } },
                  { "name": "default", "constraints": [
                    { "contextName": "x", "operator": "ROUGHLY", "values": ["1"] } ] } ] },
                { "name": "b", "enabled": true, "strategies": [
                  { "name": "flexibleRollout", "parameters": { "rollout": "50", "stickiness": "userId", "groupId": "g" } },
                  { "name": "flexibleRollout", "parameters": { "rollout": "50", "stickiness": "company", "groupId": "h" } } ],
                  "variants": [ { "name": "x y", "weight": 1 }, { "name": "z", "weight": 1, "payload": { "type": "json", "value": "{" } } ] },
                { "name": "c", "enabled": true, "strategies": [], "dependencies": [
                  { "feature": "b", "enabled": false } ] },
                { "name": "d", "enabled": true, "strategies": [], "dependencies": [
                  { "feature": "b", "variants": ["z"] } ] },
                { "name": "a", "enabled": true, "strategies": [] }
              ]
            }
            """);

        (int Line, string Part)[] expected =
        [
            (2, "Version 3"), (2, "\"news\""), (4, "\"colour\""), (5, "anew"), (6, "ownThing"), (7, "hostname"), (8, "anew"), (10, "ROUGHLY"),
            (13, "group \"h\""), (14, "by company"), (14, "x y"), (14, "no json"), (16, "draws its"), (18, "its variants"), (19, "that of another"),
        ];
        Assert.All(expected, note => Assert.Single(imported.Lost, lost => lost.Line == note.Line && lost.Message.Contains(note.Part, StringComparison.Ordinal)));
        Assert.Equal(expected.Length, imported.Lost.Count);
        Assert.Equal(["a", "b", "c", "d"], imported.Import.Flags.Keys.Order(StringComparer.Ordinal), StringComparer.Ordinal);
        Assert.False(imported.Flags.IsEnabled("c", "ann"));
        Assert.False(imported.Flags.IsEnabled("d", "ann"));
    }

    [Fact]
    public void What_means_nothing_for_an_answer_is_no_loss()
    {
        using var imported = Carried.Of(new UnleashImporter(), """
            { "version": 2, "query": { "environment": "prod" }, "meta": {}, "features": [ { "name": "a", "enabled": true, "type": "kill-switch", "description": "d", "project": "p",
            "stale": false, "impressionData": true, "strategies": [ { "name": "default", "sortOrder": 1, "title": "t", "id": "1" }, { "name": "userWithId", "disabled": true } ] } ] }
            """);

        Assert.Empty(imported.Lost);
        Assert.Equal((100m, true), (imported["a"].Percentage, imported["a"].Permanent));
    }

    [Fact]
    public void A_file_of_something_else_is_refused()
    {
        var error = Assert.Throws<CliException>(() => Carried.Of(new UnleashImporter(), """{ "flags": {} }"""));
        Assert.Equal(ExitCodes.Data, error.ExitCode);
        Assert.Contains("\"features\"", error.Message, StringComparison.Ordinal);
    }

    private static Carried Features(string features) => Carried.Of(new UnleashImporter(), $$"""{ "version": 2, "features": [ {{features}} ] }""", UnleashContext.Now);
}
