using FeatureRollout.TestKit;

namespace FeatureRollout.Tests.Providers.Stores;

public sealed class MemorySharingTests
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(15);
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly VirtualTimeProvider _time = new();
    private readonly MemoryRolloutStore _store;

    public MemorySharingTests() => _store = new MemoryRolloutStore(_time);

    [Fact]
    [Trait("Requirement", "F-14")]
    public async Task Each_taking_raises_the_epoch_and_each_prolonging_keeps_it()
    {
        var lease = await _store.TryLeaseAsync("e", "a", Long, None);
        Assert.Equal(new ControllerLease("a", 1, _time.GetUtcNow() + Long), lease);
        _time.Advance(Long - TimeSpan.FromTicks(1));
        Assert.Null(await _store.TryLeaseAsync("e", "b", Long, None));
        Assert.Equal(new ControllerLease("a", 1, _time.GetUtcNow() + Long), await _store.TryLeaseAsync("e", "a", Long, None));
        Assert.Equal(1, (await _store.TryLeaseAsync("other", "b", Long, None))!.Epoch);

        _time.Advance(Long);
        Assert.Equal(2, (await _store.TryLeaseAsync("e", "a", Long, None))!.Epoch);
        await _store.ReleaseLeaseAsync("e", lease!, None);
        Assert.Null(await _store.TryLeaseAsync("e", "b", Long, None));
        await _store.ReleaseLeaseAsync("e", lease! with { Epoch = 2 }, None);
        Assert.Equal(3, (await _store.TryLeaseAsync("e", "b", Long, None))!.Epoch);
    }

    [Fact]
    [Trait("Requirement", "F-14")]
    public async Task A_write_under_a_lease_that_is_over_writes_nothing()
    {
        var first = _store.Under("e", (await _store.TryLeaseAsync("e", "a", Long, None))!);
        Assert.NotNull(await first.TryWriteAsync("e", FlagDocument.Empty("flag"), [], None));
        await first.WriteProgressAsync("e", "flag", new byte[] { 1 }, None);
        _time.Advance(Long);

        await RefusedAsync();
        var second = _store.Under("e", (await _store.TryLeaseAsync("e", "b", Long, None))!);
        await RefusedAsync();

        Assert.Equal(1, (await first.GetAsync("e", "flag", None)).Version);
        Assert.Equal([1], (await first.ReadProgressAsync("e", "flag", None)).ToArray());
        Assert.NotNull(await second.TryWriteAsync("e", await second.GetAsync("e", "flag", None), [], None));
        Assert.NotNull(await first.TryWriteAsync("other", FlagDocument.Empty("flag"), [], None));

        async Task RefusedAsync()
        {
            await Assert.ThrowsAsync<ControllerLeaseLostException>(async () => await first.TryWriteAsync("e", await first.GetAsync("e", "flag", None), [], None));
            await Assert.ThrowsAsync<ControllerLeaseLostException>(async () => await first.WriteProgressAsync("e", "flag", new byte[] { 2 }, None));
        }
    }

    [Fact]
    [Trait("Requirement", "S0-08")]
    public async Task The_fleet_keeps_when_the_last_32_versions_began_and_forgets_who_is_silent()
    {
        for (var version = 1; version <= 40; version++)
        {
            await _store.ReportAsync("e", Report("a", version), None);
            _time.Advance(TimeSpan.FromSeconds(1));
            await _store.ReportAsync("e", Report("a", version), None);
        }

        await _store.ReportAsync("e", Report("b", 0), None);
        await _store.ReportAsync("other", Report("c", 1), None);
        await _store.TryWriteAsync("e", FlagDocument.Empty("flag"), [], None);
        await _store.TryWriteAsync("e", FlagDocument.Empty("other"), [], None);

        var reading = await _store.ReadFleetAsync("e", "flag", None);
        Assert.Equal((_time.GetUtcNow(), 1), (reading.Now, reading.KeyVersion));
        Assert.Equal(["a", "b"], reading.Processes.Select(process => process.ProcessId), StringComparer.Ordinal);
        Assert.Equal(Enumerable.Range(9, 32).Select(version => (long)version), reading.Processes[0].Served.Select(served => served.Version));
        Assert.Equal(_time.GetUtcNow().AddSeconds(-1 - 3), reading.Processes[0].Served[^1].Since);
        Assert.Empty(reading.Processes[1].Served);
        Assert.Equal(0, (await _store.ReadFleetAsync("e", "never", None)).KeyVersion);

        await _store.WithdrawAsync("e", "a", None);
        Assert.Equal("b", Assert.Single((await _store.ReadFleetAsync("e", "flag", None)).Processes).Name);
        _time.Advance(TimeSpan.FromSeconds(30));
        Assert.Empty((await _store.ReadFleetAsync("e", "flag", None)).Processes);
    }

    private static ProcessReport Report(string process, long version) =>
        new() { ProcessId = process, Name = process, Version = version, ServedFor = TimeSpan.FromSeconds(3), Lifetime = TimeSpan.FromSeconds(30) };
}
