using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FeatureRollout.Evaluation;
using FeatureRollout.Bodies;
using FeatureRollout.Ofrep;

namespace FeatureRollout.AspNetCore.Tests.Ofrep;

[Trait("Requirement", "F-19")]
public sealed class OfrepLawTests
{
    private readonly Dictionary<string, int> _seen = new(StringComparer.Ordinal);

    [Fact]
    public void The_answers_over_the_wire_are_those_of_the_library()
    {
        // Always the same seeds, so that what is met at all does not hang on the day.
        for (var seed = 0; seed < 400; seed++)
        {
            Holds(new Random(seed));
        }

        foreach (var needed in new[] { "value", "code default", "TARGETING_KEY_MISSING", "INVALID_CONTEXT", nameof(FlagReason.Rule), nameof(FlagReason.PrerequisiteOff), nameof(FlagReason.Override) })
        {
            Assert.True(_seen.GetValueOrDefault(needed) > 50, $"{needed}: {_seen.GetValueOrDefault(needed)}");
        }
    }

    private void Holds(Random random)
    {
        using var flags = FeatureFlags.FromJson(Flags(random).ToJsonString());
        for (var i = 0; i < 5; i++)
        {
            var (body, context) = Context(random);
            Assert.Null(OfrepContext.Read(Encoding.UTF8.GetBytes(body.ToJsonString()), out var read));
            foreach (var (key, answer) in All(flags, read))
            {
                Holds(flags, flags.Evaluate(key, context), context, answer);
            }
        }
    }

    private void Holds(FeatureFlags flags, in FlagEvaluation expected, in EvaluationContext context, JsonElement answer)
    {
        if (answer.TryGetProperty("errorCode", out var code))
        {
            // No id is in no percentage and draws no variant: whoever has none is told so rather than "off".
            Seen(code.GetString()!);
            Assert.True(expected.Enabled ? expected.Variant is null && expected.Source!.Variants is not null : expected.Reason is FlagReason.Percentage or FlagReason.Rule or FlagReason.PrerequisiteOff);
            var whole = context.With("account", "a");
            whole = string.IsNullOrEmpty(whole.CustomerId) ? EvaluationContext.For("c1").With("account", "a").With("plan", Plan(context)!) : whole;
            Assert.False(All(flags, whole)[expected.Flag].TryGetProperty("errorCode", out _));
            return;
        }

        HoldsForEveryStranger(flags, expected, context);
        Seen(expected.Reason.ToString());
        Assert.Equal(expected.Variant ?? (expected.Enabled ? "on" : "off"), answer.GetProperty("variant").GetString());
        Assert.Equal(expected.Reason.ToString().ToUpperInvariant(), answer.GetProperty("metadata").GetProperty("reason").GetString()!.Replace("_", "", StringComparison.Ordinal));
        var variants = flags.GetDefinition(expected.Flag)!.Variants ?? [];
        if (!answer.TryGetProperty("value", out var value))
        {
            Seen("code default");
            Assert.NotEmpty(variants);
            Assert.Equal("mine", flags.GetVariant(expected.Flag, context, "mine"));
            Assert.Equal(4711, flags.GetVariant(expected.Flag, context, 4711));
            return;
        }

        Seen("value");
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                Assert.Equal(flags.GetVariant(expected.Flag, context, ""), value.GetString());
                break;
            case JsonValueKind.Number:
                Assert.Equal(flags.GetVariant(expected.Flag, context, double.NaN), value.GetDouble());
                break;
            case JsonValueKind.Object:
                Assert.Equal(flags.GetVariant(expected.Flag, context, default(JsonElement)).GetRawText(), value.GetRawText());
                break;
            default:
                Assert.Equal(variants.Count == 0 ? expected.Enabled : flags.GetVariant(expected.Flag, context, false), value.GetBoolean());
                break;
        }
    }

    /// <summary>Where something is missing and an answer is given all the same, nobody whom no list names would have had another one.</summary>
    private static void HoldsForEveryStranger(FeatureFlags flags, in FlagEvaluation expected, in EvaluationContext context)
    {
        var isKnown = !string.IsNullOrEmpty(context.CustomerId);
        for (var i = 0; i < 20; i++)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"stranger-{i}");
            var whole = isKnown ? context : With(EvaluationContext.For(name), context);
            whole = context.Get("account").Kind == AttributeKind.Missing ? whole.With("account", name) : whole;
            Assert.Equal(expected.Enabled, flags.Evaluate(expected.Flag, whole).Enabled);
        }

        static EvaluationContext With(EvaluationContext whole, in EvaluationContext from)
        {
            foreach (var (name, value) in from.Attributes)
            {
                whole = value.Kind switch
                {
                    AttributeKind.Text => whole.With(name, value.Text),
                    AttributeKind.Number => whole.With(name, (long)value.Number),
                    _ => whole.With(name, value.Boolean),
                };
            }

            return whole;
        }
    }

    private void Seen(string what) => _seen[what] = _seen.GetValueOrDefault(what) + 1;

    private static string? Plan(in EvaluationContext context) => context.Get("plan") is { Kind: AttributeKind.Text } plan ? plan.Text : null;

    private static Dictionary<string, JsonElement> All(FeatureFlags flags, EvaluationContext context)
    {
        using var bytes = new PooledBytes(0);
        using (var writer = new Utf8JsonWriter(bytes))
        {
            new OfrepBulk().Write(writer, flags.For(context), null);
        }

        return JsonDocument.Parse(bytes.Written.ToArray()).RootElement.GetProperty("flags").EnumerateArray()
            .ToDictionary(flag => flag.GetProperty("key").GetString()!, StringComparer.Ordinal);
    }

    private static JsonObject Flags(Random random)
    {
        var flags = new JsonObject();
        var count = random.Next(1, 9);
        for (var i = 0; i < count; i++)
        {
            var flag = new JsonObject { ["percentage"] = new[] { 0m, 12.5m, 50m, 100m }[random.Next(4)] };
            if (Chance(20))
            {
                flag["enabled"] = Chance(50);
            }

            if (Chance(25))
            {
                flag["include"] = new JsonArray("c1", "a");
            }

            if (Chance(15))
            {
                flag["exclude"] = new JsonArray("c2");
            }

            if (Chance(25))
            {
                flag["overrides"] = new JsonObject { ["c3"] = new JsonObject { ["enabled"] = Chance(50) } };
            }

            if (Chance(35))
            {
                flag["rules"] = new JsonArray(
                    new JsonObject { ["when"] = "plan == 'pro'", ["percentage"] = new[] { 0, 30, 100 }[random.Next(3)] },
                    new JsonObject { ["when"] = "seats > 5 && beta == true", ["percentage"] = 60 });
                foreach (var rule in flag["rules"]!.AsArray().OfType<JsonObject>())
                {
                    Draw(rule);
                }
            }

            if (i > 0 && Chance(30))
            {
                flag["requires"] = new JsonArray(Name(random.Next(i)));
            }

            if (Chance(20))
            {
                flag["unit"] = "account";
            }

            if (Chance(45))
            {
                flag["variants"] = Variants(random.Next(5));
            }

            flags[Name(i)] = flag;
        }

        return new JsonObject { ["flags"] = flags };

        void Draw(JsonObject rule)
        {
            if (Chance(30))
            {
                rule["unit"] = Chance(60) ? "account" : "customerId";
            }

            if (Chance(30))
            {
                rule["salt"] = "own";
            }

            if (Chance(40))
            {
                rule["continue"] = true;
            }
        }

        bool Chance(int percent) => random.Next(100) < percent;

        static string Name(int i) => string.Create(CultureInfo.InvariantCulture, $"flag_{i}");
    }

    private static JsonObject Variants(int kind) => kind switch
    {
        0 => new() { ["a"] = Variant(true), ["b"] = Variant(false) },
        1 => new() { ["a"] = Variant("x"), ["b"] = Variant("y") },
        2 => new() { ["a"] = Variant(1), ["b"] = Variant(2.5) },
        3 => new() { ["a"] = new JsonObject { ["weight"] = 1 }, ["b"] = Variant(true) },
        _ => new() { ["a"] = Variant(new JsonObject { ["k"] = "v" }) },
    };

    private static JsonObject Variant(JsonNode value) => new() { ["weight"] = 1, ["value"] = value };

    private static (JsonObject Body, EvaluationContext Context) Context(Random random)
    {
        var context = EvaluationContext.For(random.Next(4) switch { 0 => null, 1 => "c" + random.Next(5), _ => "customer-" + random.Next(1000) });
        var members = new JsonObject();
        if (context.CustomerId is not null)
        {
            members["targetingKey"] = context.CustomerId;
        }

        if (random.Next(2) == 0)
        {
            var plan = random.Next(2) == 0 ? "pro" : "free";
            (members["plan"], context) = (plan, context.With("plan", plan));
        }

        if (random.Next(2) == 0)
        {
            var seats = random.Next(10);
            (members["seats"], context) = (seats, context.With("seats", seats));
            (members["beta"], context) = (true, context.With("beta", true));
        }

        if (random.Next(2) == 0)
        {
            var account = random.Next(20);
            (members["account"], context) = random.Next(2) == 0
                ? ((JsonNode)account, context.With("account", account))
                : ("a", context.With("account", "a"));
        }

        return (new JsonObject { ["context"] = members }, context);
    }
}
