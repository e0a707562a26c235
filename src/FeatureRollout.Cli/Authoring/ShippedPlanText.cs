using System.Globalization;
using System.Text;
using System.Text.Json;

namespace FeatureRollout.Cli.Authoring;

/// <summary>The text of a plan that ships, comments included, as it stands in the library.</summary>
internal static class ShippedPlanText
{
    private const string Resource = "FeatureRollout.Flags.Plans.Shipped.json";

    /// <summary>The plan's object, from brace to brace; its lines are indented as below <c>plans</c> in a file.</summary>
    public static string Of(string name)
    {
        using var stream = typeof(ShippedPlans).Assembly.GetManifestResourceStream(Resource)!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName && reader.CurrentDepth == 2 && reader.ValueTextEquals(name))
            {
                reader.Read();
                var begin = (int)reader.TokenStartIndex;
                reader.Skip();
                return Encoding.UTF8.GetString(bytes.AsSpan(begin, (int)reader.BytesConsumed - begin)).ReplaceLineEndings("\n");
            }
        }

        throw new ArgumentException($"No plan that ships is called {name}.", nameof(name));
    }

    /// <summary>A plan's percentages, such as <c>1 · 10 · 50 · 100 %</c>.</summary>
    public static string Ladder(string name) => string.Join(" · ", ShippedPlans.All[name].Stages.Select(stage => stage.Steps[^1].Percentage.Value.ToString("0.###", CultureInfo.InvariantCulture))) + " %";
}
