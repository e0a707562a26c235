using FeatureRollout.Cli.Importing.Sources;

namespace FeatureRollout.Cli.Importing.From.LaunchDarkly;

/// <summary>Carries prerequisites: those on true of a boolean flag. A flag with another one is disabled, since that one counts as not met.</summary>
/// <param name="import">Takes the notes.</param>
/// <param name="flags">The flags by the names of the file.</param>
internal sealed class PrerequisiteReader(Import import, IReadOnlyDictionary<string, SourceNode> flags)
{
    private const int Most = 256;

    /// <summary>The flag with what it requires.</summary>
    public FlagDefinition Apply(FlagDefinition flag, SourceNode source)
    {
        var required = new List<string>();
        var isMet = true;
        foreach (var prerequisite in source.ItemsOf("prerequisites"))
        {
            KnownMembers.NoteOthers(import, prerequisite, "key", "variation");
            if (WhyNot(prerequisite, source) is { } reason)
            {
                import.Lose(prerequisite, $"{reason}; the flag is disabled.");
                isMet = false;
            }
            else
            {
                var key = prerequisite.TextOf("key")!;
                required.Add(import.KeyFor(flags[key], key));
            }
        }

        return flag with
        {
            Requires = required.Count > 0 ? [.. required.Distinct(StringComparer.Ordinal)] : null,
            Enabled = isMet ? flag.Enabled : false,
        };
    }

    private string? WhyNot(SourceNode prerequisite, SourceNode source)
    {
        if (prerequisite.TextOf("key") is not { } key || !flags.TryGetValue(key, out var required))
        {
            return "there is no such flag in this file, and so it is never met, as there";
        }

        if (Reaches(required, source))
        {
            return "flags that require each other are an error there";
        }

        if (!required.IsTrue("on"))
        {
            return "a prerequisite that is off is never met, as there";
        }

        var variations = new Variations(required.ItemsOf("variations"));
        return variations.IsBoolean && prerequisite.Whole("variation") is { } variation && variations.IsTrue(variation)
            ? null
            : "only that another flag is on can be required";
    }

    private bool Reaches(SourceNode from, SourceNode to)
    {
        var seen = new HashSet<SourceNode>();
        var waiting = new Stack<SourceNode>([from]);
        while (waiting.TryPop(out var next))
        {
            if (next == to || seen.Count > Most - 2)
            {
                return true;
            }

            if (!seen.Add(next))
            {
                continue;
            }

            foreach (var key in next.ItemsOf("prerequisites").Select(each => each.TextOf("key")).OfType<string>())
            {
                if (flags.TryGetValue(key, out var required))
                {
                    waiting.Push(required);
                }
            }
        }

        return false;
    }
}
