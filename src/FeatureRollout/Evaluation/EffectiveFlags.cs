namespace FeatureRollout.Evaluation;

/// <summary>Every flag as all layers together make it: definitions with the copies of rollouts in their places, and states over them.</summary>
internal sealed class EffectiveFlags
{
    private readonly Layers _layers;

    public EffectiveFlags(Layers layers)
    {
        _layers = layers;
        States = layers.MergeStates();
        Definitions = PinnedDefinitions.Over(layers.MergeDefinitions(), States);
    }

    public IReadOnlyDictionary<string, FlagState> States { get; }

    /// <summary>The definition of every flag that there is.</summary>
    public IReadOnlyDictionary<string, FlagDefinition> Definitions { get; }

    public EffectiveFlag Of(FlagDefinition definition) => new(definition, States.GetValueOrDefault(definition.Key), _layers.KillersOf(definition.Key));

    /// <summary>The steps of the order of evaluation that hold for everybody at a moment; null where none applies.</summary>
    public FlagReason? OffForEverybody(EffectiveFlag flag, DateTimeOffset now) =>
        flag.KilledBy.Count > 0 ? FlagReason.Killed
        : flag.Definition.Schedule is { } schedule && (schedule.From > now || schedule.Until <= now) ? FlagReason.OutsideSchedule
        : flag.State?.Stage is { } stage ? (stage.Active ? null : FlagReason.RolloutInactive)
        : flag.Definition.Plan is null ? null
        : _layers.HasStates ? FlagReason.RolloutInactive
        : FlagReason.NotReady;
}
