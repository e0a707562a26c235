using FeatureRollout.Cli.Importing.Sources;

namespace FeatureRollout.Cli.Importing.From.LaunchDarkly;

/// <summary>Reads clauses as conditions. What cannot be carried is noted and counts as not met, negated or not.</summary>
internal sealed class ClauseReader(Import import, ContextAttributes attributes, SegmentCarrier segments)
{
    /// <summary>All clauses of a rule together.</summary>
    /// <param name="rule">The rule of a flag or a segment.</param>
    /// <param name="name">What segments for long lists are called after.</param>
    /// <param name="isWhole">Whether nothing was lost.</param>
    public string ReadAll(SourceNode rule, string name, out bool isWhole)
    {
        var whole = true;
        string[] parts = [.. rule.ItemsOf("clauses").Select(clause => Read(clause, name, ref whole))];
        isWhole = whole;
        return LongConditions.All(import, name, parts);
    }

    private string Read(SourceNode clause, string name, ref bool isWhole)
    {
        KnownMembers.NoteOthers(import, clause, "contextKind", "attribute", "op", "values", "negate");
        var op = clause.TextOf("op") ?? "";
        var negate = clause.IsTrue("negate");
        if (op == "segmentMatch")
        {
            return ReadSegments(clause, negate, ref isWhole);
        }

        if (attributes.Of(clause, clause.TextOf("contextKind"), clause.TextOf("attribute")) is not { } attribute)
        {
            return Lost(clause, "there is no such attribute, which is an error there; the clause counts as not met.", ref isWhole);
        }

        if (!ValueConditions.Knows(op))
        {
            return Lost(clause, $"\"{op}\" is no operator known here; the clause counts as not met.", ref isWhole);
        }

        if (op == "in" && IsAnonymous(clause))
        {
            return Anonymous(clause, attribute, attributes.KeyOf(clause, clause.TextOf("contextKind")), negate);
        }

        if (op != "in" || clause.ItemsOf("values").Any(value => value.Kind == SourceKind.Number))
        {
            attributes.TellOfLists(clause, attribute);
        }

        var any = new ValueConditions(import, attribute, name).Any(op, clause.ItemsOf("values"));
        if (!negate)
        {
            return any;
        }

        // An element of a list that has the part cannot be seen here: only what is surely a text is surely without it.
        var isThere = op is "startsWith" or "endsWith" or "contains" or "matches" && !ContextAttributes.IsSingle(attribute)
            ? ConditionText.IsText(attribute)
            : ConditionText.Has(attribute);
        return ConditionText.All([isThere, ConditionText.Not(any)]);
    }

    private static bool IsAnonymous(SourceNode clause) =>
        clause.TextOf("attribute") == "anonymous" || (clause["contextKind"] is not null && clause.TextOf("attribute") == "/anonymous");

    /// <summary>Every context is anonymous or not; here only the first has to be said.</summary>
    private static string Anonymous(SourceNode clause, string attribute, string key, bool negate)
    {
        var any = ConditionText.Any(clause.ItemsOf("values")
            .Where(value => value.Kind == SourceKind.Boolean)
            .Select(value => ConditionText.Compare(attribute, value.Text == "true" ? "==" : "!=", ConditionText.Boolean(true))));
        return ConditionText.All([ConditionText.Has(key), negate ? ConditionText.Not(any) : any]);
    }

    private string ReadSegments(SourceNode clause, bool negate, ref bool isWhole)
    {
        List<string> any = [];
        foreach (var value in clause.ItemsOf("values"))
        {
            if (segments.Find(value.Text) is not { } segment)
            {
                import.Tell(value, $"there is no segment \"{value.Text}\" in this file: nobody is in it, as there.");
            }
            else if (negate && !segment.IsWhole)
            {
                return Lost(clause, $"not all of the segment \"{value.Text}\" is carried, so not to be in it counts as not met.", ref isWhole);
            }
            else
            {
                isWhole &= segment.IsWhole;
                any.Add(ConditionText.Segment(segment.Name));
            }
        }

        var condition = ConditionText.Any(any);
        return negate ? ConditionText.Not(condition) : condition;
    }

    private string Lost(SourceNode clause, string what, ref bool isWhole)
    {
        isWhole = false;
        import.Lose(clause, what);
        return ConditionText.Never;
    }
}
