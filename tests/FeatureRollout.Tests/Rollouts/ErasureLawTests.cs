using FeatureRollout.Rollouts.Machine;
using FeatureRollout.Tests.Evaluation;
using FeatureRollout.Tests.Rollouts.Machine;

namespace FeatureRollout.Tests.Rollouts;

[Trait("Requirement", "F-32")]
public sealed class ErasureLawTests
{
    [Fact]
    public void Replaying_the_events_after_an_erasure_gives_the_document_after_it() => Served.ForSeeds(300, random =>
    {
        var history = new List<RolloutEvent>();
        var document = FlagDocument.Empty("pilot");
        for (var i = 0; i < 60; i++)
        {
            var one = new RolloutEvent
            {
                Key = "pilot",
                Version = i,
                At = Pilot.Start.AddHours(i),
                Actor = "pat",
                Reason = random.Of(null, "because", "acme asked"),
                Change = RandomRollouts.Change(random, document),
            };
            try
            {
                document = Apply(document, one);
                history.Add(one);
            }
            catch (RolloutRefusedException)
            {
                // An illegal change leaves the document as it is.
            }
        }

        var id = random.Of("acme", "globex", "vip-0-0", "vip-1-0");
        var renaming = new CustomerRenaming(id, "erased-1");
        var erasure = new RolloutEvent { Key = "pilot", Version = 61, At = Pilot.Start.AddDays(9), Actor = "pat", Change = new RolloutChange.CustomerErased("erased-1") };
        var erased = Apply(renaming.Of(document), erasure);
        RolloutEvent[] renamed = [.. history.Select(renaming.Of), renaming.Of(erasure)];

        Assert.Equal(RandomRollouts.Text(erased), RandomRollouts.Text(renamed.Aggregate(FlagDocument.Empty("pilot"), Apply)));
        Assert.Empty(Holding.PlacesOf(erased, id));
        Assert.Empty(Holding.PlacesOf(erased, "erased-1"));
        Assert.All(renamed, one => Assert.Empty(Holding.PlacesOf(one, id)));
        Assert.Equal(history.Select(one => (one.Version, one.At)), renamed.SkipLast(1).Select(one => (one.Version, one.At)));
    });

    [Fact]
    public void Whoever_is_erased_is_taken_from_every_list_and_others_stay()
    {
        var definition = new FlagDefinition
        {
            Key = "pilot",
            Include = Audience.Of("acme", "globex"),
            Exclude = Audience.Of("acme"),
            Overrides = new Dictionary<string, FlagOverride>(StringComparer.Ordinal) { ["acme"] = new() { Enabled = true }, ["globex"] = new() { Enabled = true } },
        };
        var plan = Pilot.Plan.With(1, stage => stage with { Steps = [.. stage.Steps.Select(step => step with { Customers = Audience.Of("acme", "globex") })] });
        var created = new RolloutChange.Created(
            ["pilot"], plan, new Dictionary<string, FlagDefinition>(StringComparer.Ordinal) { ["pilot"] = definition }, CustomerList.Of("acme", "globex"), ObserveOnly: false);
        var document = FlagDocument.Empty("pilot")
            .Then(new RolloutChange.CustomersAdded(CustomerList.Of("acme", "globex")), created, new RolloutChange.OverrideSet("pilot", "acme", true, null))
            .Then(new RolloutChange.OverrideSet("pilot", "globex", true, null), new RolloutChange.Replanned(plan, created.Definitions));
        Assert.Equal(Holding.PlacesOf(document, "globex").Count() + 1, Holding.PlacesOf(document, "acme").Count());

        var erased = document.Then(new RolloutChange.CustomerErased("acme"));
        Assert.Empty(Holding.PlacesOf(erased, "acme"));
        Assert.Equal(Holding.PlacesOf(document, "globex"), Holding.PlacesOf(erased, "globex"), StringComparer.Ordinal);
        Assert.True(erased.Rollout!.Definitions["pilot"].Exclude is { IsEmpty: true });
    }

    private static FlagDocument Apply(FlagDocument document, RolloutEvent one) => RolloutMachine.Apply(document, one.Change, one.At, one.Actor, one.Reason);
}
