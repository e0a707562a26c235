using System.Text;
using FeatureRollout.Cli.Importing;
using FeatureRollout.Cli.Importing.Sources;
using FeatureRollout.Flags;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.FSharp.Core;

namespace FeatureRollout.Cli.Tests.Importing;

/// <summary>Foreign files as the client answers from them.</summary>
internal static class Carried
{
    public static Import Read(IImporter importer, string json, string? customerAttribute = null)
    {
        var import = new Import { CustomerAttribute = customerAttribute };
        importer.Read(JsonSource.Read(Encoding.UTF8.GetBytes(json), "file"), import);
        return import;
    }

    public static FeatureFlags Client(Import import, TimeProvider? time = null)
    {
        var client = new FeatureFlags(new FeatureFlagsOptions { TimeProvider = time ?? TimeProvider.System });
        client.Publish([new Layer("file", new FlagSet { Flags = import.Flags, Segments = import.Segments })]);
        return client;
    }

    /// <summary>The lines and kinds of all notes.</summary>
    public static IEnumerable<(int Line, ImportNoteKind Kind)> Places(this Import import) => import.Notes.Select(note => (note.Line, note.Kind)).Order();

    public static IEnumerable<string> Lost(this Import import) => import.Notes.Where(note => note.Kind == ImportNoteKind.Lost).Select(note => note.Message);

    /// <summary>An answer that no regular expression ran out of its time for, as they may the first time on a busy machine.</summary>
    public static T Decided<T>(FeatureFlags client, string flag, EvaluationContext context, Func<T> ask)
    {
        for (var i = 0; ; i++)
        {
            var isDecided = client.Evaluate(flag, context).Reason != FlagReason.Undecided;
            var answer = ask();
            if (i == 100 || (isDecided && client.Evaluate(flag, context).Reason != FlagReason.Undecided))
            {
                return answer;
            }
        }
    }

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

    public static T Of<T>(this Random random, params T[] choices) => choices[random.Next(choices.Length)];
}
