using System.Globalization;
using FeatureRollout.Tests.Evaluation;
using FeatureRollout.Tests.Rollouts.Stored;

namespace FeatureRollout.Tests.Rollouts;

[Trait("Requirement", "F-32")]
public sealed class CustomerRenamingTests
{
    private const string Fresh = "erased-0123456789abcdef";

    private static readonly string[] Ids = ["a", "é😀", "\ud800", "x\udc00y", "quote \" and \\ and \n", new string('z', 512)];

    [Fact]
    public void No_member_of_a_document_holds_the_id_afterwards_and_nothing_else_changes()
    {
        var held = 0;
        Served.ForSeeds(100, random =>
        {
            var seed = random.Next();
            var document = new Arbitrary(seed).Document();
            var id = Ids[seed % Ids.Length];
            var renamed = new CustomerRenaming(id, Fresh).Of(document);
            var places = Holding.PlacesOf(document, id).ToArray();
            held += places.Length;
            Assert.Empty(Holding.PlacesOf(renamed, id));
            Assert.Equal(places, Holding.PlacesOf(renamed, Fresh).ToArray().Intersect(places, StringComparer.Ordinal), StringComparer.Ordinal);
            Same.As(document, new CustomerRenaming(Fresh, id).Of(renamed));
            Assert.Same(renamed, new CustomerRenaming(id, Fresh).Of(renamed));
        });
        Assert.InRange(held, 20, int.MaxValue);
    }

    [Fact]
    public void No_member_of_an_event_holds_the_id_afterwards_and_nothing_else_changes()
    {
        var held = 0;
        Served.ForSeeds(500, random =>
        {
            var seed = random.Next();
            var one = new Arbitrary(seed).Event();
            var id = Ids[seed % Ids.Length];
            var renamed = new CustomerRenaming(id, Fresh).Of(one);
            held += Holding.PlacesOf(one, id).Count();
            Assert.Empty(Holding.PlacesOf(renamed, id));
            Same.As(one, new CustomerRenaming(Fresh, id).Of(renamed));
            Assert.Same(renamed, new CustomerRenaming(id, Fresh).Of(renamed));
        });
        Assert.InRange(held, 1, int.MaxValue);
    }

    [Fact]
    public void Every_kind_of_change_loses_the_id()
    {
        var make = typeof(Arbitrary).GetMethod(nameof(Arbitrary.Make))!;
        foreach (var kind in typeof(RolloutChange).GetNestedTypes())
        {
            for (var seed = 0; seed < 40; seed++)
            {
                var change = (RolloutChange)make.MakeGenericMethod(kind).Invoke(new Arbitrary(seed), [])!;
                var one = new RolloutEvent { Key = "a", Version = 1, At = default, Actor = "a", Change = change };
                Assert.Empty(Holding.PlacesOf(new CustomerRenaming("a", Fresh).Of(one), "a"));
            }
        }
    }

    [Fact]
    public void What_does_not_hold_the_id_is_the_same_object()
    {
        var document = FlagDocument.Empty("acme") with { State = new FlagState { Key = "acme", Added = CustomerList.Of("acme-2", "ACME", "acm") } };
        Assert.Same(document, new CustomerRenaming("acme", Fresh).Of(document));
    }

    [Fact]
    public void A_long_list_keeps_its_order_and_its_other_ids()
    {
        var list = CustomerList.Of(Enumerable.Range(0, 100_000).Select(i => i.ToString(CultureInfo.InvariantCulture)).Append("7"));
        var document = FlagDocument.Empty("a") with { State = new FlagState { Key = "a", Added = list } };
        var renamed = new CustomerRenaming("7", Fresh).Of(document).State.Added!;
        Assert.Equal(list.Select(id => id == "7" ? Fresh : id), renamed, StringComparer.Ordinal);
    }

    [Theory]
    [InlineData("acme", "acme asked", "{0} asked")]
    [InlineData("acme", "for acme.", "for {0}.")]
    [InlineData("acme", "acme, acme-2 and (acme)", "{0}, {0}-2 and ({0})")]
    [InlineData("acme", "acmecorp, pacme and acme_2", "acmecorp, pacme and acme_2")]
    [InlineData("acme", "ACME", "ACME")]
    [InlineData("12345", "12345 of 12345 requests", "12345 of 12345 requests")]
    [InlineData("123456", "customer 123456", "customer {0}")]
    [InlineData("a1", "a1 a1", "{0} {0}")]
    [InlineData("\ude00", "\ud83d\ude00", "\ud83d\ude00")]
    [InlineData("\ude00", "x\ude00", "x{0}")]
    [InlineData("aa aa", "aa aa aa aa", "{0} {0}")]
    public void In_words_the_id_is_found_as_a_whole_word(string id, string words, string expected) =>
        Assert.Equal(string.Format(CultureInfo.InvariantCulture, expected, Fresh), new CustomerRenaming(id, Fresh).InWords(words));

    [Fact]
    public void Words_of_people_lose_the_id_in_documents_and_events()
    {
        var rollout = new RolloutState
        {
            Key = "search",
            Flags = ["search"],
            Plan = new PlanDefinition { Name = "p", Stages = [] },
            Reason = "acme complained",
            Approvals = [new RolloutApproval(null, "board", "acme", default, "acme agrees")],
            Incidents = [new RolloutIncident { Id = "i1", Severity = "P1", Text = "down for acme", ReportedAt = default, ReportedBy = "acme" }],
            Milestones = new Dictionary<string, MilestoneMark>(StringComparer.Ordinal) { ["m"] = new("told acme", "ann", default) },
        };
        var overrides = new Dictionary<string, FlagOverride>(StringComparer.Ordinal) { ["globex"] = new() { Enabled = true, Reason = "like acme" } };
        var renaming = new CustomerRenaming("acme", Fresh);
        var renamed = renaming.Of(new FlagDocument { Key = "search", State = new FlagState { Key = "search", Overrides = overrides }, Rollout = rollout });
        Assert.Equal(
            [Fresh + " complained", Fresh + " agrees", "down for " + Fresh, "told " + Fresh, "like " + Fresh],
            [renamed.Rollout!.Reason!, renamed.Rollout.Approvals[0].Reason!, renamed.Rollout.Incidents[0].Text, renamed.Rollout.Milestones["m"].Status, renamed.State.Overrides!["globex"].Reason!]);
        Assert.Equal(("acme", "acme"), (renamed.Rollout.Approvals[0].Actor, renamed.Rollout.Incidents[0].ReportedBy));
    }

    [Fact]
    public void A_change_that_is_not_known_here_loses_the_id_in_every_text()
    {
        var json = """{"to":["\u0061cme",{"acme":1,"kind":"acme"},"acme asked"],"kind":"acme","é":"\ud800"}""";
        var one = new RolloutEvent { Key = "a", Version = 1, At = default, Actor = "ann", Change = new UnknownRolloutChange("acme", json) };
        var renamed = Assert.IsType<UnknownRolloutChange>(new CustomerRenaming("acme", Fresh).Of(one).Change);
        Assert.Equal(
            """{"to":["#",{"#":1,"kind":"#"},"# asked"],"kind":"acme","é":"\ud800"}""".Replace("#", Fresh, StringComparison.Ordinal),
            renamed.Json);
    }

    [Fact]
    public void Errors_that_name_the_customer_are_found()
    {
        var renaming = new CustomerRenaming("acme", Fresh);
        RecordedError Error(string? customer, string text, params (string Name, string Value)[] metadata) =>
            new(default, customer, null, text, metadata.ToDictionary(each => each.Name, each => each.Value, StringComparer.Ordinal));
        Assert.True(renaming.Holds(Error("acme", "timeout")));
        Assert.True(renaming.Holds(Error(null, "no account of acme")));
        Assert.True(renaming.Holds(Error("globex", "timeout", ("url", "/customers/acme/orders"))));
        Assert.False(renaming.Holds(Error("acme-2", "timeout", ("url", "/acmes"))));
        Assert.True(new CustomerRenaming("7", Fresh).Holds(Error(null, "timeout", ("customer", "7"))));
    }

    [Fact]
    public void An_id_that_cannot_be_stored_is_refused_without_being_told()
    {
        Assert.Throws<ArgumentException>(() => new CustomerRenaming("", Fresh));
        var refused = Assert.Throws<ArgumentException>(() => new CustomerRenaming(new string('q', 513), Fresh));
        Assert.DoesNotContain("qq", refused.Message, StringComparison.Ordinal);
    }
}
