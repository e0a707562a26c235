using System.Text.Json;
using FeatureRollout.Flags.Files;

namespace FeatureRollout.Rollouts.Stored;

/// <summary>Looks for a member that decides how the rest of its object is read. Stored JSON may come back in another order.</summary>
internal static class Lookahead
{
    /// <summary>A member's value: the kind of its token, and its text or number as written.</summary>
    public sealed record Value(JsonTokenType Token, string Text);

    /// <summary>Finds a member of the object at the cursor; null where it has none, or is no object. Works on its own copy of the cursor.</summary>
    public static Value? Find(JsonCursor ahead, string name)
    {
        if (ahead.Token != JsonTokenType.StartObject)
        {
            return null;
        }

        try
        {
            while (ahead.Read() && ahead.Token == JsonTokenType.PropertyName)
            {
                var isIt = ahead.Text() == name;
                ahead.Read();
                if (isIt)
                {
                    return new Value(ahead.Token, ahead.Token is JsonTokenType.String or JsonTokenType.Number ? ahead.Text() : "");
                }

                ahead.Skip();
            }
        }
        catch (JsonException)
        {
            // The reading itself comes to the same place and says it.
        }

        return null;
    }
}
