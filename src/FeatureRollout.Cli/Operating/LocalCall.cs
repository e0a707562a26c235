using FeatureRollout.AdminApi.Wire;
using FeatureRollout.Cli.Terminal;
using FeatureRollout.Flags.Files;

namespace FeatureRollout.Cli.Operating;

/// <summary>What an operation works with where this program stands before the store itself.</summary>
/// <param name="Flags">The client, read just now.</param>
/// <param name="Manager">The manager; for a change that is bound to a version, bound to it.</param>
/// <param name="Store">The store.</param>
/// <param name="Actor">Who does it, and why.</param>
internal sealed record LocalCall(FeatureFlags Flags, IRolloutManager Manager, IRolloutStateStore Store, RolloutActor Actor)
{
    /// <summary>The key that a name is meant for, without case, <c>-</c> and <c>_</c>; the name itself where no flag is known by it, and the manager refuses it.</summary>
    /// <exception cref="CliException">No flag can be called so.</exception>
    public string Key(string name) => FlagKey.IsValid(name) ? FlagNames.Find(Flags, name) ?? name : throw Unknown(name);

    /// <summary>The flag that a name is meant for.</summary>
    /// <exception cref="CliException">There is none.</exception>
    public async Task<FlagOverview> FlagAsync(string name, CancellationToken cancellationToken) =>
        await Manager.GetFlagAsync(Key(name), cancellationToken) ?? throw Unknown(name);

    /// <summary>The same with the rollout that it leads.</summary>
    /// <exception cref="CliException">It leads none.</exception>
    public async Task<FlagOverview> RolloutAsync(string name, CancellationToken cancellationToken)
    {
        var flag = await FlagAsync(name, cancellationToken);
        return FlagNames.DescribeNoRollout(flag) is { } why ? throw CliException.Usage(Plain.Text(why)) : flag;
    }

    /// <summary>The key of a flag that some layer defines.</summary>
    /// <exception cref="CliException">There is none.</exception>
    public string DefinedKey(string name)
    {
        var key = Key(name);
        return Flags.GetDefinition(key) is null ? throw Unknown(name) : key;
    }

    /// <summary>A new rollout with the keys that its names are meant for.</summary>
    /// <exception cref="RefusedValueException">A flag is not known.</exception>
    public RolloutCreation Meant(RolloutCreation creation) => creation with
    {
        FeatureName = FlagNames.Known(Flags, creation.FeatureName, "key"),
        PlanName = creation.PlanName is { } plan ? Given.Name(plan, "plan") : null,
        MoreFlags = [.. creation.MoreFlags.Select((flag, i) => FlagNames.Known(Flags, flag, FormattableString.Invariant($"flags[{i}]")))],
    };

    private CliException Unknown(string name) => CliException.Usage(Plain.Text(FlagNames.DescribeUnknown(Flags, name)));
}
