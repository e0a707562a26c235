using System.Text.Json;

namespace FeatureRollout.Flags.Files;

/// <summary>Writes definitions into a stored document, under the names that <see cref="FlagReader"/> and <see cref="SegmentReader"/> read.</summary>
internal static class StoredFlagWriter
{
    /// <summary>Writes a flag.</summary>
    public static void Write(StoredWriter writer, FlagDefinition flag)
    {
        var json = writer.Json;
        json.WriteStartObject();
        writer.Boolean("enabled", flag.Enabled);
        writer.Percent("percentage", flag.Percentage);
        writer.Audience("include", flag.Include);
        writer.Audience("exclude", flag.Exclude);
        if (flag.Requires is { } requires)
        {
            json.WriteStartArray("requires");
            foreach (var key in requires)
            {
                writer.Text(key);
            }

            json.WriteEndArray();
        }

        writer.Rules("rules", flag.Rules);
        writer.Overrides("overrides", flag.Overrides);
        Write(writer, flag.Variants);
        if (flag.Schedule is { } schedule)
        {
            json.WriteStartObject("schedule");
            writer.Moment("from", schedule.From);
            writer.Moment("until", schedule.Until);
            json.WriteEndObject();
        }

        writer.Text("salt", flag.Salt);
        writer.Text("variantSalt", flag.VariantSalt);
        writer.Text("bucketing", flag.Bucketing);
        writer.Text("unit", flag.Unit);
        writer.Boolean("default", flag.Default);
        writer.Text("fallback", flag.Fallback);
        writer.Text("message", flag.Message);
        writer.Text("owner", flag.Owner);
        writer.Text("expires", flag.Expires is { } day ? JsonMoments.Format(day) : null);
        writer.Boolean("permanent", flag.Permanent);
        writer.Text("plan", flag.Plan);
        json.WriteEndObject();
    }

    /// <summary>Writes a segment.</summary>
    public static void Write(StoredWriter writer, SegmentDefinition segment)
    {
        writer.Json.WriteStartObject();
        writer.Text("when", segment.When?.Text);
        writer.Customers("include", segment.Include);
        writer.Customers("exclude", segment.Exclude);
        writer.Text("source", segment.Source);
        writer.Json.WriteEndObject();
    }

    private static void Write(StoredWriter writer, IReadOnlyList<FlagVariant>? variants)
    {
        if (variants is null)
        {
            return;
        }

        var json = writer.Json;
        json.WriteStartObject("variants");
        foreach (var variant in variants)
        {
            json.WriteStartObject(variant.Name);
            json.WriteNumber("weight", variant.Weight);
            if (variant.Value.ValueKind != JsonValueKind.Undefined)
            {
                json.WritePropertyName("value");
                variant.Value.WriteTo(json);
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
    }
}
