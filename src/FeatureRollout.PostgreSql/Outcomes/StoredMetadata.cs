using System.Text;
using System.Text.Json;

namespace FeatureRollout.PostgreSql.Outcomes;

/// <summary>What a caller added to an error, as a JSON object of texts.</summary>
internal static class StoredMetadata
{
    private static readonly Dictionary<string, string> None = new(StringComparer.Ordinal);

    public static string Write(IReadOnlyDictionary<string, string> metadata)
    {
        if (metadata.Count == 0)
        {
            return "{}";
        }

        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            foreach (var (name, value) in metadata)
            {
                json.WriteString(StorableText.Of(name)!, StorableText.Of(value));
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    /// <summary>What was written; of a row made by hand, whatever is an object's text.</summary>
    public static IReadOnlyDictionary<string, string> Read(string json)
    {
        using var document = JsonDocument.Parse(json);
        if (document.RootElement.ValueKind != JsonValueKind.Object)
        {
            return None;
        }

        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var member in document.RootElement.EnumerateObject())
        {
            metadata[StorableText.Read(member.Name)!] = StorableText.Read(member.Value.ToString())!;
        }

        return metadata;
    }
}
