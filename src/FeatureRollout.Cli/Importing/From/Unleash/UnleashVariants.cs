using System.Globalization;
using System.Text.Json;
using FeatureRollout.Cli.Importing.Sources;
using FeatureRollout.Flags.Files;

namespace FeatureRollout.Cli.Importing.From.Unleash;

/// <summary>Gathers a feature's variants, its own and those of its strategies.</summary>
internal sealed class UnleashVariants(Import import, UnleashFields fields, string flag)
{
    /// <summary>What Unleash calls the variant of those who get none.</summary>
    public const string None = "disabled";

    private const decimal LargestWeight = 1_000_000;

    private static readonly string[] Known = ["name", "weight", "weightType", "stickiness", "payload", "overrides"];

    private readonly List<FlagVariant> _variants = [];

    /// <summary>All so far. The weights are those of the first choice that named them.</summary>
    public IReadOnlyList<FlagVariant> All => _variants;

    /// <summary>Reads a list of variants; null where there is nothing to choose from.</summary>
    public UnleashChoice? Read(SourceNode owner)
    {
        var items = owner.ItemsOf("variants");
        List<VariantWeight> weights = [];
        List<(string Variant, string When)> overrides = [];
        var drawn = items.Select(WeightOf).ToArray();
        if (drawn.Sum() <= 0)
        {
            return null;
        }

        for (var i = 0; i < items.Count; i++)
        {
            import.LoseOthers(items[i].Members, Known);
            var name = Take(items[i], drawn[i], weights);
            weights.Add(new VariantWeight(name, drawn[i]));
            if (items[i].ItemsOf("overrides") is { Count: > 0 } some)
            {
                overrides.Add((name, LongConditions.Any(import, flag, [.. some.Select(each => LongConditions.InTexts(import, flag, fields.Of(each, each.TextOf("contextName") ?? ""), each.TextsOf("values")))])));
            }
        }

        return new UnleashChoice(items[0], weights, overrides, Units(items[0]));
    }

    /// <summary>The variant of those who get none, which has a name and no value.</summary>
    public string TakeNone()
    {
        if (!_variants.Exists(variant => variant.Name == None))
        {
            _variants.Add(new FlagVariant { Name = None, Weight = 0, Value = JsonElement.Parse("null") });
        }

        return None;
    }

    private IReadOnlyList<string> Units(SourceNode first)
    {
        switch (first.TextOf("stickiness"))
        {
            case null or "":
                return [];
            case "default":
                return fields.Default(first);
            case "random":
                import.Lose(first, "Unleash draws these variants anew with each question; here each customer keeps one.");
                return [fields.Of(first, "userId")];
            case var field:
                return [fields.Of(first, field)];
        }
    }

    private decimal WeightOf(SourceNode variant)
    {
        if (decimal.TryParse(variant.TextOf("weight"), NumberStyles.Float, CultureInfo.InvariantCulture, out var weight)
            && weight is >= 0 and <= LargestWeight && decimal.IsInteger(weight * 1000))
        {
            return weight;
        }

        import.Lose(variant, "A weight is a number from 0 to 1,000,000; this variant has none and is drawn for nobody.");
        return 0;
    }

    private string Take(SourceNode variant, decimal weight, List<VariantWeight> taken)
    {
        var original = variant.TextOf("name") ?? "";
        var wanted = FlagKey.IsValid(original) ? original : Nearest(original);
        var value = ValueOf(variant);
        var name = wanted;
        for (var i = 2; _variants.Find(each => each.Name == name) is { } same; i++)
        {
            if (same.Value.ValueKind == value.ValueKind
                && (value.ValueKind == JsonValueKind.Undefined || JsonElement.DeepEquals(same.Value, value))
                && !taken.Exists(each => each.Name == name))
            {
                return name;
            }

            name = wanted[..Math.Min(wanted.Length, FlagKey.MaximumLength - 4)] + "." + i.ToString(CultureInfo.InvariantCulture);
        }

        if (name != original)
        {
            import.Lose(variant, $"The variant \"{original}\" is called \"{name}\" here: its name is taken by another value, or is none that a variant can have.");
        }

        _variants.Add(new FlagVariant { Name = name, Weight = weight, Value = value });
        return name;
    }

    private static string Nearest(string original) =>
        original.Length == 0 ? "variant"
        : new string([.. original.Select(unit => char.IsAsciiLetterOrDigit(unit) || unit is '.' or '_' or '-' ? unit : '-').Take(FlagKey.MaximumLength)]);

    private JsonElement ValueOf(SourceNode variant)
    {
        if (variant["payload"] is not { } payload || payload.TextOf("value") is not { } text)
        {
            return default;
        }

        if (payload.TextOf("type") is "json" or "number")
        {
            try
            {
                var value = JsonElement.Parse(text);
                if (payload.TextOf("type") == "json" || value.ValueKind == JsonValueKind.Number)
                {
                    return value;
                }
            }
            catch (JsonException)
            {
                // Told below with what is a value but no number.
            }

            import.Lose(payload, $"This payload is no {payload.TextOf("type")}; it is carried as text.");
        }

        return JsonSerializer.SerializeToElement(text);
    }
}
