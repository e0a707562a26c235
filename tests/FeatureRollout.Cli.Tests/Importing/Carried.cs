using System.Globalization;
using System.Text;
using FeatureRollout.Cli.Importing;
using FeatureRollout.Cli.Importing.Sources;
using FeatureRollout.TestKit;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.FSharp.Core;

namespace FeatureRollout.Cli.Tests.Importing;

/// <summary>Another tool's file, imported, written as a flag file, and asked from that.</summary>
internal sealed class Carried : IDisposable
{
    private Carried(Import import, SourceNode? root, DateTimeOffset? now)
    {
        (Import, Root) = (import, root);
        Time = now is { } moment ? new VirtualTimeProvider(moment) : new VirtualTimeProvider();
        File = Encoding.UTF8.GetString(FlagFileWriter.Write(import.Flags.Values, import.Segments.Values));
        Flags = FeatureFlags.FromJson(File, Time);
    }

    public Import Import { get; }

    /// <summary>The other tool's file; null where the import was made by hand.</summary>
    public SourceNode? Root { get; }

    public VirtualTimeProvider Time { get; }

    /// <summary>The flag file.</summary>
    public string File { get; }

    public FeatureFlags Flags { get; }

    public IReadOnlyList<ImportNote> Lost => [.. Import.Notes.Where(note => note.Kind == ImportNoteKind.Lost)];

    public IReadOnlyList<ImportNote> Told => [.. Import.Notes.Except(Lost)];

    /// <summary>What is lost, with its line.</summary>
    public IEnumerable<string> LostLines => Lost.Select(note => string.Create(CultureInfo.InvariantCulture, $"{note.Line}: {note.Message}"));

    /// <summary>The lines and kinds of all notes.</summary>
    public IEnumerable<(int Line, ImportNoteKind Kind)> Places => Import.Notes.Select(note => (note.Line, note.Kind)).Order();

    public static Carried Of(IImporter importer, string json, DateTimeOffset? now = null, string? customer = null)
    {
        var root = JsonSource.Read(Encoding.UTF8.GetBytes(json), "file");
        var import = new Import { CustomerAttribute = customer };
        importer.Read(root, import);
        return new Carried(import, root, now);
    }

    public static Carried Of(Import import) => new(import, root: null, now: null);

    /// <summary>The key here of a flag there.</summary>
    public string KeyOf(string original) => Import.KeyFor(Root!, original);

    /// <summary>The definition of a flag, by its name there.</summary>
    public FlagDefinition this[string original] => Import.Flags[Import.Flags.ContainsKey(original) ? original : KeyOf(original)];

    /// <summary>An answer that no regular expression ran out of its time for, as they may the first time on a busy machine.</summary>
    public T Ask<T>(in EvaluationContext context, Func<T> ask)
    {
        for (var attempt = 0; ; attempt++)
        {
            var answer = ask();
            if (attempt == 100 || !IsUndecided(context))
            {
                return answer;
            }
        }
    }

    private bool IsUndecided(EvaluationContext context) => Import.Flags.Keys.Any(key => Flags.Evaluate(key, context).Reason == FlagReason.Undecided);

    public void Dispose() => Flags.Dispose();

    /// <summary>Attributes as a context of ours: those inside others by their paths.</summary>
    public static EvaluationContext Context(string? id, IEnumerable<KeyValuePair<string, object?>> attributes)
    {
        var context = EvaluationContext.For(id);
        foreach (var (name, value) in attributes)
        {
            context = value switch
            {
                string text => context.With(name, text),
                double number => context.With(name, number),
                bool truth => context.With(name, truth),
                object?[] list => context.With(name, list.Cast<string>()),
                Dictionary<string, object?> inner => inner.Aggregate(context, (outer, each) => each.Value is string text ? outer.With(name + "." + each.Key, text) : outer),
                _ => context,
            };
        }

        return context;
    }

    /// <summary>Runs a property over as many seeds, always the same ones; the failing seed is in the message.</summary>
    public static void ForSeeds(int cases, Action<Random> property) =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed => property(new Random(seed)))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(cases).WithReplay(FSharpOption<Replay>.Some(new Replay(new Rnd(20_260_101), null))));
}

/// <summary>Choices of a random test.</summary>
internal static class Choices
{
    public static T Of<T>(this Random random, params T[] choices) => choices[random.Next(choices.Length)];
}
