using System.Text.Json;
using System.Text.Json.Serialization;

namespace FeatureRollout.Cli.Importing;

/// <summary>What <c>import --from --json</c> prints.</summary>
/// <param name="From">The tool's name.</param>
/// <param name="File">Where the flag file was written; null for nowhere.</param>
/// <param name="Flags">How many flags are in it.</param>
/// <param name="Segments">How many segments.</param>
/// <param name="NotCarried">How many things are not carried.</param>
/// <param name="Notes">What is not carried, and then what is good to know.</param>
/// <param name="Content">The flag file.</param>
internal sealed record ImportDocument(string From, string? File, int Flags, int Segments, int NotCarried, IReadOnlyList<ImportNoteDocument> Notes, JsonElement Content)
{
    public static ImportDocument Of(ImportedFile made, ImportWish wish) => new(
        wish.Importer.Name, wish.Output, made.Flags, made.Segments, made.Lost,
        [.. made.Notes.Select(note => new ImportNoteDocument(note.Kind == ImportNoteKind.Lost, note.Line, note.Column, note.Path, note.Sentence))], JsonElement.Parse(made.Text));
}

/// <summary>One note.</summary>
/// <param name="NotCarried">Whether something got lost; else it is good to know.</param>
/// <param name="Line">In the foreign file, from 1.</param>
/// <param name="Column">From 1.</param>
/// <param name="Path">Such as <c>$.features[2]</c>.</param>
/// <param name="Message">What it is, as a sentence.</param>
internal sealed record ImportNoteDocument(bool NotCarried, int Line, int Column, string Path, string Message);

/// <summary>How it is printed.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(ImportDocument))]
internal sealed partial class ImportJson : JsonSerializerContext;
