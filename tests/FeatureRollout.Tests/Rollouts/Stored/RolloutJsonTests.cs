using System.Buffers;
using System.Text;
using System.Text.Json;
using FeatureRollout.Rollouts.Stored;
using FsCheck;
using FsCheck.Fluent;

namespace FeatureRollout.Tests.Rollouts.Stored;

public sealed class RolloutJsonTests
{
    private static readonly Arbitrary<int> Seeds = Gen.Choose(0, int.MaxValue).ToArbitrary();

    [Fact, Trait("Requirement", "S1-12")]
    public void A_document_is_read_as_it_was_written_and_written_the_same_again() =>
        Prop.ForAll(Seeds, seed =>
        {
            var document = new Arbitrary(seed).Document();
            var json = Write(document);
            var read = RolloutJson.ReadDocument(json);
            Same.As(document, read);
            Assert.Equal(json, Write(read));
            Assert.DoesNotContain((byte)'\n', json);
        }).QuickCheckThrowOnFailure();

    [Fact, Trait("Requirement", "S1-12")]
    public void An_event_is_read_as_it_was_written_and_written_the_same_again() =>
        Prop.ForAll(Seeds, seed =>
        {
            var one = new Arbitrary(seed).Event();
            var json = Write(one);
            var read = RolloutJson.ReadEvent(json);
            Same.As(one, read);
            Assert.Equal(json, Write(read));
            Assert.DoesNotContain((byte)'\n', json);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Every_kind_of_change_has_its_name_and_comes_back()
    {
        var kinds = typeof(RolloutChange).GetNestedTypes();
        Assert.Equal(
            kinds.Select(kind => JsonNamingPolicy.CamelCase.ConvertName(kind.Name)).Order(StringComparer.Ordinal),
            ChangeKinds.Names.Order(StringComparer.Ordinal));
        var make = typeof(Arbitrary).GetMethod(nameof(Arbitrary.Make))!;
        foreach (var kind in kinds)
        {
            for (var seed = 0; seed < 20; seed++)
            {
                var change = (RolloutChange)make.MakeGenericMethod(kind).Invoke(new Arbitrary(seed), [])!;
                Same.As(change, RolloutJson.ReadEvent(Write(EventOf(change))).Change);
            }
        }
    }

    [Fact]
    public void Members_may_come_back_in_any_order()
    {
        for (var seed = 0; seed < 100; seed++)
        {
            var one = new Arbitrary(seed).Event();
            Same.As(one, RolloutJson.ReadEvent(Encoding.UTF8.GetBytes(Reversed(JsonElement.Parse(Write(one), new JsonDocumentOptions { MaxDepth = 200 })))));
        }
    }

    [Fact, Trait("Requirement", "S1-10")]
    public void A_kind_of_change_that_is_not_known_here_is_kept_as_it_is()
    {
        var json = Replace(Write(EventOf(new RolloutChange.Stepped(7))), "{\"kind\":\"stepped\",\"step\":7}", "{\"step\":7,\"kind\":\"teleported\",\"to\":[\"mars\\ud800\"]}");
        var read = RolloutJson.ReadEvent(json);
        var unknown = Assert.IsType<UnknownRolloutChange>(read.Change);
        Assert.Equal(("teleported", "{\"step\":7,\"kind\":\"teleported\",\"to\":[\"mars\\ud800\"]}"), (unknown.Kind, unknown.Json));
        Assert.Equal(json, Write(read));
    }

    [Fact, Trait("Requirement", "S1-10")]
    public void Members_that_are_not_known_here_are_passed_over()
    {
        var document = FlagDocument.Empty("a") with { Version = 3, Configured = 12.5m };
        var json = Replace(Write(document), "\"state\":{", "\"colour\":{\"deep\":[1]},\"state\":{\"mood\":null,");
        Same.As(document, RolloutJson.ReadDocument(json));
    }

    [Theory, Trait("Requirement", "S1-10")]
    [InlineData("\"reader\":1", "\"reader\":3", "needs reader 3, and this is reader 2; a newer version of the library wrote it")]
    [InlineData("\"reader\":1,", "", "needs \"reader\"")]
    [InlineData("\"version\":3", "\"version\":\"3\"", "expected a whole number, found \"3\" (a string)")]
    [InlineData("\"key\":\"a\",", "", "a document needs \"key\"")]
    [InlineData("\"configured\":12.5", "\"configured\":1012.5", "0 to 100")]
    public void What_is_wrong_is_said_with_its_place(string found, string instead, string error)
    {
        var json = Replace(Write(FlagDocument.Empty("a") with { Version = 3, Configured = 12.5m }), found, instead);
        var refused = Assert.Throws<FlagFileException>(() => RolloutJson.ReadDocument(json, "doc 7"));
        Assert.StartsWith("doc 7 was refused: 1 error", refused.Message, StringComparison.Ordinal);
        Assert.Contains(error, refused.Message, StringComparison.Ordinal);
    }

    [Fact, Trait("Requirement", "F-04")]
    public void A_document_asks_for_a_newer_reader_only_where_a_copy_in_it_needs_one()
    {
        var document = FlagDocument.Empty("a");
        var plain = new FlagDefinition { Key = "a", Rules = [new FlagRule(Condition.Parse("x == 1"), 5m)] };
        var drawing = plain with { Rules = [plain.Rules[0] with { Continue = true }] };
        var rollout = new RolloutState { Key = "a", Flags = ["a"], Plan = new PlanDefinition { Name = "p", Stages = [] } };

        Assert.Equal(1, Reader(document with { State = document.State with { Definition = plain }, Rollout = With(rollout, plain) }));
        Assert.Equal(2, Reader(document with { State = document.State with { Definition = drawing } }));
        Assert.Equal(2, Reader(document with { Rollout = With(rollout, drawing) }));
        Assert.Equal(2, Reader(document with { Rollout = rollout with { Plan = Plan(new StageDefinition { Name = "s", Steps = [], Eligible = Condition.Parse("true") }) } }));
        Assert.Equal(1, JsonElement.Parse(Write(EventOf(new RolloutChange.Replanned(rollout.Plan, With(rollout, drawing).Definitions)))).GetProperty("reader").GetInt32());

        static int Reader(FlagDocument document)
        {
            var json = Write(document);
            Same.As(document, RolloutJson.ReadDocument(json));
            return JsonElement.Parse(json).GetProperty("reader").GetInt32();
        }

        static RolloutState With(RolloutState rollout, FlagDefinition flag) =>
            rollout with { Definitions = new Dictionary<string, FlagDefinition>(StringComparer.Ordinal) { ["a"] = flag } };

        static PlanDefinition Plan(StageDefinition stage) => new() { Name = "p", Stages = [stage] };
    }

    [Fact]
    public void What_people_read_is_plain()
    {
        var one = EventOf(new RolloutChange.Advanced(2, new Dictionary<string, double>(StringComparer.Ordinal) { ["error_rate"] = 0.01 })) with
        {
            Sequence = 7,
            Reason = "it's fine",
            From = new RolloutPosition(RolloutStatus.Running, "pilot", 0, 5),
            Readings =
            [
                new CriterionResult { Criterion = "error_rate < 1%", Verdict = CriterionVerdict.Pass, Value = 0.001, Window = TimeSpan.FromDays(2), Explanation = "0.1 % < 1 %" },
            ],
        };
        Assert.Equal(
            """{"reader":1,"sequence":7,"at":"2026-01-01T09:00:00+00:00","key":"search","version":4,"actor":"ann","reason":"it's fine","""
            + """ "change":{"kind":"advanced","stage":2,"previous":{"error_rate":0.01}},"from":{"status":"running","stage":"pilot","step":0,"percentage":5},""".TrimStart()
            + """ "readings":[{"criterion":"error_rate < 1%","verdict":"pass","value":0.001,"window":"2.00:00:00","explanation":"0.1 % < 1 %"}],"forced":false}""".TrimStart(),
            Encoding.UTF8.GetString(Write(one)));
    }

    [Fact]
    public void Damaged_bytes_are_refused_and_nothing_else_is_thrown()
    {
        var random = new Random(5);
        for (var seed = 0; seed < 300; seed++)
        {
            var json = Write(new Arbitrary(seed).Document());
            json = random.Next(2) == 0 ? json[..random.Next(json.Length)] : json;
            for (var left = random.Next(3); left > 0 && json.Length > 0; left--)
            {
                json[random.Next(json.Length)] = (byte)random.Next(256);
            }

            try
            {
                RolloutJson.ReadDocument(json);
            }
            catch (FlagFileException)
            {
            }
        }
    }

    private static RolloutEvent EventOf(RolloutChange change) =>
        new() { Key = "search", Version = 4, At = new DateTimeOffset(2026, 1, 1, 9, 0, 0, TimeSpan.Zero), Actor = "ann", Change = change };

    private static byte[] Write(FlagDocument document)
    {
        var output = new ArrayBufferWriter<byte>();
        RolloutJson.Write(document, output);
        return output.WrittenSpan.ToArray();
    }

    private static byte[] Write(RolloutEvent one)
    {
        var output = new ArrayBufferWriter<byte>();
        RolloutJson.Write(one, output);
        return output.WrittenSpan.ToArray();
    }

    private static byte[] Replace(byte[] json, string found, string instead)
    {
        var text = Encoding.UTF8.GetString(json);
        Assert.Contains(found, text, StringComparison.Ordinal);
        return Encoding.UTF8.GetBytes(text.Replace(found, instead, StringComparison.Ordinal));
    }

    /// <summary>The members in the opposite order, only where names do not stand for people's order.</summary>
    private static string Reversed(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            return element.GetRawText();
        }

        return "{" + string.Join(",", element.EnumerateObject().Reverse().Select(member => $"\"{member.Name}\":{(member.Name is "change" or "from" or "to" ? Reversed(member.Value) : member.Value.GetRawText())}")) + "}";
    }
}
