using System.Text.Json.Nodes;
using FeatureRollout.Cli.Linting;
using FeatureRollout.Cli.Tests.Linting.Schema;
using FeatureRollout.Cli.Tests.Running;
using FeatureRollout.Flags.Files;
using FeatureRollout.Flags.Plans.Messages;

namespace FeatureRollout.Cli.Tests.Linting;

public sealed class SchemaTests
{
    private static readonly JsonObject Schema = JsonNode.Parse(FlagFileSchema.Read())!.AsObject();

    [Fact]
    [Trait("Requirement", "F-25")]
    public async Task The_program_prints_the_schema_that_the_docs_publish()
    {
        using var folder = new CliFolder();

        var printed = await folder.RunProcessAsync("schema");

        Assert.Equal(0, printed.ExitCode);
        Assert.Equal(File.ReadAllText(Path.Combine(SchemaValidator.Root, "docs", "flag-file.schema.json")), printed.Out);
    }

    [Fact]
    [Trait("Requirement", "F-25")]
    public void Every_member_has_a_description_that_editors_show()
    {
        var silent = new List<string>();
        Gather(Schema, "");

        Assert.Empty(silent);

        void Gather(JsonNode? node, string path)
        {
            if (node is JsonArray items)
            {
                foreach (var item in items)
                {
                    Gather(item, path);
                }
            }

            foreach (var (name, value) in node as JsonObject ?? [])
            {
                if (name == "properties" && value is JsonObject properties)
                {
                    silent.AddRange(properties.Where(property => property.Value is JsonObject member && !Says(member)).Select(property => $"{path}/{property.Key}"));
                }

                Gather(value, $"{path}/{name}");
            }
        }

        static bool Says(JsonObject member) =>
            member["description"] is not null || (member["$ref"]?.GetValue<string>() is { } reference && Schema["$defs"]![reference["#/$defs/".Length..]]!["description"] is not null);
    }

    [Fact]
    [Trait("Requirement", "F-25")]
    public void Words_that_stand_in_the_code_too_are_the_same_there()
    {
        Assert.Equal(string.Join(' ', MessageTemplates.EventNames), Texts(Schema["$defs"]!["plan"]!["properties"]!["messages"]!["propertyNames"]!["enum"]));
        Assert.Contains($"({string.Join('|', MessageTemplates.Placeholders)})", Schema["$defs"]!["message"]!["pattern"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(string.Join(' ', ShippedPlans.Names), Texts(Schema["$defs"]!["planName"]!["examples"]));
        Assert.Equal(string.Join(' ', FlagFileReader.KnownBucketings), Texts(Schema["$defs"]!["bucketing"]!["enum"]));
        Assert.All(Enum.GetNames<DayOfWeek>(), day => Assert.Contains(day, Texts(Schema["$defs"]!["weekday"]!["enum"]), StringComparison.Ordinal));

        static string Texts(JsonNode? list) => string.Join(' ', list!.AsArray().Select(item => item!.GetValue<string>()));
    }

    [Fact]
    [Trait("Requirement", "F-25")]
    public async Task A_file_may_name_the_schema_by_a_relative_path()
    {
        using var folder = new CliFolder("""{ "$schema": "../schemas/flag-file.schema.json", "flags": { "search": { "percentage": 25 } } }""");

        Assert.Equal(0, (await folder.RunAsync("lint")).ExitCode);
    }
}
