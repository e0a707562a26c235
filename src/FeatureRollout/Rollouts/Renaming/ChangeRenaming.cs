namespace FeatureRollout.Rollouts.Renaming;

/// <summary>Renames within changes: every kind that holds a customer, or words of people.</summary>
internal static class ChangeRenaming
{
    /// <summary>The change with the other name; the same object where it does not hold the id.</summary>
    public static RolloutChange Of(RolloutChange change, IdRenaming ids, RolloutRenaming rollouts) =>
        Renamed(change, ids, rollouts) is var renamed && renamed.Equals(change) ? change : renamed;

    /// <summary>A copy that equals the change where nothing was to be done: lists and plans that stay are the same objects.</summary>
    private static RolloutChange Renamed(RolloutChange change, IdRenaming ids, RolloutRenaming rollouts) => change switch
    {
        RolloutChange.Created created => created with
        {
            Plan = rollouts.Plan(created.Plan),
            Definitions = rollouts.Definitions(created.Definitions),
            Customers = ids.List(created.Customers),
        },
        RolloutChange.Replanned replanned => replanned with
        {
            Plan = rollouts.Plan(replanned.Plan),
            Definitions = rollouts.Definitions(replanned.Definitions),
        },
        RolloutChange.OverrideSet set => set with { CustomerId = ids.Id(set.CustomerId) },
        RolloutChange.OverrideRemoved removed => removed with { CustomerId = ids.Id(removed.CustomerId) },
        RolloutChange.CustomersAdded added => added with { Customers = ids.List(added.Customers) },
        RolloutChange.CustomersRemoved removed => removed with { Customers = ids.List(removed.Customers) },
        RolloutChange.CustomerErased erased => erased with { Replacement = ids.Id(erased.Replacement) },
        RolloutChange.IncidentReported incident => incident with { Text = ids.Words(incident.Text) },
        RolloutChange.MilestoneMarked mark => mark with { Status = ids.Words(mark.Status) },
        UnknownRolloutChange unknown => unknown with { Json = JsonRenaming.Of(unknown.Json, ids) },
        _ => change,
    };
}
