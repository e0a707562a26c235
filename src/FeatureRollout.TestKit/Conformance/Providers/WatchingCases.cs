namespace FeatureRollout.TestKit.Conformance.Providers;

/// <summary>How a provider tells that its content may have changed.</summary>
internal static class WatchingCases
{
    /// <summary>For every provider: one that cannot watch rests as well.</summary>
    public static IReadOnlyList<Draft<ProviderTrial>> All { get; } =
        [new("A wait without a change rests", Rests)];

    /// <summary>For those that can watch.</summary>
    public static IReadOnlyList<Draft<ProviderTrial>> OfWatchers { get; } =
    [
        new("A wait ends by a change", EndsByChange),
        new("A change before the wait is not missed", ChangeBefore),
        new("A watcher that missed changes reads the last", MissedChanges),
        new("Who knows nothing does not wait", KnowsNothing),
        new("Several waits end by one change", Several),
    ];

    private static async Task Rests(ProviderTrial trial)
    {
        const int Spinning = 20;
        var provider = await trial.OpenAsync().ConfigureAwait(false);
        await trial.PutAsync(1).ConfigureAwait(false);
        var known = await provider.ReadAsync(Trial.Production, trial.End).ConfigureAwait(false);
        using var second = CancellationTokenSource.CreateLinkedTokenSource(trial.End);
        second.CancelAfter(TimeSpan.FromSeconds(1));
        for (var ended = 0; ended < Spinning; ended++)
        {
            try
            {
                await Waiting(provider, known, second.Token).ConfigureAwait(false);
                known = await provider.ReadAsync(Trial.Production, trial.End).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (second.IsCancellationRequested)
            {
                return;
            }
        }

        throw Rules.Rests.Broken($"fewer than {Spinning} early ends within a second", $"{Spinning}");
    }

    private static async Task EndsByChange(ProviderTrial trial)
    {
        var provider = await trial.OpenAsync().ConfigureAwait(false);
        await trial.PutAsync(0).ConfigureAwait(false);
        for (var round = 1; round <= 5; round++)
        {
            var known = await provider.ReadAsync(Trial.Production, trial.End).ConfigureAwait(false);
            var wait = Waiting(provider, known, trial.End);
            await trial.PutAsync(round).ConfigureAwait(false);
            await ChangedAsync(trial, wait, "a wait during which the content changed").ConfigureAwait(false);
            await SeenAsync(trial, provider, round).ConfigureAwait(false);
        }
    }

    private static async Task ChangeBefore(ProviderTrial trial)
    {
        var provider = await trial.OpenAsync().ConfigureAwait(false);
        await trial.PutAsync(1).ConfigureAwait(false);
        var known = await provider.ReadAsync(Trial.Production, trial.End).ConfigureAwait(false);
        await trial.PutAsync(2).ConfigureAwait(false);
        await ChangedAsync(trial, Waiting(provider, known, trial.End), "a wait that begins after the content changed").ConfigureAwait(false);
        await SeenAsync(trial, provider, 2).ConfigureAwait(false);
    }

    private static async Task MissedChanges(ProviderTrial trial)
    {
        var provider = await trial.OpenAsync().ConfigureAwait(false);
        await trial.PutAsync(0).ConfigureAwait(false);
        var known = await provider.ReadAsync(Trial.Production, trial.End).ConfigureAwait(false);
        var wait = Waiting(provider, known, trial.End);
        for (var change = 1; change <= 10; change++)
        {
            await trial.PutAsync(change).ConfigureAwait(false);
        }

        await ChangedAsync(trial, wait, "a wait during which the content changed ten times").ConfigureAwait(false);
        await SeenAsync(trial, provider, 10).ConfigureAwait(false);
        await ChangedAsync(trial, Waiting(provider, known, trial.End), "a wait of somebody who knows the first of eleven contents").ConfigureAwait(false);
    }

    private static async Task KnowsNothing(ProviderTrial trial)
    {
        var provider = await trial.OpenAsync().ConfigureAwait(false);
        await trial.PutAsync(1).ConfigureAwait(false);
        await ChangedAsync(trial, Waiting(provider, FlagSet.Empty, trial.End), "a wait of somebody who has read nothing").ConfigureAwait(false);
    }

    private static async Task Several(ProviderTrial trial)
    {
        await trial.PutAsync(1).ConfigureAwait(false);
        var waits = new List<Task>();
        for (var i = 0; i < 3; i++)
        {
            var provider = await trial.OpenAsync().ConfigureAwait(false);
            waits.Add(Waiting(provider, await provider.ReadAsync(Trial.Production, trial.End).ConfigureAwait(false), trial.End));
        }

        await trial.PutAsync(2).ConfigureAwait(false);
        await ChangedAsync(trial, Task.WhenAll(waits), "each of three waits").ConfigureAwait(false);
    }

    private static Task Waiting(IRolloutStateProvider provider, FlagSet known, CancellationToken end) =>
        provider.WaitForChangeAsync(Trial.Production, known, end).AsTask();

    /// <summary>Waits for the end of a wait, while virtual time passes for those who look at intervals.</summary>
    private static async Task ChangedAsync(ProviderTrial trial, Task wait, string what)
    {
        using var passing = CancellationTokenSource.CreateLinkedTokenSource(trial.End);
        var time = trial.IsVirtual ? PassAsync(trial, passing.Token) : Task.CompletedTask;
        try
        {
            await Rules.Wakes.EndsAsync(wait, what).ConfigureAwait(false);
        }
        finally
        {
            await passing.CancelAsync().ConfigureAwait(false);
            await time.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async Task PassAsync(ProviderTrial trial, CancellationToken end)
    {
        while (true)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, end).ConfigureAwait(false);
            await trial.PassAsync(TimeSpan.FromSeconds(1)).ConfigureAwait(false);
        }
    }

    private static async Task SeenAsync(ProviderTrial trial, IRolloutStateProvider provider, int thousandths) =>
        Rules.IsExact.Equal(thousandths, await trial.ReadOneAsync(provider).ConfigureAwait(false), "the percentage read after the change");
}
