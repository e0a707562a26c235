using System.Globalization;

namespace FeatureRollout.TestKit.Conformance.Providers;

/// <summary>What a provider gives when it is read.</summary>
internal static class ReadingCases
{
    private const int ManyFlags = 10_000;
    private const int LongList = 1_000_000;

    public static IReadOnlyList<Draft<ProviderTrial>> All { get; } =
    [
        new("It has a name that stays", Named),
        new("What was put is read", PutIsRead),
        new("Empty content is read as empty", Empty),
        new("Content that was taken away is gone", TakenAway),
        new("Hostile keys and ids come back exactly", Hostile),
        new("A reading never mixes two versions", OneMoment),
        new("Another opening reads the same", OpenedAgain),
        new("A reading and a wait that are cancelled end", Cancelled),
        new("After disposal nothing is given and no wait goes on", Disposed),
        new("A client answers by it and follows", Served),
        new("Ten thousand flags are read", trial => Large(trial, [.. Enumerable.Range(0, ManyFlags).Select(i => Flag(Text($"flag-{i}"), i, "acme"))]), IsLong: true),
        new("A list of a million customers is read", trial => Large(trial, [Flag("search", 5, [.. Enumerable.Range(0, LongList).Select(i => Text($"customer-{i}"))])]), IsLong: true),
    ];

    public static IReadOnlyList<Draft<ProviderTrial>> OfEnvironments { get; } =
        [new("Environments of a provider share nothing", EnvironmentsShareNothing)];

    private static async Task Named(ProviderTrial trial)
    {
        var provider = await trial.OpenAsync().ConfigureAwait(false);
        var before = provider.Name;
        Rules.HasName.Holds(!string.IsNullOrWhiteSpace(before), $"a name", $"a blank one");
        await trial.PutAsync(1).ConfigureAwait(false);
        await trial.ReadOneAsync(provider).ConfigureAwait(false);
        Rules.HasName.Equal(before, provider.Name, "the name");
    }

    private static async Task PutIsRead(ProviderTrial trial)
    {
        var provider = await trial.OpenAsync().ConfigureAwait(false);
        foreach (var thousandths in new[] { 1, 100_000, 0, 12_345, 50_000 })
        {
            ContentFlag[] flags = [Flag("search", thousandths, "acme", "globex"), Flag("tabs", 100_000 - thousandths, "acme"), Flag("plain", thousandths)];
            await trial.PutAsync(Trial.Production, flags).ConfigureAwait(false);
            var first = await provider.ReadAsync(Trial.Production, trial.End).ConfigureAwait(false);
            ProviderTrial.AssertHolds(first, flags);
            var second = await provider.ReadAsync(Trial.Production, trial.End).ConfigureAwait(false);
            ProviderTrial.AssertHolds(second, flags);
            Rules.IsExact.Equal(first.Version, second.Version, "the version of unchanged content");
        }
    }

    private static async Task Empty(ProviderTrial trial)
    {
        var provider = await trial.OpenAsync().ConfigureAwait(false);
        await trial.PutAsync(Trial.Production).ConfigureAwait(false);
        ProviderTrial.AssertHolds(await provider.ReadAsync(Trial.Production, trial.End).ConfigureAwait(false), []);
    }

    private static async Task TakenAway(ProviderTrial trial)
    {
        var provider = await trial.OpenAsync().ConfigureAwait(false);
        await trial.PutAsync(Trial.Production, Flag("search", 1, "acme"), Flag("tabs", 2, "acme")).ConfigureAwait(false);
        var before = await provider.ReadAsync(Trial.Production, trial.End).ConfigureAwait(false);
        await trial.PutAsync(Trial.Production, Flag("tabs", 2)).ConfigureAwait(false);
        var after = await provider.ReadAsync(Trial.Production, trial.End).ConfigureAwait(false);
        ProviderTrial.AssertHolds(after, [Flag("tabs", 2)]);
        Rules.IsExact.Holds(before.Version is null || before.Version != after.Version, $"another version of other content", $"\"{after.Version}\" for both");
        Rules.IsExact.Equal(1, ProviderTrial.PercentageOf(before, "search")?.Thousandths, "what was read earlier to stay as it was, the percentage of search");
    }

    private static async Task Hostile(ProviderTrial trial)
    {
        // Names that fold together are refused by a flag file, so that of two of them only one is here.
        ContentFlag[] flags = [.. HostileText.Keys.Where(key => key is not ("-" or ".." or "." or "_")).Select((key, index) => Flag(key, index, [.. HostileText.Ids]))];
        await trial.PutAsync(Trial.Production, flags).ConfigureAwait(false);
        var provider = await trial.OpenAsync().ConfigureAwait(false);
        ProviderTrial.AssertHolds(await provider.ReadAsync(Trial.Production, trial.End).ConfigureAwait(false), flags);
    }

    private static async Task OneMoment(ProviderTrial trial)
    {
        // So many and no more, and each put is followed by a reading's time: the writer rests while readers read.
        const int Puts = 40, Flags = 20;
        await PutAllAt(0).ConfigureAwait(false);
        IRolloutStateProvider[] providers = [await trial.OpenAsync().ConfigureAwait(false), await trial.OpenAsync().ConfigureAwait(false)];
        using var written = new CancellationTokenSource();
        var readers = providers.Select(provider => Task.Run(async () =>
        {
            for (var isLast = false; !isLast;)
            {
                isLast = written.IsCancellationRequested;
                var set = await provider.ReadAsync(Trial.Production, trial.End).ConfigureAwait(false);
                var seen = Enumerable.Range(0, Flags).Select(i => ProviderTrial.PercentageOf(set, Text($"flag-{i}"))?.Thousandths ?? -1).Distinct().ToArray();
                Rules.IsOneMoment.Holds(seen.Length == 1, $"all flags of one put", $"percentages of {seen.Length} puts in one reading");
                await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, trial.End).ConfigureAwait(false);
            }
        })).ToArray();
        for (var put = 1; put <= Puts; put++)
        {
            await PutAllAt(put).ConfigureAwait(false);
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, trial.End).ConfigureAwait(false);
        }

        await written.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(readers).ConfigureAwait(false);

        Task PutAllAt(int thousandths) =>
            trial.PutAsync(Trial.Production, [.. Enumerable.Range(0, Flags).Select(i => Flag(Text($"flag-{i}"), thousandths, "acme"))]);
    }

    private static async Task OpenedAgain(ProviderTrial trial)
    {
        var provider = await trial.OpenAsync().ConfigureAwait(false);
        await trial.PutAsync(7).ConfigureAwait(false);
        Rules.IsExact.Equal(7, await trial.ReadOneAsync(provider).ConfigureAwait(false), "the percentage");
        var again = await trial.OpenAsync().ConfigureAwait(false);
        Rules.Survives.Equal(7, await trial.ReadOneAsync(again).ConfigureAwait(false), "the percentage that another opening reads");
        await trial.PutAsync(8).ConfigureAwait(false);
        Rules.IsExact.Equal(8, await trial.ReadOneAsync(provider).ConfigureAwait(false), "the percentage that the first opening reads");
        Rules.IsExact.Equal(8, await trial.ReadOneAsync(again).ConfigureAwait(false), "the percentage that the second opening reads");
    }

    private static async Task Cancelled(ProviderTrial trial)
    {
        var provider = await trial.OpenAsync().ConfigureAwait(false);
        await trial.PutAsync(1).ConfigureAwait(false);
        var known = await provider.ReadAsync(Trial.Production, trial.End).ConfigureAwait(false);
        using var cancellation = new CancellationTokenSource();
        var waits = Task.Run(async () =>
        {
            // A wait that ended early is begun anew, as the library does.
            while (true)
            {
                await provider.WaitForChangeAsync(Trial.Production, known, cancellation.Token).ConfigureAwait(false);
                await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, cancellation.Token).ConfigureAwait(false);
            }
        });
        await cancellation.CancelAsync().ConfigureAwait(false);
        await Rules.Cancels.ThrowsAsync<OperationCanceledException>(() => waits, "a wait under way").ConfigureAwait(false);
        await Rules.Cancels.ThrowsAsync<OperationCanceledException>(() => provider.ReadAsync(Trial.Production, cancellation.Token).AsTask(), "a reading").ConfigureAwait(false);
        await Rules.Cancels.ThrowsAsync<OperationCanceledException>(() => provider.WaitForChangeAsync(Trial.Production, known, cancellation.Token).AsTask(), "a wait").ConfigureAwait(false);
        Rules.Cancels.Equal(1, await trial.ReadOneAsync(provider).ConfigureAwait(false), "the percentage read afterwards");
    }

    private static async Task Disposed(ProviderTrial trial)
    {
        var provider = await trial.OpenAsync().ConfigureAwait(false);
        if (provider is not (IDisposable or IAsyncDisposable))
        {
            return;
        }

        await trial.PutAsync(1).ConfigureAwait(false);
        var known = await provider.ReadAsync(Trial.Production, trial.End).ConfigureAwait(false);
        await Closing.AssertAsync(
            provider,
            [("a reading", end => provider.ReadAsync(Trial.Production, end).AsTask())],
            end => provider.WaitForChangeAsync(Trial.Production, known, end).AsTask(),
            trial.End).ConfigureAwait(false);
        var other = await trial.OpenAsync().ConfigureAwait(false);
        Rules.Closes.Equal(1, await trial.ReadOneAsync(other).ConfigureAwait(false), "the percentage that another opening reads");
    }

    private static async Task Served(ProviderTrial trial)
    {
        await trial.PutAsync(0).ConfigureAwait(false);
        var provider = await trial.OpenAsync().ConfigureAwait(false);
        var definitions = new FlagSet { Flags = new Dictionary<string, FlagDefinition>(StringComparer.Ordinal) { ["search"] = new() { Key = "search" } } };
        using var flags = new FeatureFlags(new FeatureFlagsOptions
        {
            Environment = Trial.Production,
            PollInterval = TimeSpan.FromMilliseconds(50),
            Providers = { new MemoryProvider(definitions, name: "definitions of the kit"), provider },
        });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(trial.End);
        var run = flags.RunAsync(stop.Token);
        foreach (var isOn in new[] { false, true, false })
        {
            await trial.PutAsync(isOn ? 100_000 : 0).ConfigureAwait(false);
            var begun = TimeProvider.System.GetTimestamp();
            while (flags.IsEnabled("search", "globex") != isOn || !flags.IsEnabled("search", "acme"))
            {
                Rules.Serves.Holds(TimeProvider.System.GetElapsedTime(begun) < Trial.Limit, $"a client that follows the content", $"that it did not within {Trial.Limit.TotalSeconds} s");
                await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, trial.End).ConfigureAwait(false);
            }
        }

        await stop.CancelAsync().ConfigureAwait(false);
        await run.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static async Task Large(ProviderTrial trial, IReadOnlyList<ContentFlag> flags)
    {
        var provider = await trial.OpenAsync().ConfigureAwait(false);
        await trial.PutAsync(Trial.Production, flags).ConfigureAwait(false);
        ProviderTrial.AssertHolds(await provider.ReadAsync(Trial.Production, trial.End).ConfigureAwait(false), flags);
    }

    private static async Task EnvironmentsShareNothing(ProviderTrial trial)
    {
        var provider = await trial.OpenAsync().ConfigureAwait(false);
        string[] environments = [Trial.Production, "Production", Trial.Staging, "a.b-c_d", "production.staging"];
        for (var i = 0; i < environments.Length; i++)
        {
            await trial.PutAsync(i + 1, environments[i]).ConfigureAwait(false);
        }

        for (var i = 0; i < environments.Length; i++)
        {
            Rules.Isolates.Equal(i + 1, await trial.ReadOneAsync(provider, environments[i]).ConfigureAwait(false), $"the percentage in {environments[i]}");
        }

        await trial.PutAsync(99, Trial.Staging).ConfigureAwait(false);
        Rules.Isolates.Equal(1, await trial.ReadOneAsync(provider).ConfigureAwait(false), "the percentage in production after a change in staging");
        Rules.Isolates.Equal(null, await trial.ReadOneAsync(provider, "untouched").ConfigureAwait(false), "the percentage in an environment into which nothing was put");
    }

    private static ContentFlag Flag(string key, int thousandths, params string[] customers) =>
        new(key, Percentage.FromThousandths(thousandths), CustomerList.Of(customers));

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
