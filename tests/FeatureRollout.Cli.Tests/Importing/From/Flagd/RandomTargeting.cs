using System.Globalization;
using System.Text;

namespace FeatureRollout.Cli.Tests.Importing.From.Flagd;

/// <summary>Random targeting and random contexts that meet it now and then.</summary>
internal sealed class RandomTargeting(Random random)
{
    private static readonly string[] Attributes = ["plan", "age", "email", "beta", "user.name", "targetingKey"];
    private static readonly string[] Versions = ["1.0.0", "1.2.3", "v1.2.0", "V2.0.0", "2.0", "v2", "1.10.2", "2.0.0-rc.1", "1.2.0+b1", "01.2.0", "none", "10.0.0", "v0.9.0-a"];

    public const string Evaluators = """{ "at-example": { "ends_with": [ { "var": "email" }, "@example.com" ] }, "grown": { ">=": [ { "var": "age" }, 18 ] } }""";

    /// <summary>A file with as many flags, the even ones of truth values.</summary>
    public string File(int flags)
    {
        var file = new StringBuilder("{ \"flags\": {");
        for (var i = 0; i < flags; i++)
        {
            var isBoolean = i % 2 == 0;
            string[] names = isBoolean ? random.Of<string[]>(["true", "false"], ["on", "off"]) : ["red", "green", "blue", "true"];
            var values = isBoolean ? $"\"{names[0]}\": true, \"{names[1]}\": false" : string.Join(", ", names.Select(name => $"\"{name}\": \"value of {name}\""));
            _ = file.Append(CultureInfo.InvariantCulture, $"{(i == 0 ? "" : ",")}\n\"flag-{i}\": {{ \"state\": \"ENABLED\", \"variants\": {{ {values} }}");
            _ = random.Next(5) > 0 ? file.Append(CultureInfo.InvariantCulture, $", \"defaultVariant\": \"{random.Of(names)}\"") : file;
            _ = file.Append(CultureInfo.InvariantCulture, $", \"targeting\": {Outcome(3, names, isBoolean)} }}");
        }

        return file.Append("}, \"$evaluators\": ").Append(Evaluators).Append('}').ToString();
    }

    public Dictionary<string, object?> Context()
    {
        var context = new Dictionary<string, object?>(StringComparer.Ordinal);
        Set("targetingKey", () => random.Of("", "acme", "customer-" + random.Next(1000).ToString(CultureInfo.InvariantCulture)));
        Set("plan", () => random.Of<object?>("pro", "team", "", "5", 5.0, 1.0, true, false));
        Set("age", () => random.Of<object?>(5.0, 17.5, 18.0, 0.0, 1.0, -2.0, "18", "30", " ", "", "old", true, false));
        Set("email", () => random.Of("a@example.com", "b@example.org", "", "pro"));
        Set("beta", () => random.Of<object?>(true, false, 1.0, 0.0, "true", ""));
        Set("roles", () => new object?[] { random.Of("admin", "editor"), "reader" });
        Set("version", () => random.Of(Versions));
        Set("user", () => new Dictionary<string, object?>(StringComparer.Ordinal) { ["name"] = random.Of("jack", "jane", "") });
        return context;

        void Set(string name, Func<object?> value)
        {
            if (random.Next(4) > 0)
            {
                context[name] = value();
            }
        }
    }

    private string Outcome(int depth, string[] names, bool isBoolean) => random.Next(depth > 0 ? 8 : 3) switch
    {
        0 => $"\"{random.Of(names)}\"",
        1 => random.Of("null", $"\"{random.Of(names)}\"", random.Of("true", "false")),
        2 or 3 => Split(names, isBoolean),
        4 => $$"""{"and":[{{Condition(1)}},{{Outcome(depth - 1, names, isBoolean)}}]}""",
        5 => $$"""{"if":[{{Condition(2)}},{{Outcome(depth - 1, names, isBoolean)}}]}""",
        _ => $$"""{"if":[{{Condition(2)}},{{Outcome(depth - 1, names, isBoolean)}},{{Condition(1)}},{{Outcome(depth - 1, names, isBoolean)}},{{Outcome(depth - 1, names, isBoolean)}}]}""",
    };

    /// <summary>Weights that make whole thousandths of a percent, and no variant of a flag of values twice.</summary>
    private string Split(string[] names, bool isBoolean)
    {
        var key = random.Of(
            "",
            "",
            """{"var":"email"},""",
            """{"var":"targetingKey"},""",
            """{"cat":[{"var":"$flagd.flagKey"},{"var":"email"}]},""",
            """{"cat":["seed",{"var":"user.name"}]},""",
            """{"cat":["seed"]},""",
            """{"cat":[{"var":"$flagd.flagKey"},{"var":"plan"}]},""",
            """{"var":"plan"},""");
        var shares = isBoolean
            ? random.Of<string[]>([$"[\"{names[0]}\",25]", $"[\"{names[1]}\",75]"], [$"[\"{names[1]}\",1]", $"[\"{names[0]}\"]"], [$"[\"{names[0]}\",1]", $"[\"{names[1]}\",3]", $"[\"{names[0]}\",4]"])
            : random.Of<string[]>(["[\"red\",50]", "[\"green\",50]"], ["[\"red\",1]", "[\"blue\",2]", "[\"red\",1]"], ["[\"red\",1]", "[null,1]", "[{\"var\":\"plan\"},2]"], ["[\"red\",1]", "[\"green\",2]", "[\"blue\",-3]", "[\"true\",4]"], [$$"""[{"if":[{{Condition(1)}},"red","blue"]},7]""", "[\"green\",3]"]);
        return $$"""{"fractional":[{{key}}{{string.Join(',', shares)}}]}""";
    }

    private string Condition(int depth) => random.Next(depth > 0 ? 20 : 15) switch
    {
        0 => $$"""{"{{random.Of("==", "!=", "===", "!==")}}":[{{Attribute()}},{{Constant()}}]}""",
        1 => $$"""{"{{random.Of("==", "!=")}}":[{{Constant()}},{{Attribute()}}]}""",
        2 or 3 => $$"""{"{{random.Of("<", "<=", ">", ">=")}}":[{{Attribute()}},{{Number()}}]}""",
        4 => $$"""{"{{random.Of("<", "<=", ">", ">=")}}":[{{Number()}},{{Attribute()}}]}""",
        5 => $$"""{"{{random.Of("<", "<=", ">", ">=")}}":[{{Number()}},{{Attribute()}},{{Number()}}]}""",
        6 => $$"""{"in":["{{random.Of("@example", "pro", "admin", "")}}",{"var":"{{random.Of("email", "roles", "plan")}}"}]}""",
        7 => $$"""{"in":[{{Attribute()}},{{random.Of("""["pro","a@example.com",5]""", """["5","acme","x"]""", "[1,18]")}}]}""",
        8 => $$"""{"starts_with":[{{Attribute()}},"{{random.Of("a", "cust", "pr", "")}}"]}""",
        9 => $$"""{"ends_with":[{{Attribute()}},"{{random.Of(".com", "ro", "")}}"]}""",
        10 or 11 => $$"""{"sem_ver":[{"var":"version"},"{{random.Of("=", "!=", "<", "<=", ">", ">=", "^", "~", "?")}}","{{random.Of("1.2.0", "2", "v1.10", "0.0.0", "1.2.3", "none")}}"]}""",
        12 => Attribute(),
        13 => $$"""{"{{random.Of("!", "!!")}}":{{Attribute()}}}""",
        14 => random.Of("""{"missing":["plan","age"]}""", """{"!":{"missing":["user.name"]}}""", """{"$ref":"at-example"}""", """{"$ref":"grown"}"""),
        15 or 16 => $$"""{"and":[{{Condition(depth - 1)}},{{Condition(depth - 1)}}]}""",
        17 => $$"""{"or":[{{Condition(depth - 1)}},{{Condition(depth - 1)}}]}""",
        18 => $$"""{"!":[{{Condition(depth - 1)}}]}""",
        _ => $$"""{"if":[{{Condition(depth - 1)}},{{Condition(depth - 1)}},{{Condition(depth - 1)}}]}""",
    };

    private string Attribute()
    {
        var name = random.Of(Attributes);
        return random.Next(5) == 0 ? $$"""{"var":["{{name}}",{{Constant()}}]}""" : $$"""{"var":"{{name}}"}""";
    }

    private string Constant() => random.Of("\"pro\"", "\"a@example.com\"", "\"acme\"", "\"5\"", "\"\"", "5", "0", "1", "true", "false", "null", "17.5");

    private string Number() => random.Of("0", "1", "5", "18", "-2", "17.5", "true");
}
