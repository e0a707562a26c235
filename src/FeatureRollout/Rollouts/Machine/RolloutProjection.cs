namespace FeatureRollout.Rollouts.Machine;

/// <summary>What evaluation sees of documents. Pure.</summary>
internal static class RolloutProjection
{
    /// <summary>The name of the stage in which nobody is.</summary>
    private const string NoStage = "off";

    /// <summary>
    /// The state of each flag that has a document or is moved by a rollout. A flag that two rollouts claim follows the one
    /// that it leads itself, else the one whose key comes first.
    /// </summary>
    public static IReadOnlyDictionary<string, FlagState> StatesOf(IEnumerable<FlagDocument> documents)
    {
        var all = documents.OrderBy(document => document.Key, StringComparer.Ordinal).ToArray();
        var states = all.ToDictionary(document => document.Key, document => document.State, StringComparer.Ordinal);
        foreach (var rollout in all.Select(document => document.Rollout).OfType<RolloutState>())
        {
            var stage = StageOf(rollout);
            foreach (var flag in rollout.Flags)
            {
                var own = states.GetValueOrDefault(flag) ?? new FlagState { Key = flag };
                if (own.Stage is null || flag == rollout.Key)
                {
                    states[flag] = Under(own, rollout, stage);
                }
            }
        }

        return states;
    }

    /// <summary>The document whose rollout moves a flag, for each flag that one moves.</summary>
    public static IReadOnlyDictionary<string, FlagDocument> LeadersOf(IEnumerable<FlagDocument> documents)
    {
        var leaders = new Dictionary<string, FlagDocument>(StringComparer.Ordinal);
        foreach (var document in documents.Where(document => document.Rollout is not null).OrderBy(document => document.Key, StringComparer.Ordinal))
        {
            foreach (var flag in document.Rollout!.Flags)
            {
                if (flag == document.Key || !leaders.ContainsKey(flag))
                {
                    leaders[flag] = document;
                }
            }
        }

        return leaders;
    }

    private static FlagState Under(FlagState own, RolloutState rollout, RolloutStage stage) => own with
    {
        Enabled = rollout.Status == RolloutStatus.Killed || rollout.Drill is not null ? false : own.Enabled,
        Stage = stage,
        Definition = rollout.Definitions.GetValueOrDefault(own.Key),
    };

    private static RolloutStage StageOf(RolloutState rollout)
    {
        if (Standing.StageOf(rollout) is not { } stage)
        {
            return new RolloutStage { Name = NoStage, Active = false };
        }

        return new RolloutStage
        {
            Name = stage.Name,
            Active = Standing.IsActive(rollout),
            Percentage = Standing.PercentageOf(rollout),
            Generation = rollout.Generation,
            Customers = Named(rollout),
            Eligible = stage.Eligible,
            Strata = rollout.PercentageByHand is { } most ? [.. stage.Strata.Select(rule => AtMost(rule, most))] : stage.Strata,
        };
    }

    private static FlagRule AtMost(FlagRule rule, Percentage most) => rule.Percentage > most ? rule with { Percentage = most } : rule;

    /// <summary>The rollout's own customers, and those of every step up to the present one.</summary>
    private static Audience Named(RolloutState rollout)
    {
        var stages = rollout.Plan.Stages;
        var named = stages.Take(rollout.Stage).SelectMany(stage => stage.Steps)
            .Concat(stages[rollout.Stage].Steps.Take(rollout.Step + 1))
            .Select(step => step.Customers)
            .ToArray();
        return new Audience
        {
            Customers = Customers.Concatenate([rollout.Customers, .. named.Select(each => each.Customers)]),
            Segments = [.. named.SelectMany(each => each.Segments).Distinct(StringComparer.Ordinal)],
        };
    }
}
