using FeatureRollout.Flags;
using FeatureRollout.Flags.Files;

namespace FeatureRollout.Evaluation;

/// <summary>
/// Says of each flag whom it lets in, following the order of evaluation with nobody in hand: what depends on the customer counts as
/// if it could be either way. For one moment; not thread-safe.
/// </summary>
internal sealed class ReachReader(EffectiveFlags effective, IReadOnlyDictionary<string, SegmentDefinition> segments, DateTimeOffset now)
{
    private readonly Prerequisites _prerequisites = Prerequisites.Of(effective.Definitions);
    private readonly Dictionary<string, FlagReach> _own = new(StringComparer.Ordinal);

    /// <summary>Whom a flag lets in.</summary>
    public FlagReach Of(EffectiveFlag flag)
    {
        var reach = Alone(flag);
        if (reach.Who == Reach.Nobody)
        {
            return reach;
        }

        foreach (var required in _prerequisites.Closure(flag.Key))
        {
            var who = effective.Definitions.TryGetValue(required, out var definition) ? Alone(effective.Of(definition)).Who : Reach.Some;
            if (who == Reach.Nobody)
            {
                return FlagReach.Nobody with { BlockedBy = required };
            }

            reach = who == Reach.Some ? reach with { Who = Reach.Some } : reach;
        }

        return reach;
    }

    /// <summary>The same by what is said of the flag itself, kill switches, schedules and required flags apart.</summary>
    public FlagReach Own(EffectiveFlag flag)
    {
        if (!_own.TryGetValue(flag.Key, out var reach))
        {
            _own[flag.Key] = reach = Read(flag);
        }

        return reach;
    }

    private FlagReach Alone(EffectiveFlag flag) => effective.OffForEverybody(flag, now) is null ? Own(flag) : FlagReach.Nobody;

    private FlagReach Read(EffectiveFlag flag)
    {
        var (by, leavesOut) = new ReachedByDraw(flag, segments).Read();
        var (definition, state) = (flag.Definition, flag.State);
        if (definition.Include is { IsEmpty: false } || state is { Added.Count: > 0 } or { Stage.Customers.IsEmpty: false } || HasAnswer(flag, enabled: true))
        {
            by |= ReachWays.Names;
        }

        leavesOut = leavesOut || definition.Exclude is { IsEmpty: false } || HasAnswer(flag, enabled: false);
        return by == ReachWays.None ? FlagReach.Nobody : new FlagReach(leavesOut ? Reach.Some : Reach.Everybody, by);
    }

    private bool HasAnswer(EffectiveFlag flag, bool enabled)
    {
        foreach (var overrides in new[] { flag.State?.Overrides, flag.Definition.Overrides })
        {
            if (overrides?.Keys.Any(id => flag.OverrideOf(id, now)?.Enabled == enabled) == true)
            {
                return true;
            }
        }

        return false;
    }
}
