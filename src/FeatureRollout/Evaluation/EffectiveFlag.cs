namespace FeatureRollout.Evaluation;

/// <summary>What all layers together say of one flag: the merged definition with the merged state over it.</summary>
/// <param name="Definition">The merged definition; its <c>Enabled</c> is whatever the last layer that speaks says.</param>
/// <param name="State">The merged state; null where no layer has one.</param>
/// <param name="KilledBy">The layers that kill the flag.</param>
internal sealed record EffectiveFlag(FlagDefinition Definition, FlagState? State, IReadOnlyList<string> KilledBy)
{
    public string Key => Definition.Key;

    /// <summary>The percentage before rules: the stage's, else the state's, else the definition's, else by what else is said.</summary>
    public Percentage Percentage =>
        State?.Stage is { } stage ? stage.Percentage
        : State?.Percentage ?? Definition.Percentage ?? DefaultPercentage;

    /// <summary>Nobody is in until the flag says so; a bare <c>enabled: true</c> says everybody.</summary>
    private Percentage DefaultPercentage =>
        Definition.Enabled == true && (Definition.Include ?? Audience.Nobody).IsEmpty && Definition.Rules is null or []
            ? Percentage.Full
            : Percentage.Zero;

    public string Salt => Definition.Salt ?? Definition.Key;

    /// <summary>The override that holds for this unit at this moment, and whether it comes from the state; the state's goes first.</summary>
    public FlagOverride? OverrideOf(string unitId, DateTimeOffset now)
    {
        foreach (var overrides in new[] { State?.Overrides, Definition.Overrides })
        {
            if (overrides is not null && overrides.TryGetValue(unitId, out var found) && (found.Until is null || now < found.Until))
            {
                return found;
            }
        }

        return null;
    }
}
