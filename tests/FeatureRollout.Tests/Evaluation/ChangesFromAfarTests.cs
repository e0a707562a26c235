using FeatureRollout.Flags;
using FeatureRollout.TestKit;

namespace FeatureRollout.Tests.Evaluation;

/// <summary>Flags whose own definition stays, and whose answers change all the same.</summary>
[Trait("Requirement", "F-11")]
public sealed class ChangesFromAfarTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("\"include\": [{ \"segment\": \"s\" }]")]
    [InlineData("\"percentage\": 50, \"exclude\": [\"x\", { \"segment\": \"s\" }]")]
    [InlineData("\"rules\": [ { \"when\": \"a == 1 || segment('s')\", \"percentage\": 50 } ]")]
    [InlineData("\"include\": [{ \"segment\": \"far\" }]")]
    public async Task A_segment_that_changes_is_told_for_the_flags_that_refer_to_it(string members)
    {
        string File(string segment) => $$"""
            { "flags": { "user": { {{members}} }, "killed": { "enabled": false, {{members}} }, "other": { "include": [{ "segment": "another" }] } },
              "segments": { "far": { "when": "segment('near')" }, "near": { "when": "b == 1 && !segment('s')" }, "s": { {{segment}} }, "another": { "include": ["x"] } } }
            """;
        string[] segments =
        [
            "\"include\": [\"a\"]", "\"include\": [\"b\"]", "\"exclude\": [\"b\"]", "\"when\": \"plan == 'x'\"", "\"when\": \"plan == 'y'\"", "\"source\": \"crm\"",
        ];
        using var client = Served.Client(Read(File("\"include\": [\"z\"]")));
        var told = Hearing.Of(client);
        for (var i = 0; i < segments.Length; i++)
        {
            client.Publish([Read(File(segments[i]))]);
            Assert.Equal(FormattableString.Invariant($"{i + 2}: user"), await told.Next());
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_segment_that_a_stage_refers_to_is_told_for_its_flag(int place)
    {
        var stage = new RolloutStage { Name = "1", Active = true, Percentage = Percentage.FromPercent(10) };
        var when = Condition.Parse("segment('s')");
        stage = place switch
        {
            0 => stage with { Customers = new Audience { Segments = ["s"] } },
            1 => stage with { Eligible = when },
            _ => stage with { Strata = [new FlagRule(when, Percentage.FromPercent(20))] },
        };
        var store = Served.Store(new FlagState { Key = "a", Stage = stage });
        using var client = Served.Client(File("x"), store);
        var told = Hearing.Of(client);
        client.Publish([File("y"), store]);
        Assert.Equal("2: a", await told.Next());

        static Layer File(string customer) => new("file", Served.Set(Served.Flag("a", 30), Served.Flag("b", 30)) with
        {
            Segments = Served.Segments(new SegmentDefinition { Name = "s", Include = CustomerList.Of(customer) }),
        });
    }

    [Fact]
    public async Task A_segment_taken_from_another_layer_is_told_and_the_same_content_read_again_is_not()
    {
        const string Flags = """{ "flags": { "a": { "include": [{ "segment": "s" }] } }, "segments": { "s": { "include": ["x"] } } }""";
        var other = Served.Json("other", """{ "segments": { "s": { "include": ["y"] } } }""", closed: false);
        using var client = Served.Client(Read(Flags));
        var told = Hearing.Of(client);
        client.Publish([Read(Flags)]);
        client.Publish([Read(Flags), other]);
        client.Publish([Read(Flags), other]);
        client.Publish([Read(Flags)]);
        Assert.Equal(["3: a", "5: a"], await told.Next(2));
    }

    [Fact]
    public async Task A_prerequisite_that_changes_is_told_for_all_that_require_it_however_far()
    {
        Layer File(decimal percentage) => Served.Layer(
            Served.Flag("leaf", 100) with { Requires = ["middle"] },
            Served.Flag("middle", 100) with { Requires = ["root"] },
            Served.Flag("root", percentage),
            Served.Flag("killed", 100) with { Requires = ["root"], Enabled = false },
            Served.Flag("behind", 100) with { Requires = ["killed"] },
            Served.Flag("other", 10));
        using var client = Served.Client(File(1));
        var told = Hearing.Of(client);
        client.Publish([File(2)]);
        Assert.Equal("2: leaf,middle,root", await told.Next());
    }

    [Fact]
    public async Task A_segment_is_told_through_prerequisites_too()
    {
        static string File(string id) => $$"""
            { "flags": { "root": { "include": [{ "segment": "s" }] }, "leaf": { "enabled": true, "requires": ["root"] } }, "segments": { "s": { "include": ["{{id}}"] } } }
            """;
        using var client = Served.Client(Read(File("a")));
        var told = Hearing.Of(client);
        client.Publish([Read(File("b"))]);
        Assert.True(client.IsEnabled("leaf", "b"));
        Assert.Equal("2: leaf,root", await told.Next());
    }

    [Fact]
    public async Task A_schedule_that_turns_and_an_override_that_expires_are_told_with_the_flags_that_require_them()
    {
        var time = new VirtualTimeProvider(Start);
        using var client = Served.Client(
            new FeatureFlagsOptions { TimeProvider = time },
            Served.Layer(
                Served.Flag("scheduled", 100) with { Schedule = new FlagSchedule(Start.AddHours(1), Start.AddHours(4)) },
                Served.Flag("needs-scheduled", 100) with { Requires = ["scheduled"] },
                Served.Flag("overridden", 0) with { Overrides = Until(Start.AddHours(2)) },
                Served.Flag("needs-overridden", 100) with { Requires = ["overridden"] },
                Served.Flag("covered", 0) with { Overrides = Until(Start.AddHours(3)) },
                Served.Flag("killed", 0) with { Overrides = Until(Start.AddHours(2)), Enabled = false }),
            Served.Store(new FlagState { Key = "covered", Overrides = Served.Overrides(("acme", true)) }));
        var told = Hearing.Of(client);
        for (var hour = 0; hour < 4; hour++)
        {
            time.Advance(TimeSpan.FromHours(1));
        }

        // At the third hour only an override expires under another that says the same.
        Assert.Equal(["2: needs-scheduled,scheduled", "3: needs-overridden,overridden", "5: needs-scheduled,scheduled"], await told.Next(3));
    }

    private static Dictionary<string, FlagOverride> Until(DateTimeOffset until) =>
        new(StringComparer.Ordinal) { ["acme"] = new FlagOverride { Enabled = true, Until = until } };

    private static Layer Read(string json) => Served.Json("file", json);
}
