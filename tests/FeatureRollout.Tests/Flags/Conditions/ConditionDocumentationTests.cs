using System.Text.Json;
using FeatureRollout.Evaluation;
using FeatureRollout.Evaluation.Conditions;
using FeatureRollout.Tests.Evaluation.Conditions;

namespace FeatureRollout.Tests.Flags.Conditions;

/// <summary>Every example in <c>docs/conditions.md</c> is what it says it is.</summary>
[Trait("Requirement", "F-04")]
public class ConditionDocumentationTests
{
    private static string[] Blocks(string language)
    {
        var directory = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(directory!, "docs", "conditions.md")))
        {
            directory = Path.GetDirectoryName(directory);
        }

        var blocks = new List<string>();
        foreach (var part in File.ReadAllText(Path.Combine(directory!, "docs", "conditions.md")).Split("\n```" + language + "\n").Skip(1))
        {
            blocks.Add(part[..part.IndexOf("\n```", StringComparison.Ordinal)]);
        }

        return [.. blocks];
    }

    [Fact]
    public void Every_example_compiles_and_answers_for_anybody()
    {
        var examples = Blocks("condition").SelectMany(block => block.Split('\n')).ToArray();

        Assert.True(examples.Length >= 10, "The page has lost its examples.");
        foreach (var example in examples)
        {
            var compiled = ConditionCompiler.Compile(Condition.Parse(example), _ => new FixedSegment(Truth.False));
            Assert.NotEqual(Truth.Undecided, compiled.Evaluate("acme", 0));
        }
    }

    [Fact]
    public void Every_error_has_the_message_that_is_shown()
    {
        var lines = Blocks("text").SelectMany(block => block.Split('\n')).ToArray();

        Assert.True(lines.Length >= 10, "The page has lost its errors.");
        foreach (var pair in lines.Chunk(2))
        {
            Assert.Equal(pair[1].Trim(), Assert.Throws<ConditionSyntaxException>(() => Condition.Parse(pair[0])).Message);
        }
    }

    [Fact]
    public void Every_condition_in_the_file_example_is_one()
    {
        using var file = JsonDocument.Parse(Assert.Single(Blocks("jsonc")));
        var texts = new List<string>();
        Collect(file.RootElement, texts);

        Assert.Equal(2, texts.Count);
        Assert.All(texts, text => Condition.Parse(text));
    }

    private static void Collect(JsonElement element, List<string> texts)
    {
        if (element.ValueKind == JsonValueKind.Object)
        {
            foreach (var property in element.EnumerateObject())
            {
                if (property.Name == "when")
                {
                    texts.Add(property.Value.GetString()!);
                }

                Collect(property.Value, texts);
            }
        }
        else if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in element.EnumerateArray())
            {
                Collect(item, texts);
            }
        }
    }
}
