using FeatureRollout.Rollouts.Machine;

namespace FeatureRollout.PostgreSql.Tests.Faults;

/// <summary>What holds of a document and its events, whatever happened to server and network.</summary>
internal static class Invariants
{
    /// <summary>Each version has its event, once; together they give the document.</summary>
    public static void Check(FlagDocument document, IReadOnlyList<RolloutEvent> events)
    {
        Assert.Equal(events.Select(each => each.Sequence).Order().Distinct(), events.Select(each => each.Sequence));
        Assert.Equal(Enumerable.Range(1, (int)document.Version).Select(version => (long)version), events.Select(each => each.Version).Distinct());
        var replayed = events.Aggregate(FlagDocument.Empty(document.Key), (state, each) => RolloutMachine.Apply(state, each.Change, each.At, each.Actor, each.Reason));
        Assert.Equal(RolloutMachine.PositionOf(replayed), RolloutMachine.PositionOf(document));
        Assert.Equal(replayed.State.Percentage, document.State.Percentage);
        Assert.Equal(replayed.Rollout?.Generation, document.Rollout?.Generation);
        Assert.Equal(PassagesOf(replayed), PassagesOf(document));
    }

    private static string PassagesOf(FlagDocument document) => string.Join(',', document.Rollout?.Passages.Select(passage => passage.Stage) ?? []);
}
