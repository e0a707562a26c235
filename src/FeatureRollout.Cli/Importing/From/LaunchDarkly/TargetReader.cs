using FeatureRollout.Cli.Importing.Sources;

namespace FeatureRollout.Cli.Importing.From.LaunchDarkly;

/// <summary>Who is targeted one by one, in the order in which they are asked: by which attribute, which values, which variation.</summary>
internal sealed record TargetedKeys(string Attribute, IReadOnlyList<string> Keys, int Variation, SourceNode At);

/// <summary>Reads individual targets.</summary>
internal sealed class TargetReader(Import import, ContextAttributes attributes)
{
    /// <summary>The targets of a flag; with targets of contexts, those of users stand where an empty one holds their place.</summary>
    public List<TargetedKeys> Read(SourceNode flag)
    {
        var users = flag.ItemsOf("targets");
        var contexts = flag.ItemsOf("contextTargets");
        foreach (var target in users.Concat(contexts))
        {
            KnownMembers.NoteOthers(import, target, "contextKind", "values", "variation");
        }

        if (contexts.Count > 0 && users.FirstOrDefault(user => !contexts.Any(target => IsOfUsers(target) && target.Whole("variation") == user.Whole("variation"))) is { } passed)
        {
            import.Tell(passed, "nothing in contextTargets holds the place of these users, so they count for nothing there, nor here.");
        }

        List<TargetedKeys> read = [];
        foreach (var target in contexts.Count == 0 ? users : contexts)
        {
            var kind = contexts.Count == 0 ? null : target.TextOf("contextKind");
            var source = contexts.Count > 0 && kind is null or "user"
                ? users.FirstOrDefault(user => user.Whole("variation") == target.Whole("variation"))
                : target;
            if (source is null)
            {
                continue;
            }

            if (source.Whole("variation") is { } variation)
            {
                read.Add(new TargetedKeys(attributes.KeyOf(source, kind), [.. source.Texts("values").Distinct(StringComparer.Ordinal)], variation, source));
            }
            else
            {
                import.Lose(source, "a target needs a variation; it is passed over.");
            }
        }

        return [.. read.Where(target => target.Keys.Count > 0)];
    }

    private static bool IsOfUsers(SourceNode target) => target.TextOf("contextKind") is null or "user";
}
