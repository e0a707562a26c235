using static FeatureRollout.TestKit.Conformance.Stores.StoreCalls;
using StoreTrial = FeatureRollout.TestKit.Conformance.Trial<FeatureRollout.IRolloutStateStore>;

namespace FeatureRollout.TestKit.Conformance.Stores;

/// <summary>How a store tells that something was written.</summary>
internal static class WatchingCases
{
    public static IReadOnlyList<Draft<StoreTrial>> All { get; } =
    [
        new("A wait ends by a write", EndsByWrite),
        new("A wait ends by a write of another opening", EndsByOther),
        new("A write before the wait is not missed", WriteBefore),
        new("A watcher that missed writes reads the last", MissedWrites),
        new("Who knows nothing does not wait", KnowsNothing),
        new("Each of several waits ends by one write", Several),
        new("A wait without a write rests", Rests),
        new("A client with the store answers by it and follows", Served),
    ];

    private static async Task EndsByWrite(StoreTrial trial)
    {
        var store = await trial.OpenAsync().ConfigureAwait(false);
        await trial.ChangeAsync(store).ConfigureAwait(false);
        for (var round = 1; round <= 10; round++)
        {
            await RoundAsync(trial, store, store, round).ConfigureAwait(false);
        }
    }

    private static async Task EndsByOther(StoreTrial trial)
    {
        IRolloutStateStore[] stores = [await trial.OpenAsync().ConfigureAwait(false), await trial.OpenAsync().ConfigureAwait(false)];
        for (var round = 1; round <= 6; round++)
        {
            await RoundAsync(trial, stores[round % 2], stores[1 - (round % 2)], round).ConfigureAwait(false);
        }
    }

    private static async Task WriteBefore(StoreTrial trial)
    {
        var store = await trial.OpenAsync().ConfigureAwait(false);
        foreach (var change in new[] { 1, 2, 3 })
        {
            var known = await trial.ReadAsync(store).ConfigureAwait(false);
            await SetAsync(trial, store, change).ConfigureAwait(false);
            await Rules.Wakes.EndsAsync(Waiting(trial, store, known), "a wait that begins after a write").ConfigureAwait(false);
            await SeenAsync(trial, store, change).ConfigureAwait(false);
        }
    }

    private static async Task MissedWrites(StoreTrial trial)
    {
        IRolloutStateStore[] stores = [await trial.OpenAsync().ConfigureAwait(false), await trial.OpenAsync().ConfigureAwait(false)];
        var known = await trial.ReadAsync(stores[0]).ConfigureAwait(false);
        var wait = Waiting(trial, stores[0], known);
        for (var change = 1; change <= 10; change++)
        {
            await SetAsync(trial, stores[1], change).ConfigureAwait(false);
        }

        await Rules.Wakes.EndsAsync(wait, "a wait during ten writes").ConfigureAwait(false);
        await SeenAsync(trial, stores[0], 10).ConfigureAwait(false);
        await Rules.Wakes.EndsAsync(Waiting(trial, stores[0], known), "a wait of somebody who knows what stood before ten writes").ConfigureAwait(false);
        await Rules.Wakes.EndsAsync(Waiting(trial, stores[1], known), "a wait of another opening that knows what stood before ten writes").ConfigureAwait(false);
    }

    private static async Task KnowsNothing(StoreTrial trial)
    {
        var store = await trial.OpenAsync().ConfigureAwait(false);
        await trial.ChangeAsync(store).ConfigureAwait(false);
        await Rules.Wakes.EndsAsync(Waiting(trial, store, FlagSet.Empty), "a wait of somebody who has read nothing").ConfigureAwait(false);
    }

    private static async Task Several(StoreTrial trial)
    {
        IRolloutStateStore[] stores = [await trial.OpenAsync().ConfigureAwait(false), await trial.OpenAsync().ConfigureAwait(false)];
        var known = await Task.WhenAll(stores.Select(store => trial.ReadAsync(store))).ConfigureAwait(false);
        var waits = Enumerable.Range(0, 6).Select(i => Waiting(trial, stores[i % 2], known[i % 2])).ToArray();
        await SetAsync(trial, stores[0], 1).ConfigureAwait(false);
        await Rules.Wakes.EndsAsync(Task.WhenAll(waits), "each of six waits").ConfigureAwait(false);
    }

    private static async Task Rests(StoreTrial trial)
    {
        const int Spinning = 20;
        var store = await trial.OpenAsync().ConfigureAwait(false);
        await trial.ChangeAsync(store).ConfigureAwait(false);
        var known = await trial.ReadAsync(store).ConfigureAwait(false);
        using var second = CancellationTokenSource.CreateLinkedTokenSource(trial.End);
        second.CancelAfter(TimeSpan.FromSeconds(1));
        for (var ended = 0; ended < Spinning; ended++)
        {
            try
            {
                await store.WaitForChangeAsync(Trial.Production, known, second.Token).ConfigureAwait(false);
                known = await trial.ReadAsync(store).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (second.IsCancellationRequested)
            {
                return;
            }
        }

        throw Rules.Rests.Broken($"fewer than {Spinning} early ends within a second", $"{Spinning}");
    }

    private static async Task Served(StoreTrial trial)
    {
        var store = await trial.OpenAsync().ConfigureAwait(false);
        var definitions = new FlagSet { Flags = new Dictionary<string, FlagDefinition>(StringComparer.Ordinal) { [Key] = new() { Key = Key } } };
        using var flags = new FeatureFlags(new FeatureFlagsOptions
        {
            Environment = Trial.Production,
            PollInterval = TimeSpan.FromMilliseconds(200),
            Providers = { new MemoryProvider(definitions, name: "definitions of the kit"), store },
        });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(trial.End);
        var run = flags.RunAsync(stop.Token);
        foreach (var isOn in new[] { false, true, false })
        {
            await SetAsync(trial, store, isOn ? 100_000 : 0).ConfigureAwait(false);
            var begun = TimeProvider.System.GetTimestamp();
            while (flags.IsEnabled(Key, "globex") != isOn)
            {
                Rules.Serves.Holds(TimeProvider.System.GetElapsedTime(begun) < Trial.Limit, $"a client that follows the store", $"that it did not within {Trial.Limit.TotalSeconds} s");
                await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, trial.End).ConfigureAwait(false);
            }
        }

        await stop.CancelAsync().ConfigureAwait(false);
        await run.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static async Task RoundAsync(StoreTrial trial, IRolloutStateStore watcher, IRolloutStateStore writer, int round)
    {
        var known = await trial.ReadAsync(watcher).ConfigureAwait(false);
        var wait = Waiting(trial, watcher, known);
        await SetAsync(trial, writer, round).ConfigureAwait(false);
        await Rules.Wakes.EndsAsync(wait, "a wait during which something was written").ConfigureAwait(false);
        await SeenAsync(trial, watcher, round).ConfigureAwait(false);
    }

    private static Task<FlagDocument> SetAsync(StoreTrial trial, IRolloutStateStore store, int thousandths) =>
        trial.ChangeAsync(store, change: document => document.With(Percentage.FromThousandths(thousandths)));

    private static async Task SeenAsync(StoreTrial trial, IRolloutStateStore store, int thousandths) =>
        Rules.ShowsWrites.Equal(
            thousandths, (await trial.ReadAsync(store).ConfigureAwait(false)).States?.GetValueOrDefault(Key)?.Percentage?.Thousandths, "the percentage read after the wait, in thousandths,");

    private static Task Waiting(StoreTrial trial, IRolloutStateStore store, FlagSet known) =>
        store.WaitForChangeAsync(Trial.Production, known, trial.End).AsTask();
}
