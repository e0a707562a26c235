using FeatureRollout.PostgreSql.Tests.Servers;

namespace FeatureRollout.PostgreSql.Tests.Documents;

/// <summary>PostgreSQL's text holds neither NUL nor lone surrogates; ids and words of people do.</summary>
public sealed class HostileTextTests : StoreTest
{
    private static readonly string[] Ids =
        ["a\0b", "\ud800", "x\udc00y", "\uffff", "quote \" ' $body$ \\ \n \u2028", "'; DROP TABLE feature_rollouts; --", "{schema}", "\u0001\u007f", "é😀", new string('z', 512)];

    [FactWithPostgres, Trait("Requirement", "S1-11")]
    public async Task Any_id_and_any_word_comes_back_as_it_was()
    {
        var store = Open();
        foreach (var (id, number) in Ids.Select((id, number) => (id, number)))
        {
            var key = FormattableString.Invariant($"flag{number}");
            var document = FlagDocument.Empty(key);
            document = document with
            {
                State = document.State with { Added = CustomerList.Of(id), Overrides = new Dictionary<string, FlagOverride>(StringComparer.Ordinal) { [id] = new() { Enabled = true, Reason = id } } },
            };
            var one = new RolloutEvent { Key = key, Version = 0, At = default, Actor = id, Reason = id, Change = new RolloutChange.OverrideSet(key, id, Enabled: true, null) };
            var written = await store.TryWriteAsync(Production, document, [one], None);
            var again = Open();
            Assert.Equal(Json(written!), Json(await again.GetAsync(Production, key, None)));
            Assert.True((await again.ReadAsync(Production, None)).States![key].Overrides!.ContainsKey(id));
            var read = Assert.Single(await Events(again, key));
            Assert.Equal((id, id, one.Change), (read.Actor, read.Reason, read.Change));
            await again.DisposeAsync();
        }
    }

    [FactWithPostgres]
    public async Task An_erased_customer_is_in_no_event()
    {
        var store = Open();
        foreach (var id in Ids)
        {
            await Write(store, "search", new RolloutChange.OverrideSet("search", id, Enabled: true, null), new RolloutChange.CustomersAdded(CustomerList.Of("other", id)));
        }

        var before = await Events(store);
        foreach (var id in Ids)
        {
            Assert.InRange(await store.EraseCustomerAsync(Production, id, "erased", None), 2, 4);
            Assert.Equal(0, await store.EraseCustomerAsync(Production, id, "erased", None));
        }

        var events = await Events(store);
        Assert.Equal(before.Select(one => (one.Sequence, one.Version, one.At)), events.Select(one => (one.Sequence, one.Version, one.At)));
        Assert.All(events, one => Assert.True(one.Change is RolloutChange.OverrideSet { CustomerId: "erased" } or RolloutChange.CustomersAdded));
    }
}
