using FeatureRollout.Cli.Importing.Sources;

namespace FeatureRollout.Cli.Importing.From.GrowthBook;

/// <summary>Finds a feature by its name there; says whether it is being read already.</summary>
internal delegate GrowthBookFeature? FindFeature(string key, out bool isCycle);

/// <summary>
/// Reads what rules ask of other features. A feature that draws nobody says by conditions alone who gets what, and these are taken
/// over; one that draws can only be required, by a flag as a whole.
/// </summary>
/// <param name="import">Takes the notes.</param>
/// <param name="find">Finds features.</param>
internal sealed class GrowthBookParents(Import import, FindFeature find)
{
    private readonly HashSet<string> _cyclic = new(StringComparer.Ordinal);

    /// <summary>Reads a rule's parents; those that stop the feature become steps and requirements of it.</summary>
    /// <returns>The condition under which the rule itself is asked; null where it never is.</returns>
    public string? Read(SourceNode rule, GrowthBookFeature feature)
    {
        var guard = ConditionText.Always;
        foreach (var parent in rule["parentConditions"]?.Items ?? [])
        {
            var key = SourceJson.TextOf(parent["id"]) ?? "";
            var isGate = parent["gate"] is { Kind: SourceKind.Boolean, Text: "true" };
            var found = find(key, out var isCycle);
            if (isCycle || _cyclic.Contains(key))
            {
                _ = _cyclic.Add(feature.Key);
                import.Lose(parent, $"\"{feature.Key}\" depends on itself through \"{key}\"; where this is asked, it is off.");
                return Stop(guard, rule, feature);
            }

            if (found is null)
            {
                import.Tell(parent, $"There is no feature \"{key}\"; it counts as one without a value.");
            }

            var question = GrowthBookQuestion.Of(parent["condition"], import);
            var passes = question is null ? null : found is null ? ConditionText.Boolean(question.Of(default)) : Passes(found, question);
            if (passes is null && question is not null && isGate && guard == ConditionText.Always && CanRequire(found!, question, feature))
            {
                feature.Requires.Add(key);
                continue;
            }

            if (passes is null)
            {
                import.Lose(parent, $"\"{key}\" draws customers, and only a flag that is on or off can be required, by a flag as a whole; this counts as not met.");
                return isGate ? Stop(guard, rule, feature) : null;
            }

            if (!isGate)
            {
                guard = ConditionText.All([guard, passes]);
            }
            else if (passes != ConditionText.Always)
            {
                _ = Stop(ConditionText.All([guard, ConditionText.Not(passes)]), rule, feature);
            }
        }

        return guard;
    }

    /// <summary>The feature has no value where this holds.</summary>
    private static string? Stop(string when, SourceNode at, GrowthBookFeature feature)
    {
        feature.Steps.Add(new GrowthBookStep(when, draw: null, [feature.PlaceOf(null)], at));
        return null;
    }

    /// <summary>The condition under which a feature's value answers a question with yes; null where that depends on a draw.</summary>
    private static string? Passes(GrowthBookFeature feature, GrowthBookQuestion question)
    {
        if (feature.Requires.Count > 0)
        {
            return null;
        }

        bool Answer(int place) => question.Of(feature.Values[place]);
        var rest = ConditionText.Boolean(Answer(feature.Default));
        foreach (var step in Enumerable.Reverse(feature.Steps))
        {
            var answers = step.Runs.Where(run => run.Value != GrowthBookStep.Next).Select(run => Answer(run.Value)).Distinct().ToArray();
            if (answers.Length == 1 && rest == ConditionText.Boolean(answers[0]))
            {
                continue;
            }

            if (step.Draw is not null)
            {
                return null;
            }

            rest = answers[0] ? ConditionText.Any([step.When, rest]) : ConditionText.All([ConditionText.Not(step.When), rest]);
        }

        return rest;
    }

    /// <summary>A requirement is asked before everything else, so that nothing may have been decided; and the answer must be whether the parent is on.</summary>
    private static bool CanRequire(GrowthBookFeature parent, GrowthBookQuestion question, GrowthBookFeature feature) =>
        parent.IsBoolean
        && parent.Values.All(value => question.Of(value) == (value.ValueKind == System.Text.Json.JsonValueKind.True))
        && (parent.Requires.Count == 0 || !question.Of(default))
        && feature.Steps.All(step => step.Draw is null && feature.Values[step.Runs[0].Value].ValueKind == System.Text.Json.JsonValueKind.Null);
}
