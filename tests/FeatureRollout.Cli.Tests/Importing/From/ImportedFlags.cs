using System.Text;
using FeatureRollout.Cli.Importing;
using FeatureRollout.Cli.Importing.Sources;
using FeatureRollout.TestKit;

namespace FeatureRollout.Cli.Tests.Importing.From;

/// <summary>What an importer made of a text, and a client over the flag file that was written from it.</summary>
internal sealed class ImportedFlags : IDisposable
{
    private ImportedFlags(Import import, SourceNode root, string file, FeatureFlags client) => (Import, Root, File, Client) = (import, root, file, client);

    public Import Import { get; }

    public SourceNode Root { get; }

    public string File { get; }

    public FeatureFlags Client { get; }

    public IReadOnlyList<ImportNote> Lost => [.. Import.Notes.Where(note => note.Kind == ImportNoteKind.Lost)];

    public static ImportedFlags Of(IImporter importer, string text, DateTimeOffset? now = null, string? customer = null)
    {
        var root = JsonSource.Read(Encoding.UTF8.GetBytes(text), "source.json");
        var import = new Import { CustomerAttribute = customer };
        importer.Read(root, import);
        var file = Encoding.UTF8.GetString(FlagFileWriter.Write(import.Flags.Values, import.Segments.Values));
        var time = new VirtualTimeProvider(now ?? new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero));
        return new ImportedFlags(import, root, file, FeatureFlags.FromJson(file, time));
    }

    /// <summary>The key here of a flag there.</summary>
    public string KeyOf(string original) => Import.KeyFor(Root, original);

    public FlagDefinition this[string original] => Import.Flags[KeyOf(original)];

    /// <summary>The answer. The first match of a pattern can run out of time on a busy machine; such an answer is asked for again.</summary>
    public FlagEvaluation Ask(string flag, in EvaluationContext context)
    {
        for (var attempt = 0; attempt < 100 && IsUndecided(context); attempt++)
        {
        }

        return Client.Evaluate(flag, context);
    }

    private bool IsUndecided(EvaluationContext context) => Import.Flags.Keys.Any(key => Client.Evaluate(key, context).Reason == FlagReason.Undecided);

    public void Dispose() => Client.Dispose();
}
