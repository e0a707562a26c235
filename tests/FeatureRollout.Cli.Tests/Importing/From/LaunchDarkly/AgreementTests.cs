using System.Text.Json;
using System.Text.Json.Nodes;
using FeatureRollout.Cli.Importing.From.LaunchDarkly;

namespace FeatureRollout.Cli.Tests.Importing.From.LaunchDarkly;

[Trait("Requirement", "F-28")]
[Trait("Requirement", "F-29")]
public sealed class AgreementTests
{
    private const int Files = 120;

    [Fact]
    public void Nobody_is_moved_by_an_import()
    {
        var (on, asked) = (0, 0);
        for (var seed = 0; seed < Files; seed++)
        {
            var random = new RandomFlags(seed);
            var data = Parsed(random.File());
            var evaluator = new PlainEvaluator(data);
            using var carried = Carried.Of(new LaunchDarklyImporter(), data.ToJsonString());
            Assert.Empty(carried.Lost);
            for (var i = 0; i < 25; i++)
            {
                var contexts = Parsed(random.Contexts());
                var context = Context(contexts);
                foreach (var key in RandomFlags.Keys)
                {
                    var expected = evaluator.Evaluate(key, contexts).Value;
                    var actual = Answer(carried, key, context);
                    asked++;
                    on += expected is null ? 0 : 1;
                    Assert.True(
                        JsonNode.DeepEquals(actual, expected),
                        $"{seed}, {key}: {actual} instead of {expected} for {contexts.ToJsonString()}\n{data.ToJsonString()}\n{carried.File}");
                }
            }
        }

        Assert.InRange(on, asked / 2, asked);
    }

    private static JsonObject Parsed(JsonObject made) => JsonNode.Parse(made.ToJsonString())!.AsObject();

    private static JsonNode? Answer(Carried carried, string key, EvaluationContext context) => carried[key].Variants is null
        ? JsonValue.Create(carried.Flags.IsEnabled(key, context))
        : carried.Flags.GetVariant(key, context, default(JsonElement)) is { ValueKind: not JsonValueKind.Undefined } value ? JsonNode.Parse(value.GetRawText()) : null;

    private static EvaluationContext Context(JsonObject contexts)
    {
        var context = EvaluationContext.For((string?)contexts["user"]?["key"]);
        foreach (var (kind, attributes) in contexts)
        {
            foreach (var (name, value) in attributes!.AsObject())
            {
                var here = kind == "user" ? name : $"{kind}.{name}";
                context = value switch
                {
                    JsonArray list => context.With(here, list.Select(each => (string)each!)),
                    JsonObject map => context.With(here + ".city", (string?)map["city"]),
                    JsonValue text when text.TryGetValue<string>(out var some) => context.With(here, some),
                    JsonValue truth when truth.TryGetValue<bool>(out var some) => context.With(here, some),
                    _ => context.With(here, (double)value!.AsValue()),
                };
            }
        }

        return context;
    }
}
