namespace FeatureRollout.Evaluation;

/// <summary>
/// A running rollout reads the copy of the definition that it was created with, so that an edit of a file changes nothing
/// before a replan. A kill and exclusions of the living definition count all the same, since they only take away.
/// </summary>
internal static class PinnedDefinitions
{
    /// <summary>The definitions with the copies of the states in their places.</summary>
    public static IReadOnlyDictionary<string, FlagDefinition> Over(
        IReadOnlyDictionary<string, FlagDefinition> definitions, IReadOnlyDictionary<string, FlagState> states)
    {
        Dictionary<string, FlagDefinition>? pinned = null;
        foreach (var (key, state) in states)
        {
            if (state.Definition is { } copy)
            {
                pinned ??= new Dictionary<string, FlagDefinition>(definitions, StringComparer.Ordinal);
                pinned[key] = definitions.TryGetValue(key, out var living)
                    ? copy with { Enabled = living.Enabled, Exclude = living.Exclude }
                    : copy;
            }
        }

        return pinned ?? definitions;
    }
}
