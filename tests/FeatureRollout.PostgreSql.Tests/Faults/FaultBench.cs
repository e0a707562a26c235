using System.Globalization;

namespace FeatureRollout.PostgreSql.Tests.Faults;

/// <summary>Three processes at work while something happens to their server or network, and what must hold afterwards.</summary>
internal sealed class FaultBench : IAsyncDisposable
{
    private readonly FaultProcess[] _processes;
    private readonly string _direct;

    /// <param name="connectionString">As the processes connect.</param>
    /// <param name="direct">As the check connects.</param>
    private FaultBench(string connectionString, string direct)
    {
        _direct = direct;
        _processes = [.. Enumerable.Range(1, 3).Select(i => new FaultProcess(connectionString, FormattableString.Invariant($"process {i}")))];
    }

    /// <summary>Work, the fault, work again, and the check.</summary>
    public static async Task RunAsync(string connectionString, string direct, Func<FaultBench, Task> fault)
    {
        await using (var store = new PostgreSqlRolloutStore(direct))
        {
            await Until.True(async () => await store.GetTimeAsync(CancellationToken.None) != default && await store.ReadAsync(FaultProcess.Environment, CancellationToken.None) is not null, "The schema is there.");
        }

        await using var bench = new FaultBench(connectionString, direct);
        await bench.WorkAsync(5);
        await fault(bench);
        await bench.WorkAsync(5);
        await bench.CheckAsync();
    }

    /// <summary>Waits until every process was confirmed some more writes and outcomes.</summary>
    public async Task WorkAsync(int writes)
    {
        var before = _processes.Select(process => (process.Confirmed.Count, process.Outcomes)).ToArray();
        await Until.True(
            () => Task.FromResult(_processes.Zip(before).All(pair => pair.First.Confirmed.Count >= pair.Second.Count + writes && pair.First.Outcomes >= pair.Second.Outcomes + writes)),
            "Every process gets its work done.");
    }

    /// <summary>Waits until every process has answered some hundred questions more: it must not need the database for that.</summary>
    public async Task AnswersAsync()
    {
        var before = _processes.Select(process => process.Answers).ToArray();
        await Until.True(() => Task.FromResult(_processes.Zip(before).All(pair => pair.First.Answers >= pair.Second + 300)), "Every process answers.");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes)
        {
            await process.DisposeAsync();
        }
    }

    private async Task CheckAsync()
    {
        await using var store = new PostgreSqlRolloutStore(_direct);
        await Until.True(async () => await WriteLastAsync(store), "Something can be written.");
        await Until.True(() => Task.FromResult(_processes.All(process => process.ServesLast)), "Every process serves what was written last.");
        await Task.WhenAll(_processes.Select(process => process.StopWorkingAsync()));
        var confirmed = _processes.SelectMany(process => process.Confirmed).ToLookup(write => write.Key, StringComparer.Ordinal);
        foreach (var key in (string[])[.. FaultProcess.Keys, FaultProcess.Controlled])
        {
            var document = await store.GetAsync(FaultProcess.Environment, key, CancellationToken.None);
            var events = await EventsAsync(store, key);
            Invariants.Check(document, events);
            Assert.Equal(document.Version, events.Count);
            Assert.Equal(events.Count, events.Select(each => each.Reason).Distinct(StringComparer.Ordinal).Count());
            Assert.Subset(events.Select(each => (each.Version, each.Reason)).ToHashSet(), confirmed[key].Select(write => (write.Version, (string?)write.Reason)).ToHashSet());
            if (key == FaultProcess.Controlled)
            {
                var epochs = events.Select(each => long.Parse(each.Reason!.Split(',')[0], CultureInfo.InvariantCulture)).ToArray();
                Assert.Equal(epochs.Order(), epochs);
                Assert.All(events.GroupBy(each => each.Reason!.Split(',')[0], StringComparer.Ordinal), ofEpoch => Assert.Single(ofEpoch.Select(each => each.Actor).Distinct(StringComparer.Ordinal)));
            }
        }

        var outcomes = await store.ReadOutcomesAsync(FaultProcess.Environment, 0, CancellationToken.None);
        Assert.Equal(_processes.Sum(process => process.Outcomes), outcomes.Outcomes.Sum(each => each.Counts.Successes));
    }

    private static async Task<bool> WriteLastAsync(PostgreSqlRolloutStore store)
    {
        var document = await store.GetAsync(FaultProcess.Environment, FaultProcess.Last, CancellationToken.None);
        var change = new RolloutChange.PercentageSet(Percentage.FromThousandths(100_000));
        var happened = new RolloutEvent { Key = FaultProcess.Last, Version = 0, At = default, Actor = "check", Change = change };
        return await store.TryWriteAsync(FaultProcess.Environment, document with { State = document.State with { Percentage = change.Percentage } }, [happened], CancellationToken.None) is not null;
    }

    private static async Task<List<RolloutEvent>> EventsAsync(PostgreSqlRolloutStore store, string key)
    {
        var events = new List<RolloutEvent>();
        while (await store.ReadEventsAsync(FaultProcess.Environment, key, events is [.., var last] ? last.Sequence : 0, 1_000, CancellationToken.None) is { Count: > 0 } more)
        {
            events.AddRange(more);
        }

        return events;
    }
}
