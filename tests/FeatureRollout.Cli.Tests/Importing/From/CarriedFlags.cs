using System.Globalization;
using System.Text;
using FeatureRollout.Cli.Importing;
using FeatureRollout.Cli.Importing.Sources;
using FeatureRollout.TestKit;

namespace FeatureRollout.Cli.Tests.Importing.From;

/// <summary>Another tool's file, imported, written as a flag file, and served from that.</summary>
internal sealed class CarriedFlags : IDisposable
{
    private CarriedFlags(Import import, VirtualTimeProvider time)
    {
        Import = import;
        Time = time;
        File = Encoding.UTF8.GetString(FlagFileWriter.Write(import.Flags.Values, import.Segments.Values));
        Flags = FeatureFlags.FromJson(File, time);
    }

    public Import Import { get; }

    public VirtualTimeProvider Time { get; }

    /// <summary>The flag file.</summary>
    public string File { get; }

    public FeatureFlags Flags { get; }

    /// <summary>The lines with something that is lost.</summary>
    public IEnumerable<string> Lost => Notes(ImportNoteKind.Lost);

    /// <summary>The lines with something to know.</summary>
    public IEnumerable<string> Told => Notes(ImportNoteKind.Told);

    public static CarriedFlags Of(IImporter importer, string json, string? customer = null)
    {
        var import = new Import { CustomerAttribute = customer };
        importer.Read(JsonSource.Read(Encoding.UTF8.GetBytes(json), "flags.json"), import);
        return new CarriedFlags(import, new VirtualTimeProvider());
    }

    /// <summary>The definition of a flag.</summary>
    public FlagDefinition this[string key] => Import.Flags[key];

    public void Dispose() => Flags.Dispose();

    private IEnumerable<string> Notes(ImportNoteKind kind) => Import.Notes
        .Where(note => note.Kind == kind)
        .Select(note => string.Create(CultureInfo.InvariantCulture, $"{note.Line}: {note.Message}"));
}
