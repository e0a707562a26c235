using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using FeatureRollout.Cli.Terminal;
using FeatureRollout.Flags.Files;
using FeatureRollout.Providers.Stores;

namespace FeatureRollout.Cli.Archive;

/// <summary>The definitions of an archive as a flag file; comments and order of the file that they once came from are lost.</summary>
internal static class DefinitionsFile
{
    /// <summary>Writes a flag file and reads it once, so that one comes out that is valid or none.</summary>
    /// <exception cref="CliException">The definitions cannot stand in a flag file.</exception>
    public static ReadOnlyMemory<byte> Write(FlagSet definitions, string name)
    {
        var (stored, plans, output) = (new ArrayBufferWriter<byte>(), new ArrayBufferWriter<byte>(), new ArrayBufferWriter<byte>());
        StoredFlags.Write(definitions, stored);
        using (var json = new Utf8JsonWriter(plans, StoredWriter.Options))
        {
            ArchiveReader.Plans.Write(new StoredWriter(json), definitions.Plans);
        }

        using (var json = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        using (var all = JsonDocument.Parse(stored.WrittenMemory))
        using (var ladders = JsonDocument.Parse(plans.WrittenMemory))
        {
            Write(json, all.RootElement, ladders.RootElement);
        }

        output.Write("\n"u8);
        try
        {
            _ = FlagFileReader.Read(output.WrittenSpan, name, closed: false);
            return output.WrittenMemory;
        }
        catch (FlagFileException wrong)
        {
            throw new CliException(ExitCodes.Data, $"The definitions of {Plain.Text(name)} cannot stand in a flag file; leave --definitions out.", [.. wrong.Errors.Select(error => Plain.Text(error.ToString()))]);
        }
    }

    private static void Write(Utf8JsonWriter json, JsonElement all, JsonElement plans)
    {
        json.WriteStartObject();
        json.WriteStartObject("flags");
        foreach (var flag in all.GetProperty("flags").EnumerateObject())
        {
            json.WriteStartObject(flag.Name);
            foreach (var member in flag.Value.EnumerateObject().Where(member => !member.NameEquals("plan")))
            {
                member.WriteTo(json);
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
        WriteIfAny(json, "segments", all.GetProperty("segments").EnumerateObject().Select(segment => (segment.Name, segment.Value)));
        WriteIfAny(json, "plans", plans.EnumerateObject().Select(plan => (plan.Name, plan.Value)));
        WritePlanned(json, all.GetProperty("flags"));
        json.WriteEndObject();
    }

    private static void WritePlanned(Utf8JsonWriter json, JsonElement flags)
    {
        var planned = flags.EnumerateObject().Where(flag => flag.Value.TryGetProperty("plan", out _)).ToList();
        if (planned.Count == 0)
        {
            return;
        }

        json.WriteStartObject("rollouts");
        foreach (var flag in planned)
        {
            json.WriteStartObject(flag.Name);
            json.WriteString("plan", flag.Value.GetProperty("plan").GetString());
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteIfAny(Utf8JsonWriter json, string section, IEnumerable<(string Name, JsonElement Value)> members)
    {
        var known = members.ToList();
        if (known.Count == 0)
        {
            return;
        }

        json.WriteStartObject(section);
        foreach (var (name, value) in known)
        {
            json.WritePropertyName(name);
            value.WriteTo(json);
        }

        json.WriteEndObject();
    }
}
