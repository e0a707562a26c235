using System.Text;
using System.Text.Json;
using FeatureRollout.Flags.Files;

namespace FeatureRollout.Rollouts.Renaming;

/// <summary>
/// Renames within JSON of a meaning that is not known here: every text that is the id, a member's name included, and the
/// id as a whole word in longer ones. The outermost <c>kind</c> stays.
/// </summary>
internal static class JsonRenaming
{
    private const string KindName = "kind";

    /// <summary>The JSON with the other name; the same string where it does not hold the id.</summary>
    public static string Of(string json, IdRenaming ids)
    {
        var bytes = Encoding.UTF8.GetBytes(json);
        var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { MaxDepth = 1000 });
        StringBuilder? renamed = null;
        var done = 0;
        var isKind = false;
        while (reader.Read())
        {
            if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.PropertyName))
            {
                continue;
            }

            var text = JsonEscapes.Unescape(reader.ValueSpan);
            var instead = isKind ? text : ids.Words(ids.Id(text));
            isKind = reader.TokenType == JsonTokenType.PropertyName && reader.CurrentDepth == 1 && text == KindName;
            if (!ReferenceEquals(instead, text))
            {
                var start = (int)reader.TokenStartIndex;
                (renamed ??= new StringBuilder()).Append(Encoding.UTF8.GetString(bytes, done, start - done)).Append(JsonEscapes.Escape(instead));
                done = start + reader.ValueSpan.Length + 2;
            }
        }

        return renamed is null ? json : renamed.Append(Encoding.UTF8.GetString(bytes, done, bytes.Length - done)).ToString();
    }
}
