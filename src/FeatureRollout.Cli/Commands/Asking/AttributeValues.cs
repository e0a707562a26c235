using System.Buffers;
using System.Text.Json;
using FeatureRollout.Cli.Terminal;

namespace FeatureRollout.Cli.Commands.Asking;

/// <summary>Attributes as <c>--with</c> gives them: <c>name=value</c>, where a number is a number, <c>true</c> and <c>false</c> are truth values, and the rest is text.</summary>
internal static class AttributeValues
{
    /// <summary>A name that comes more than once has a list of texts. A text that looks like a number stands in double quotes.</summary>
    /// <exception cref="CliException">One is no <c>name=value</c>.</exception>
    public static IReadOnlyDictionary<string, JsonElement> Read(IEnumerable<string> given)
    {
        var byName = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var each in given)
        {
            var at = each.IndexOf('=', StringComparison.Ordinal);
            if (at <= 0)
            {
                throw CliException.Usage($"--with takes name=value, such as vertical=services; \"{Plain.Text(each)}\" is not.");
            }

            if (!byName.TryGetValue(each[..at], out var values))
            {
                byName.Add(each[..at], values = []);
            }

            values.Add(each[(at + 1)..]);
        }

        return byName.ToDictionary(each => each.Key, each => each.Value is [var only] ? One(only) : List(each.Value), StringComparer.Ordinal);
    }

    private static JsonElement One(string value) => value switch
    {
        "true" or "false" => Parse(value),
        ['"', .., '"'] when value.Length > 1 => Write(writer => writer.WriteStringValue(Unquoted(value))),
        _ when IsNumber(value) => Parse(value),
        _ => Write(writer => writer.WriteStringValue(value)),
    };

    private static JsonElement List(IEnumerable<string> values) => Write(writer =>
    {
        writer.WriteStartArray();
        foreach (var value in values)
        {
            writer.WriteStringValue(Unquoted(value));
        }

        writer.WriteEndArray();
    });

    private static string Unquoted(string value) => value is ['"', .. var inner, '"'] ? inner : value;

    /// <summary>As JSON has numbers, so that <c>007</c> and <c>1e999</c> stay texts.</summary>
    private static bool IsNumber(string value)
    {
        if (value is not [(>= '0' and <= '9') or '-', ..])
        {
            return false;
        }

        try
        {
            return Parse(value) is { ValueKind: JsonValueKind.Number } number && number.TryGetDouble(out var found) && double.IsFinite(found);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static JsonElement Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }

    private static JsonElement Write(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            write(writer);
        }

        using var document = JsonDocument.Parse(buffer.WrittenMemory);
        return document.RootElement.Clone();
    }
}
