using System.Text.Json;

namespace FeatureRollout.Flags.Files;

/// <summary>Reads what enabled customers get.</summary>
internal static class VariantReader
{
    private const decimal LargestWeight = 1_000_000;

    private const string WeightExpected = "a number from 0 to 1000000 with at most three decimals";

    private static readonly MemberNames Names = new("a variant", "weight", "value");

    /// <summary>Reads variants by name.</summary>
    public static List<FlagVariant>? ReadVariants(ref JsonCursor cursor)
    {
        var start = cursor.At;
        if (!cursor.IsObject("an object of variants by name"))
        {
            return null;
        }

        List<FlagVariant> variants = [];
        var keys = new MapKeys();
        while (keys.NextKey(ref cursor, out var name, out var at))
        {
            if (ReadVariant(ref cursor, name, at) is { } variant)
            {
                variants.Add(variant);
            }
        }

        if (cursor.Reading.IsStored)
        {
            return variants;
        }

        if (keys.Places.Count == 0)
        {
            cursor.Refuse(start, "\"variants\" names no variant");
        }
        else if (variants.Count == keys.Places.Count && variants.All(variant => variant.Weight == 0))
        {
            cursor.Refuse(start, "the weights of the variants add up to 0");
        }

        return variants;
    }

    /// <summary>Reads weights by the names of variants; whether there are such variants is for others to say.</summary>
    /// <param name="cursor">At the value.</param>
    /// <param name="owner">The flag that has the variants.</param>
    public static List<VariantWeight>? ReadWeights(ref JsonCursor cursor, Owner owner)
    {
        var start = cursor.At;
        if (!cursor.IsObject("an object of weights by variant, such as {\"blue\": 1}"))
        {
            return null;
        }

        List<VariantWeight> weights = [];
        var keys = new MapKeys();
        while (keys.NextKey(ref cursor, out var name, out var at))
        {
            cursor.Reading.References.Add(new FileReference(owner, FlagSetChecks.RuleVariants, name, at));
            if (cursor.ReadThousandths(LargestWeight, WeightExpected) is { } weight)
            {
                weights.Add(new VariantWeight(name, weight));
            }
        }

        if (keys.Places.Count == weights.Count && weights.All(weight => weight.Weight == 0) && !cursor.Reading.IsStored)
        {
            cursor.Refuse(start, weights.Count == 0 ? "\"variants\" names no variant" : "the weights of the variants add up to 0");
        }

        return weights;
    }

    private static FlagVariant? ReadVariant(ref JsonCursor cursor, string name, int at)
    {
        if (!cursor.IsObject("a variant: {\"weight\": …, \"value\": …}"))
        {
            return null;
        }

        decimal? weight = null;
        JsonElement value = default;
        var members = new Members(Names);
        while (members.Next(ref cursor, out var member))
        {
            if (member == "weight")
            {
                weight = cursor.ReadThousandths(LargestWeight, WeightExpected);
            }
            else
            {
                value = cursor.ReadElement();
            }
        }

        if (members.Lacks("weight"))
        {
            cursor.Refuse(at, "a variant needs \"weight\"");
        }

        return weight is { } share ? new FlagVariant { Name = name, Weight = share, Value = value } : null;
    }
}
