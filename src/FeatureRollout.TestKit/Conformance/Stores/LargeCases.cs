using System.Globalization;
using static FeatureRollout.TestKit.Conformance.Stores.StoreCalls;
using StoreTrial = FeatureRollout.TestKit.Conformance.Trial<FeatureRollout.IRolloutStateStore>;

namespace FeatureRollout.TestKit.Conformance.Stores;

/// <summary>Content of the largest size that is promised.</summary>
internal static class LargeCases
{
    private const int ManyFlags = 10_000;
    private const int LongList = 1_000_000;

    public static IReadOnlyList<Draft<StoreTrial>> All { get; } =
    [
        new("Ten thousand flags are kept", Many, IsLong: true),
        new("A list of a million added customers is kept", Long, IsLong: true),
    ];

    private static async Task Many(StoreTrial trial)
    {
        var store = await trial.OpenAsync().ConfigureAwait(false);
        var at = await store.GetTimeAsync(trial.End).ConfigureAwait(false);
        var documents = Enumerable.Range(0, ManyFlags)
            .Select(i => (FlagDocument.Empty(string.Create(CultureInfo.InvariantCulture, $"flag-{i:D5}")) with { Version = 1, UpdatedAt = at }).With(Percentage.FromThousandths(i)))
            .ToArray();
        if (!await Offered.TryAsync(async () => await store.RestoreAsync(Trial.Production, documents, [], replace: false, trial.End).ConfigureAwait(false)).ConfigureAwait(false))
        {
            foreach (var document in documents)
            {
                await trial.TryAsync(store, document with { Version = 0, UpdatedAt = null }, []).ConfigureAwait(false);
            }
        }

        var states = (await trial.ReadAsync(store).ConfigureAwait(false)).States!;
        Rules.IsExact.Equal(ManyFlags, states.Count, "the number of states");
        var wrong = states.Count(state => state.Key != string.Create(CultureInfo.InvariantCulture, $"flag-{state.Value.Percentage!.Value.Thousandths:D5}"));
        Rules.IsExact.Equal(0, wrong, "the number of states with a percentage of another flag");
        var listed = await trial.ListAsync(store).ConfigureAwait(false);
        Rules.IsExact.Sequence(documents.Select(document => document.Key), listed.Select(document => document.Key), "the keys");

        var written = await trial.ChangeAsync(store, "flag-05000", document => document.With(99)).ConfigureAwait(false);
        var again = await trial.OpenAsync().ConfigureAwait(false);
        Rules.Survives.Equal(2L, written.Version, "the version of a write among ten thousand");
        Rules.Survives.Equal(Percentage.FromPercent(99), (await trial.ReadAsync(again).ConfigureAwait(false)).States!["flag-05000"].Percentage, "the percentage written among ten thousand");
    }

    private static async Task Long(StoreTrial trial)
    {
        var store = await trial.OpenAsync().ConfigureAwait(false);
        var ids = CustomerList.Of(Enumerable.Range(0, LongList).Select(i => string.Create(CultureInfo.InvariantCulture, $"customer-{i}")));
        await trial.ChangeAsync(store, change: document => document with { State = document.State with { Added = ids } }).ConfigureAwait(false);
        var again = await trial.OpenAsync().ConfigureAwait(false);
        var read = (await trial.ReadAsync(again).ConfigureAwait(false)).States?.GetValueOrDefault(Key)?.Added;
        Rules.IsExact.Equal(LongList, read?.Count, "the number of customers");
        Rules.IsExact.Holds(read!.Records.AsSpan().SequenceEqual(ids.Records), $"the same customers", $"others");
    }
}
