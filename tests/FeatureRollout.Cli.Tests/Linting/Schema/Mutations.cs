using System.Text.Json.Nodes;

namespace FeatureRollout.Cli.Tests.Linting.Schema;

/// <summary>Damages documents: other kinds, beyond bounds, unknown and missing members, swapped names, nested junk.</summary>
internal sealed class Mutations(SchemaSampler sampler, IReadOnlyList<string> memberNames, Random random)
{
    /// <summary>JSON values, most of them nearly right somewhere.</summary>
    public static readonly string[] Junk =
    [
        "null", "true", "false", "0", "1", "-1", "-0", "0.5", "0.0005", "12.5", "99.9994", "100", "100.001", "1e2", "1e9", "2147483648", "1e300", "1e400", "1e-400",
        "\"\"", "\" \"", "\"x\"", "\"99\"", "\"true\"", "[]", "{}", "[[]]", "[{}]", "[null]", "{\"x\":1}", "{\"segment\":\"beta\"}", "{\"enabled\":true}",
        "\"2027-01-31\"", "\"2027-02-30\"", "\"2027-13-01\"", "\"0000-01-01\"", "\"2027-1-31\"", "\"2027-01-31T09:00\"", "\"2027-01-31T09:00Z\"", "\"2027-01-31T09:00:00.Z\"",
        "\"2027-01-31T09:00:00.1234567+14:00\"", "\"2027-01-31T09:00:00.12345678Z\"", "\"2027-01-31T24:00Z\"", "\"2027-01-31T09:00z\"", "\"2027-01-31 09:00Z\"",
        "\"2027-01-31T09:00+14:30\"", "\"0001-01-01T00:00+14:00\"", "\"9999-12-31T23:59-14:00\"", "\"2027-01-31T09:00+0100\"", "\"2027-01-31T09:60Z\"",
        "\"09:30\"", "\"9:30\"", "\"24:00\"", "\"23:59\"", "\"09:30:00\"",
        "\"48h\"", "\"0s\"", "\"1d 12h\"", "\"12h 1d\"", "\"1d12h\"", "\"1 d\"", "\" 1d \"", "\"\\u00851d\"", "\"\\u00a01d\\t\"", "\"1dd\"", "\"-1h\"", "\"1.5h\"", "\"3660d\"", "\"3661d\"",
        "\"999999w\"", "\"0000007d\"", "\"7D\"", "\"1d\\n\"", "\"000000s\"",
        "\"< 500ms\"", "\"<500\"", "\"<= +5.5 %\"", "\"> .5h\"", "\"> 5.\"", "\"= 5\"", "\"> 1e5\"", "\"> 5 min\"", "\"500ms\"", "\">= -1d\"", "\"\\ufeff> 5\"", "\"> 1,000\"", "\"> 5\\u0000\"", "\"<\"", "\"< %\"",
        "\"zero\"", "\"hold\"", "\"Zero\"", "{\"hold\":\"3d\"}", "{\"hold\":\"0s\"}", "{\"setFlag\":\"search\"}", "{\"setFlag\":\"search\",\"enabled\":true}", "{\"hold\":\"1d\",\"enabled\":true}",
        "{\"hold\":\"1d\",\"setFlag\":\"search\",\"enabled\":true}", "\"detector\"", "\"Monday\"", "\"monday\"", "\"warning\"", "\"v1\"", "\"v2\"", "[true,false]", "[false,true]", "[true,true]", "[true]",
        "\"{flag}\"", "\"{{flag}}\"", "\"{flag\"", "\"}\"", "\"{nope}\"", "\"{{{flag}}}\"", "\"vertical == 'x'\"", "\"vertical = 'x'\"", "\"error_rate < 1%\"", "\"error_rate\"",
        "[\"a\",\"a\"]", "[\"Monday\",\"Monday\"]", "[\"\"]", "\"a b\"", "\"ключ\"", "\"a\\n\"", "\"😀😀\"",
    ];

    private static readonly int[] Lengths = [128, 129, 300, 512, 513, 8001, 10_001];

    /// <summary>Damages a document at so many places.</summary>
    public void Damage(JsonObject document, int times)
    {
        for (; times > 0; times--)
        {
            var slots = new List<Slot>();
            Gather(document, slots);
            if (slots.Count > 0)
            {
                // Whole flags and plans are few among what they are made of.
                Damage(slots[random.Next(random.Next(8) == 0 ? Math.Min(slots.Count, 8) : slots.Count)], slots);
            }
        }
    }

    private void Damage(Slot slot, List<Slot> slots)
    {
        switch (random.Next(12))
        {
            case 0 or 1 or 2:
                slot.Set(JunkValue());
                break;
            case 3:
                slot.Remove();
                break;
            case 4:
                Rename(slot, memberNames[random.Next(memberNames.Count)]);
                break;
            case 5:
                Rename(slot, Typo(slot.Name ?? ""));
                break;
            case 6 when slot.Value is JsonObject into:
                into[memberNames[random.Next(memberNames.Count)]] = random.Next(2) == 0 ? sampler.Any() : JunkValue();
                break;
            case 7:
                var other = slots[random.Next(slots.Count)].Value?.DeepClone();
                slot.Set(other);
                break;
            case 8 when slot.Value is JsonValue number && number.TryGetValue<decimal>(out var value) && Math.Abs(value) < 1_000_000_000:
                slot.Set(random.Next(6) switch { 0 => -value, 1 => value * 1000, 2 => value + 0.0005m, 3 => value + 0.5m, 4 => value + 1, _ => value / 3 });
                break;
            case 9 when slot.Value is JsonArray { Count: > 0 } list:
                list.Add(list[random.Next(list.Count)]?.DeepClone());
                break;
            case 10:
                slot.Set(random.Next(2) == 0 ? new JsonArray(slot.Value?.DeepClone()) : new JsonObject { ["x"] = slot.Value?.DeepClone() });
                break;
            default:
                slot.Set(slot.Value is JsonValue text && text.TryGetValue<string>(out var written) ? Typo(written) : JunkValue());
                break;
        }
    }

    private JsonNode? JunkValue() => random.Next(12) switch
    {
        0 => sampler.Any(),
        1 => new string(random.Next(2) == 0 ? 'x' : 'ж', Lengths[random.Next(Lengths.Length)]),
        2 => string.Concat(Enumerable.Repeat("😀", Lengths[random.Next(Lengths.Length)] / 2 + 1)),
        3 when random.Next(4) == 0 => Nested(70),
        _ => JsonNode.Parse(Junk[random.Next(Junk.Length)]),
    };

    private static JsonArray Nested(int depth) => depth == 0 ? [] : [Nested(depth - 1)];

    /// <summary>A text with one slip in it.</summary>
    public string Typo(string text)
    {
        const string Signs = " -_.:%<{}\"'Zz0159wdhms\n\u0085";
        var at = random.Next(text.Length + 1);
        return random.Next(4) switch
        {
            0 when text.Length > 0 => text.Remove(Math.Min(at, text.Length - 1), 1),
            1 => text.Insert(at, text),
            2 => text.ToUpperInvariant(),
            _ => text.Insert(at, Signs[random.Next(Signs.Length)].ToString(System.Globalization.CultureInfo.InvariantCulture)),
        };
    }

    private static void Rename(Slot slot, string name)
    {
        if (slot is { Parent: JsonObject parent, Name: { } old } && !parent.ContainsKey(name))
        {
            var value = slot.Value?.DeepClone();
            parent.Remove(old);
            parent[name] = value;
        }
    }

    private static void Gather(JsonNode? node, List<Slot> slots)
    {
        if (node is JsonObject members)
        {
            foreach (var (name, value) in members)
            {
                slots.Add(new Slot(members, name, 0));
                Gather(value, slots);
            }
        }
        else if (node is JsonArray items)
        {
            for (var i = 0; i < items.Count; i++)
            {
                slots.Add(new Slot(items, null, i));
                Gather(items[i], slots);
            }
        }
    }

    private sealed record Slot(JsonNode Parent, string? Name, int Index)
    {
        public JsonNode? Value => Name is null ? Parent[Index] : Parent[Name];

        public void Set(JsonNode? value)
        {
            if (Name is null)
            {
                Parent[Index] = value;
            }
            else
            {
                Parent[Name] = value;
            }
        }

        public void Remove()
        {
            if (Name is null)
            {
                Parent.AsArray().RemoveAt(Index);
            }
            else
            {
                Parent.AsObject().Remove(Name);
            }
        }
    }
}
