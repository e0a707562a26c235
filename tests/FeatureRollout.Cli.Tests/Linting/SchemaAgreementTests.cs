using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using FeatureRollout.Cli.Linting;
using FeatureRollout.Cli.Tests.Linting.Schema;

namespace FeatureRollout.Cli.Tests.Linting;

/// <summary>
/// The schema, as a public validator takes it, and the linter agree: what the validator refuses the linter refuses, and what
/// the linter alone refuses is of a kind that no schema can tell.
/// </summary>
public sealed class SchemaAgreementTests
{
    private static readonly JsonSerializerOptions OneLine = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 200 };
    private static readonly JsonObject Schema = JsonNode.Parse(FlagFileSchema.Read())!.AsObject();
    private static readonly FileLinter Linter = new(new DateTimeOffset(2027, 1, 1, 0, 0, 0, TimeSpan.Zero), isStrict: false, isLayer: false);

    [FactWithValidator]
    [Trait("Requirement", "F-25")]
    public async Task Documents_made_by_the_schema_are_valid_and_the_linter_refuses_only_what_no_schema_can_tell()
    {
        var random = new Random(20270101);
        var sampler = new SchemaSampler(Schema, random);
        var documents = Enumerable.Range(0, 1500).Select(i => i % 5 == 0 ? sampler.Foreign() : sampler.House()).Select(Line).ToList();

        var verdicts = await CompareAsync(documents);

        Assert.All(verdicts, verdict => Assert.True(verdict.Refusal.Length == 0, $"{verdict.Refusal}\n{verdict.Document}"));
        Assert.InRange(verdicts.Count(verdict => verdict.Lint.Errors == 0), 300, 1400);
    }

    [FactWithValidator]
    [Trait("Requirement", "F-25")]
    public async Task On_damaged_documents_the_validator_and_the_linter_agree()
    {
        var random = new Random(20270102);
        var sampler = new SchemaSampler(Schema, random);
        var mutations = new Mutations(sampler, MemberNames(), random);

        // What the linter refuses before it is damaged would show nothing of what the validator alone refuses.
        var sources = FlagDocuments.Files.Values.Concat(FlagDocuments.Examples.Values)
            .Concat(Enumerable.Range(0, 1000).Select(i => i % 5 == 0 ? sampler.Foreign() : sampler.House()))
            .Where(document => Linter.Lint(Encoding.UTF8.GetBytes(Line(document)), "f").Errors == 0)
            .ToList();
        var documents = new List<string>();
        for (var i = 0; i < 1500; i++)
        {
            var document = sources[random.Next(sources.Count)].DeepClone().AsObject();
            mutations.Damage(document, random.Next(4) == 0 ? 3 : 1);
            documents.Add(Line(document));
        }

        var verdicts = await CompareAsync(documents);

        Assert.InRange(verdicts.Count(verdict => verdict.Refusal.Length > 0), 700, 1400);
        Assert.InRange(verdicts.Count(verdict => verdict.Lint.Errors == 0), 100, 800);
    }

    [FactWithValidator]
    [Trait("Requirement", "F-25")]
    public async Task Every_member_of_every_object_has_the_same_bounds_for_both()
    {
        const int EachObject = 3;
        const int EachMember = 5;
        var random = new Random(20270104);
        var sampler = new SchemaSampler(Schema, random);
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        var documents = new List<string>();
        for (var i = 0; i < 1200; i++)
        {
            var document = i % 10 == 0 ? sampler.Foreign() : sampler.House();
            var made = sampler.Made.Where(each => seen.GetValueOrDefault(each.Rule.GetPath()) < EachObject).ToList();
            if (made.Count == 0 || Linter.Lint(Encoding.UTF8.GetBytes(Line(document)), "f").Errors > 0)
            {
                continue;
            }

            foreach (var (rule, value) in made)
            {
                seen[rule.GetPath()] = seen.GetValueOrDefault(rule.GetPath()) + 1;
                if (seen[rule.GetPath()] <= EachObject)
                {
                    Vary(document, rule, value);
                }
            }
        }

        var verdicts = await CompareAsync(documents);

        Assert.Equal("", string.Join(' ', Objects(Schema).Except(seen.Keys, StringComparer.Ordinal)));
        Assert.InRange(verdicts.Count(verdict => verdict.Refusal.Length > 0), 1000, 20_000);
        Assert.InRange(verdicts.Count(verdict => verdict.Lint.Errors == 0), 300, 20_000);

        void Vary(JsonObject document, JsonObject rule, JsonObject value)
        {
            foreach (var (name, member) in rule["properties"]!.AsObject().Append(KeyValuePair.Create<string, JsonNode?>("unknown", null)))
            {
                var had = value.ContainsKey(name);
                var before = value[name]?.DeepClone();
                var junk = Enumerable.Range(0, EachMember).Select(_ => JsonNode.Parse(Mutations.Junk[random.Next(Mutations.Junk.Length)]));
                foreach (var other in Edges.Of(Schema, member).Concat(junk))
                {
                    value[name] = other;
                    documents.Add(Line(document));
                }

                value.Remove(name);
                documents.Add(Line(document));
                if (had)
                {
                    value[name] = before;
                }
            }
        }
    }

    [FactWithValidator]
    [Trait("Requirement", "F-25")]
    public async Task Texts_of_a_form_are_taken_by_both_or_by_none()
    {
        (string Definition, string Document)[] places =
        [
            ("day", """{ "flags": { "f": { "expires": ? } } }"""),
            ("moment", """{ "flags": { "f": { "schedule": { "from": ? } } } }"""),
            ("duration", """{ "plans": { "p": { "soak": ?, "stages": [{ "name": "all", "percentage": 100 }] } } }"""),
            ("someTime", """{ "plans": { "p": { "rollbackThreshold": { "errorRate": 0.05, "timeWindow": ? }, "stages": [{ "name": "all", "percentage": 100 }] } } }"""),
            ("limit", """{ "plans": { "p": { "metrics": { "cost": { "target": ? } }, "stages": [{ "name": "all", "percentage": 100 }] } } }"""),
            ("time", """{ "plans": { "p": { "reports": [{ "time": ? }], "stages": [{ "name": "all", "percentage": 100 }] } } }"""),
            ("message", """{ "plans": { "p": { "messages": { "started": ? }, "stages": [{ "name": "all", "percentage": 100 }] } } }"""),
            ("flagKey", """{ "flags": { ?: { } } }"""),
            ("flagKey", """{ ?: { "enabled": true } }"""),
            ("customerId", """{ "flags": { "f": { "overrides": { ?: { "enabled": true } } } } }"""),
        ];
        var random = new Random(20270103);
        var mutations = new Mutations(new SchemaSampler(Schema, random), [], random);
        var junk = Mutations.Junk.Where(value => value[0] == '"').Select(value => JsonNode.Parse(value)!.GetValue<string>()).ToList();
        var documents = new List<string>();
        foreach (var (definition, document) in places)
        {
            var examples = Schema["$defs"]![definition]!["examples"]!.AsArray().Select(example => example!.GetValue<string>()).ToList();
            var slips = Enumerable.Range(0, 300).Select(i => Slip(examples[i % examples.Count], random.Next(1, 4)));
            documents.AddRange(junk.Concat(examples).Concat(slips).Select(text => document.Replace("?", JsonSerializer.Serialize(text), StringComparison.Ordinal)));
        }

        var verdicts = await CompareAsync(documents);

        Assert.InRange(verdicts.Count(verdict => verdict.Lint.Errors == 0), 400, 3000);

        string Slip(string text, int times) => times == 0 ? text : Slip(mutations.Typo(text), times - 1);
    }

    [FactWithValidator]
    [Trait("Requirement", "F-25")]
    public async Task All_flag_files_of_the_repository_are_valid_for_both()
    {
        var all = FlagDocuments.Files.Concat(FlagDocuments.Examples).ToList();

        var refusals = await SchemaValidator.CheckAsync(FlagFileSchema.Read(), all.Select(each => Line(each.Value)));

        Assert.InRange(FlagDocuments.Files.Count, 12, 100);
        Assert.InRange(FlagDocuments.Examples.Count, 4, 200);
        foreach (var ((name, document), refusal) in all.Zip(refusals))
        {
            Assert.True(refusal.Length == 0, $"{name}: {refusal}");
            var linter = FlagDocuments.Examples.ContainsKey(name) ? new FileLinter(DateTimeOffset.UnixEpoch, isStrict: false, isLayer: true) : Linter;
            var lint = linter.Lint(Encoding.UTF8.GetBytes(Line(document)), name);
            Assert.True(lint.Errors == 0, string.Join('\n', lint.Findings));
        }
    }

    [FactWithValidator]
    [Trait("Requirement", "S1-07")]
    public async Task Alert_rules_without_direction_and_unit_are_refused_by_both()
    {
        string[] rules =
        [
            """{ "name": "errors", "metric": "error_rate", "threshold": 1.0, "duration": "5m", "severity": "critical" }""",
            """{ "name": "errors", "when": 1.0, "severity": "critical" }""",
            """{ "name": "errors", "severity": "critical" }""",
        ];
        var documents = rules.Select(rule => $$"""{ "plans": { "p": { "stages": [{ "name": "all", "percentage": 100 }], "alerts": [{{rule}}] } } }""")
            .Append("""{ "plans": { "p": { "stages": [{ "name": "all", "percentage": 100 }], "metrics": { "cost": { "alert": 800 } } } } }""")
            .ToList();

        var verdicts = await CompareAsync(documents);

        Assert.All(verdicts, verdict => Assert.NotEmpty(verdict.Refusal));
        Assert.Contains("direction", verdicts[0].Lint.Findings[0].Message, StringComparison.Ordinal);
        Assert.Contains("direction", verdicts[3].Lint.Findings[0].Message, StringComparison.Ordinal);
    }

    private static async Task<List<Verdict>> CompareAsync(List<string> documents)
    {
        var refusals = await SchemaValidator.CheckAsync(FlagFileSchema.Read(), documents);
        Assert.Equal(documents.Count, refusals.Count);
        var verdicts = documents.Zip(refusals, (document, refusal) => new Verdict(document, refusal, Linter.Lint(Encoding.UTF8.GetBytes(document), "f"))).ToList();
        var disagreements = verdicts.SelectMany(Disagreements).ToList();
        Assert.True(disagreements.Count == 0, $"{disagreements.Count} disagreements\n{string.Join("\n\n", disagreements.OrderBy(each => each.Length).Take(8))}");
        return verdicts;
    }

    private static IEnumerable<string> Disagreements(Verdict verdict)
    {
        if (verdict.Refusal.Length > 0)
        {
            return verdict.Lint.Errors == 0 ? [$"only the validator refuses: {verdict.Refusal}\n{verdict.Document}"] : [];
        }

        return verdict.Lint.Findings
            .Where(finding => finding.Severity == LintFinding.Error && Untold.KindOf(finding) is null)
            .Select(finding => $"only the linter refuses: {finding.Path} [{finding.Rule}] {finding.Message}\n{verdict.Document}");
    }

    /// <summary>The places in the schema that describe objects with members of their own; those of the root apart.</summary>
    private static IEnumerable<string> Objects(JsonNode? node) => node switch
    {
        JsonObject rule => (rule["properties"] is JsonObject && rule["type"] is JsonValue && !ReferenceEquals(rule, Schema) ? new[] { rule.GetPath() } : [])
            .Concat(rule.SelectMany(member => Objects(member.Value))),
        JsonArray items => items.SelectMany(Objects),
        _ => [],
    };

    /// <summary>Every name that stands in the schema, and some that do not.</summary>
    private static List<string> MemberNames()
    {
        var names = new HashSet<string>(StringComparer.Ordinal) { "nope", "Enabled", "", "threshold", "$schema", "search", "a key" };
        Gather(Schema);
        return [.. names];

        void Gather(JsonNode? node)
        {
            if (node is JsonObject members)
            {
                names.UnionWith(members["properties"] is JsonObject properties ? properties.Select(property => property.Key) : []);
                foreach (var (_, value) in members)
                {
                    Gather(value);
                }
            }
            else if (node is JsonArray items)
            {
                foreach (var item in items)
                {
                    Gather(item);
                }
            }
        }
    }

    private static string Line(JsonObject document) => document.ToJsonString(OneLine).Replace("\u0085", "\\u0085", StringComparison.Ordinal).Replace("\u2028", "\\u2028", StringComparison.Ordinal);

    private sealed record Verdict(string Document, string Refusal, FileLint Lint);
}
