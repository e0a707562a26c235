using System.Collections.Immutable;
using System.Diagnostics;
using FeatureRollout.Text;

namespace FeatureRollout.Rollouts.Machine;

/// <summary>What people do with a flag itself, under a rollout or not.</summary>
internal static class FlagChanges
{
    /// <summary>Changes that go to the rollout where there is one, and here where there is none.</summary>
    public static FlagState Alone(FlagState state, RolloutChange change) => change switch
    {
        RolloutChange.Killed => state with { Enabled = false },
        RolloutChange.RolledBack => state with { Percentage = Percentage.Zero },
        RolloutChange.PercentageSet set => state with { Percentage = set.Percentage },
        RolloutChange.CustomersAdded added => state with { Added = Customers.Union(state.Added ?? CustomerList.Empty, added.Customers) },
        _ => throw new UnreachableException($"No case for {change.GetType().Name}."),
    };

    /// <summary>Ends the rollout's kill and the flag's own, which may stand from before the rollout.</summary>
    public static FlagDocument Revive(FlagDocument document, Cause cause)
    {
        var rollout = document.Rollout;
        if (rollout?.Status != RolloutStatus.Killed && document.State.Enabled != false)
        {
            throw new RolloutRefusedException($"\"{document.Key}\" is not killed, so it cannot be revived.");
        }

        return document with
        {
            State = document.State.Enabled == false ? document.State with { Enabled = null } : document.State,
            Rollout = rollout?.Status == RolloutStatus.Killed ? Switches.Revive(rollout, cause) : rollout,
        };
    }

    public static FlagDocument Remove(FlagDocument document, CustomerList customers) => document with
    {
        State = document.State.Added is { } added ? document.State with { Added = Customers.Except(added, customers) } : document.State,
        Rollout = document.Rollout is { } rollout ? rollout with { Customers = Customers.Except(rollout.Customers, customers) } : null,
    };

    public static FlagState Override(FlagState state, RolloutChange.OverrideSet change, Cause cause)
    {
        DemandOwn(state, change.Flag);
        DemandStorable(change.CustomerId);
        var answer = new FlagOverride { Enabled = change.Enabled, Actor = cause.Actor, Reason = cause.Reason, Until = change.Until };
        return state with { Overrides = Immutable(state).SetItem(change.CustomerId, answer) };
    }

    public static FlagState Override(FlagState state, RolloutChange.OverrideRemoved change)
    {
        DemandOwn(state, change.Flag);
        return state with { Overrides = Immutable(state).Remove(change.CustomerId) };
    }

    private static ImmutableDictionary<string, FlagOverride> Immutable(FlagState state) =>
        state.Overrides as ImmutableDictionary<string, FlagOverride>
        ?? ImmutableDictionary.CreateRange(StringComparer.Ordinal, state.Overrides ?? ImmutableDictionary<string, FlagOverride>.Empty);

    private static void DemandOwn(FlagState state, string flag)
    {
        if (flag != state.Key)
        {
            throw new RolloutRefusedException($"An override of \"{flag}\" belongs to that flag's own document, not to \"{state.Key}\".");
        }
    }

    internal static void DemandStorable(string customerId)
    {
        Span<byte> bytes = stackalloc byte[CustomerList.MaximumIdLength];
        if (customerId.Length == 0 || !Wtf8.TryGetBytes(customerId, bytes, out _))
        {
            throw new RolloutRefusedException(FormattableString.Invariant($"A customer id that is stored has 1 to {CustomerList.MaximumIdLength} UTF-8 bytes."));
        }
    }
}
