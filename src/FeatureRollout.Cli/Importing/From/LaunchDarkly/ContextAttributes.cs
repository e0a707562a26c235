using FeatureRollout.Cli.Importing.Sources;

namespace FeatureRollout.Cli.Importing.From.LaunchDarkly;

/// <summary>
/// Which attributes here are those of LaunchDarkly's contexts. The key of the home kind is the customer id, and its attributes keep
/// their names; those of another kind stand behind its name and a dot, and so do parts of an object behind the object's.
/// </summary>
internal sealed class ContextAttributes(Import import)
{
    private const string CustomerId = "customerId";

    /// <summary>Attributes that are one text by their meaning, never a list.</summary>
    private static readonly HashSet<string> Single = new(StringComparer.Ordinal)
    {
        CustomerId, "name", "email", "country", "firstName", "lastName", "ip", "avatar",
    };

    /// <summary>The kind of context whose key is the customer's id.</summary>
    public string Home { get; } = import.CustomerAttribute ?? "user";

    /// <summary>Whether an attribute here is never a list.</summary>
    public static bool IsSingle(string attribute) => Single.Contains(attribute) || attribute.EndsWith(".key", StringComparison.Ordinal);

    /// <summary>The attribute with the key of a kind.</summary>
    public string KeyOf(SourceNode at, string? kind)
    {
        var owner = kind ?? "user";
        return owner == Home ? CustomerId : Told(at, owner, owner + ".key");
    }

    /// <summary>The attribute that a reference means; null where it is none.</summary>
    /// <param name="at">Where the reference stands.</param>
    /// <param name="kind">The kind named beside it; null for none, when the reference is a plain name.</param>
    /// <param name="reference">A name, or a path that begins with a slash.</param>
    public string? Of(SourceNode at, string? kind, string? reference)
    {
        if (Parts(kind, reference) is not { } parts)
        {
            return null;
        }

        var owner = kind ?? "user";
        if (parts is ["key"])
        {
            return KeyOf(at, kind);
        }

        if (parts is ["kind"])
        {
            return Once("kind", at, "the kinds of the context are asked for as the attribute \"kind\", a text or a list of them.");
        }

        var name = string.Join('.', parts);
        if (owner != Home)
        {
            return Told(at, owner, $"{owner}.{name}");
        }

        return name == CustomerId ? Once(owner + "." + name, at, $"the attribute \"{name}\" is called \"{owner}.{name}\" here, where the name means the id.")
            : parts.Length > 1 ? Once(name, at, $"a part of an object is an attribute of its own here: \"{name}\".")
            : name;
    }

    /// <summary>Lists of an attribute are asked here only whether they have a text.</summary>
    public void TellOfLists(SourceNode at, string attribute)
    {
        if (!IsSingle(attribute))
        {
            import.TellOnce(at, $"where \"{attribute}\" is a list, only \"in\" with texts asks what is in it here; there each element is asked.", about: attribute + " as a list");
        }
    }

    private string Told(SourceNode at, string kind, string name)
    {
        import.TellOnce(at, $"what belongs to the kind \"{kind}\" are attributes such as \"{name}\" here.", about: "the kind " + kind);
        return name;
    }

    private string Once(string name, SourceNode at, string what)
    {
        import.TellOnce(at, what);
        return name;
    }

    private static string[]? Parts(string? kind, string? reference)
    {
        if (string.IsNullOrEmpty(reference))
        {
            return null;
        }

        if (kind is null || reference[0] != '/')
        {
            return [reference];
        }

        var parts = reference[1..].Split('/');
        for (var i = 0; i < parts.Length; i++)
        {
            var rest = parts[i].Replace("~0", "", StringComparison.Ordinal).Replace("~1", "", StringComparison.Ordinal);
            if (parts[i].Length == 0 || rest.Contains('~', StringComparison.Ordinal))
            {
                return null;
            }

            parts[i] = parts[i].Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
        }

        return parts;
    }
}
