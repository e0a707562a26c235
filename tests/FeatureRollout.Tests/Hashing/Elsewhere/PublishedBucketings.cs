using System.Text.Json;

namespace FeatureRollout.Tests.Hashing.Elsewhere;

/// <summary>docs/bucketings.json as it is published.</summary>
internal static class PublishedBucketings
{
    public static JsonElement Document { get; } = Read();

    /// <summary>One known answer.</summary>
    /// <param name="Value">The tool's own number, rounded to as many decimals as are written.</param>
    /// <param name="Result">The bucket, or the variant's place in the list.</param>
    public sealed record Answer(string Salt, string Id, string Value, int Result, decimal[] Weights, string From);

    public static IEnumerable<JsonElement> All => Document.GetProperty("bucketings").EnumerateArray();

    public static JsonElement Of(string name) => All.Single(each => each.GetProperty("name").GetString() == name);

    public static IEnumerable<Answer> Answers(JsonElement list, string result) =>
        list.EnumerateArray().Select(each => new Answer(
            each.GetProperty("salt").GetString()!,
            IdOf(each),
            each.GetProperty("value").GetString()!,
            each.GetProperty(result).GetInt32(),
            each.TryGetProperty("weights", out var weights) ? [.. weights.EnumerateArray().Select(weight => weight.GetDecimal())] : [],
            each.TryGetProperty("from", out var from) ? from.GetString()! : "tool"));

    private static string IdOf(JsonElement answer)
    {
        var id = answer.TryGetProperty("idUnits", out var units)
            ? new string([.. units.EnumerateArray().Select(unit => (char)unit.GetUInt16())])
            : answer.GetProperty("id").GetString()!;
        return answer.TryGetProperty("repeat", out var repeat) ? string.Concat(Enumerable.Repeat(id, repeat.GetInt32())) : id;
    }

    private static JsonElement Read()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "docs", "bucketings.json")))
        {
            folder = folder.Parent ?? throw new FileNotFoundException("docs/bucketings.json is nowhere above the tests.");
        }

        using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder.FullName, "docs", "bucketings.json")));
        return document.RootElement.Clone();
    }
}
