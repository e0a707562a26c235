using System.Buffers.Binary;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using FeatureRollout.Text;

namespace FeatureRollout.Flags.Files;

/// <summary>
/// Writes the values that stored documents are made of; a null is left out. Text that has half a surrogate pair is
/// written escaped and not replaced, since a customer id may have one.
/// </summary>
internal readonly struct StoredWriter(Utf8JsonWriter json)
{
    /// <summary>Compact; and unchecked, since a name with half a surrogate pair can only be written raw.</summary>
    public static readonly JsonWriterOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    /// <summary>The writer underneath.</summary>
    public Utf8JsonWriter Json => json;

    public void Text(string name, string? value)
    {
        if (value is null)
        {
            return;
        }

        json.WritePropertyName(name);
        Text(value);
    }

    public void Boolean(string name, bool? value)
    {
        if (value is { } answer)
        {
            json.WriteBoolean(name, answer);
        }
    }

    public void Percent(string name, Percentage? value)
    {
        if (value is { } percentage)
        {
            json.WriteNumber(name, percentage.Value);
        }
    }

    public void Moment(string name, DateTimeOffset? value)
    {
        if (value is { } moment)
        {
            json.WriteString(name, JsonMoments.Format(moment));
        }
    }

    public void Customers(string name, CustomerList? list)
    {
        if (list is null)
        {
            return;
        }

        json.WritePropertyName(name);
        Customers(list);
    }

    /// <summary>Writes a list of customers.</summary>
    public void Customers(CustomerList list)
    {
        json.WriteStartArray();
        Ids(list);
        json.WriteEndArray();
    }

    public void Audience(string name, Audience? audience)
    {
        if (audience is null)
        {
            return;
        }

        json.WritePropertyName(name);
        Audience(audience);
    }

    /// <summary>Writes an audience.</summary>
    public void Audience(Audience audience)
    {
        json.WriteStartArray();
        Ids(audience.Customers);
        foreach (var segment in audience.Segments)
        {
            json.WriteStartObject();
            Text("segment", segment);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    public void Rules(string name, IReadOnlyList<FlagRule>? rules)
    {
        if (rules is null)
        {
            return;
        }

        json.WritePropertyName(name);
        Rules(rules);
    }

    /// <summary>Writes a list of rules.</summary>
    public void Rules(IReadOnlyList<FlagRule> rules) => Rules(rules, areStrata: false);

    /// <summary>Strata are nothing but conditions and shares.</summary>
    public void Strata(IReadOnlyList<FlagRule> strata) => Rules(strata, areStrata: true);

    private void Rules(IReadOnlyList<FlagRule> rules, bool areStrata)
    {
        json.WriteStartArray();
        foreach (var rule in rules)
        {
            json.WriteStartObject();
            Text("when", rule.When.Text);
            Percent("percentage", rule.Percentage);
            if (!areStrata)
            {
                Draw(rule);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void Draw(FlagRule rule)
    {
        Percent("from", rule.From > Percentage.Zero ? rule.From : null);
        Text("salt", rule.Salt);
        Text("bucketing", rule.Bucketing);
        Text("unit", rule.Unit);
        if (rule.Variants is { } variants)
        {
            json.WriteStartObject("variants");
            foreach (var variant in variants)
            {
                json.WriteNumber(variant.Name, variant.Weight);
            }

            json.WriteEndObject();
        }

        Boolean("continue", rule.Continue ? true : null);
    }

    public void Overrides(string name, IReadOnlyDictionary<string, FlagOverride>? overrides)
    {
        if (overrides is null)
        {
            return;
        }

        json.WriteStartObject(name);
        foreach (var (customer, value) in overrides)
        {
            if (JsonEscapes.IsWellFormed(customer))
            {
                json.WritePropertyName(customer);
                Override(value);
                continue;
            }

            using var buffer = new MemoryStream();
            using (var inner = new Utf8JsonWriter(buffer, Options))
            {
                new StoredWriter(inner).Override(value);
            }

            json.WriteRawValue([.. Encoding.ASCII.GetBytes(JsonEscapes.Escape(customer)), (byte)':', .. buffer.ToArray()], skipInputValidation: true);
        }

        json.WriteEndObject();
    }

    private void Override(FlagOverride value)
    {
        json.WriteStartObject();
        json.WriteBoolean("enabled", value.Enabled);
        Text("reason", value.Reason);
        Text("actor", value.Actor);
        Moment("until", value.Until);
        json.WriteEndObject();
    }

    private void Ids(CustomerList list)
    {
        ReadOnlySpan<byte> records = list.Records;
        while (!records.IsEmpty)
        {
            var id = records.Slice(sizeof(ushort), BinaryPrimitives.ReadUInt16LittleEndian(records));
            records = records[(sizeof(ushort) + id.Length)..];
            if (Utf8.IsValid(id))
            {
                json.WriteStringValue(id);
            }
            else
            {
                Text(Wtf8.GetString(id));
            }
        }
    }

    /// <summary>Writes a string.</summary>
    public void Text(string value)
    {
        if (JsonEscapes.IsWellFormed(value))
        {
            json.WriteStringValue(value);
        }
        else
        {
            json.WriteRawValue(JsonEscapes.Escape(value), skipInputValidation: true);
        }
    }
}
