using System.Buffers;
using System.Text;
using System.Text.Json;
using FeatureRollout.Providers;

namespace FeatureRollout.Tests.Providers;

/// <summary>A flag file that is an object of percentages: enough to tell contents apart, and to fail on half of one.</summary>
internal static class TinyFormat
{
    public static readonly FlagFileFormat File = static (utf8, _) => Read(utf8);

    public static readonly StoredFormat Stored = new(Write, static utf8 => Read(utf8));

    public static byte[] Text(string flag, int percentage) => Encoding.UTF8.GetBytes(FormattableString.Invariant($$"""{ "{{flag}}": {{percentage}} }"""));

    public static FlagSet Set(string flag, int percentage, string? version = null) => Read(Text(flag, percentage)) with { Version = version };

    public static int Of(FlagSet flags, string flag) => flags.Flags[flag].Percentage!.Value.Thousandths / 1000;

    private static FlagSet Read(ReadOnlySpan<byte> utf8)
    {
        using var json = JsonDocument.Parse(utf8.ToArray());
        return new FlagSet
        {
            Flags = json.RootElement.EnumerateObject().ToDictionary(
                flag => flag.Name,
                flag => new FlagDefinition { Key = flag.Name, Percentage = flag.Value.GetInt32() },
                StringComparer.Ordinal),
        };
    }

    private static void Write(FlagSet flags, IBufferWriter<byte> buffer)
    {
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        foreach (var (key, flag) in flags.Flags)
        {
            json.WriteNumber(key, flag.Percentage!.Value.Value);
        }

        json.WriteEndObject();
    }
}
