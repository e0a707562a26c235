using System;
using System.Collections.Generic;
using System.Linq;

namespace FeatureRollout.TypedFlags.Files;

/// <summary>
/// Takes from a flag file what typed flags are made of. Whether the rest of the file is right is for the library's reader and
/// <c>feature-rollout lint</c> to say.
/// </summary>
internal static class FlagFileParser
{
    private const int LongestKey = 128;

    /// <summary>Any of these at the root makes it the library's own format; else the root maps keys to flags.</summary>
    private static readonly string[] Sections = ["flags", "segments", "plans", "rollouts"];

    public static FlagFile Parse(string text)
    {
        try
        {
            return Parse(text, JsonText.Read(text));
        }
        catch (JsonTextException exception)
        {
            return new FlagFile(EquatableList<TypedFlag>.Empty, new([FileProblem.At(text, ProblemKind.NotReadable, exception.Position, 1, exception.Message)]));
        }
    }

    private static FlagFile Parse(string text, JsonValue root)
    {
        var flags = new List<TypedFlag>();
        var problems = new List<FileProblem>();
        var isHouse = root.Members.Any(member => Sections.Contains(member.Name, StringComparer.Ordinal));
        var map = isHouse ? root["flags"] : root;
        if (root.Kind != JsonKind.Map || (map is not null && map.Kind != JsonKind.Map))
        {
            problems.Add(FileProblem.At(text, ProblemKind.NotReadable, (map ?? root).Position, 1, "expected an object with flags by key"));
            return new FlagFile(new(flags), new(problems));
        }

        var taken = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var member in map?.Members ?? [])
        {
            if (!isHouse && member.Name == "$schema")
            {
                continue;
            }

            if (NameOf(member.Name, taken, out var name) is { } problem)
            {
                problems.Add(FileProblem.At(text, ProblemKind.Name, member.Position, member.Name.Length + 2, problem));
            }
            else
            {
                taken.Add(name, member.Name);
                flags.Add(Read(member.Name, name, member.Value));
            }
        }

        return new FlagFile(new(flags), new(problems));
    }

    /// <summary>Finds a member's name, or says why there is none.</summary>
    private static string? NameOf(string key, Dictionary<string, string> taken, out string name)
    {
        name = "";
        if (key.Length is 0 or > LongestKey || !key.All(unit => unit is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '.' or '_' or '-'))
        {
            return $"\"{key}\" is no flag key: 1 to 128 letters (a–z, A–Z), digits, '.', '_', '-'";
        }

        name = MemberName.Of(key);
        return !taken.TryGetValue(name, out var other) ? null
            : other == key ? $"\"{key}\" is given twice"
            : $"\"{key}\" and \"{other}\" would both be called {name}; rename one";
    }

    private static TypedFlag Read(string key, string name, JsonValue flag)
    {
        var variants = flag["variants"]?.Members ?? [];
        return new TypedFlag(key, name, TypeOf(variants))
        {
            Variants = new(variants.Select(variant => variant.Name)),
            Fallback = Text("fallback"),
            Message = Text("message"),
            Owner = Text("owner"),
            Expires = Text("expires"),
        };

        string? Text(string member) => flag[member] is { Kind: JsonKind.Text, Text: { Length: > 0 } text } ? text : null;
    }

    /// <summary>The type that all values have; a variant without a value is its name, and so a text.</summary>
    private static string? TypeOf(List<JsonMember> variants)
    {
        var types = variants.Select(variant => variant.Value["value"]).Select(value => value?.Kind switch
        {
            null or JsonKind.Text => "string",
            JsonKind.Number => "double",
            JsonKind.Boolean => "bool",
            _ => "global::System.Text.Json.JsonElement",
        }).Distinct(StringComparer.Ordinal).ToArray();
        return types.Length == 1 ? types[0] : null;
    }
}
