using FeatureRollout.Control.Sharing;
using FeatureRollout.Outcomes;
using FeatureRollout.TestKit;
using FeatureRollout.Tests.Providers;

namespace FeatureRollout.Tests.Control.Sharing;

[Trait("Requirement", "F-14")]
public sealed class OutcomePoolTests
{
    private readonly VirtualTimeProvider _time = new();
    private readonly FaultyOutcomes _store;
    private readonly CountingProcess _one;
    private readonly CountingProcess _other;
    private readonly OutcomePool _pool;

    public OutcomePoolTests()
    {
        _store = new FaultyOutcomes(_time);
        _one = new CountingProcess(_time, _store, "one");
        _other = new CountingProcess(_time, _store, "other");
        _pool = new OutcomePool(_store.Inner, _store, FaultyOutcomes.Environment, _one.Sharing, _time, new Troubles(_one.Notices.Add, TimeProvider.System, TimeSpan.MaxValue));
    }

    [Fact]
    public async Task What_this_process_has_just_counted_and_what_others_have_sent_is_one()
    {
        _one.Record(3, latency: TimeSpan.FromSeconds(1));
        _other.Record(5, succeeded: false);
        await _other.FlushAsync();
        await RefreshAsync();

        var sample = Sample()!;
        Assert.Equal((8, 5, 3), (sample.Count, sample.Failures, sample.LatencyCount));
        var read = _pool.Read(CountingProcess.Key, OutcomeArm.On, OutcomeWindows.Hour);
        Assert.Equal((3, 5), (read.Successes, read.Failures));
    }

    [Fact]
    public async Task The_mark_of_a_count_is_that_of_every_process_and_another_in_each_stay()
    {
        _one.Record();
        await RefreshAsync();
        var taker = new OutcomePool(_store.Inner, _store, FaultyOutcomes.Environment, _other.Sharing, _time, new Troubles(_ => { }, TimeProvider.System, TimeSpan.MaxValue));
        await taker.RefreshAsync(default);

        Assert.Equal(Sample()!.Run, taker.Sample(CountingProcess.Key, OutcomeArm.On, null, null)!.Run);
        Assert.NotEqual(Sample()!.Run, (CountingProcess.Key with { Generation = 8 }).Run, StringComparer.Ordinal);
    }

    [Fact]
    public async Task Of_another_stay_in_the_stage_nothing_is_counted()
    {
        _one.Record(3);
        await RefreshAsync();

        Assert.Equal(3, Sample()!.Count);
        Assert.Null(_pool.Sample(CountingProcess.Key with { Generation = 8 }, OutcomeArm.On, null, null));
        Assert.Equal(0, _pool.Read(CountingProcess.Key with { Generation = 8 }, OutcomeArm.On, OutcomeWindows.Hour).Count);
    }

    [Fact]
    public async Task Counts_that_were_joined_before_they_were_read_are_read_once()
    {
        _one.Record(3);
        await RefreshAsync();
        _other.Record(2, succeeded: false);
        await _other.FlushAsync();
        _time.Advance(TimeSpan.FromHours(4));
        await _store.Inner.CompactOutcomesAsync(FaultyOutcomes.Environment, default);
        _one.Record();
        await RefreshAsync();

        var sample = Sample()!;
        Assert.Equal((6, 2), (sample.Count, sample.Failures));
    }

    [Fact]
    public async Task Covered_is_the_time_since_the_first_outcome_or_since_this_process_serves_the_stage()
    {
        await RefreshAsync();
        Assert.Null(Sample());
        Assert.Equal((0, TimeSpan.FromMinutes(3)), (Sample(served: TimeSpan.FromMinutes(3))!.Count, Sample(served: TimeSpan.FromMinutes(3))!.Covered));
        _one.Record();
        await RefreshAsync();
        _time.Advance(TimeSpan.FromMinutes(20));
        Assert.InRange(Sample()!.Covered, TimeSpan.FromMinutes(20), TimeSpan.FromMinutes(20.01));
        Assert.InRange(Sample(served: TimeSpan.FromMinutes(3))!.Covered, TimeSpan.FromMinutes(20), TimeSpan.FromMinutes(20.01));
        Assert.Equal(TimeSpan.FromMinutes(10), Sample(over: TimeSpan.FromMinutes(10))!.Covered);
    }

    [Fact]
    public async Task Old_numbers_are_shown_but_decided_on_by_nobody()
    {
        _one.Record(4);
        await RefreshAsync();
        _store.CannotBeRead = true;
        await RefreshAsync();
        await RefreshAsync();

        Assert.Throws<RolloutRefusedException>(() => Sample());
        Assert.Equal(4, _pool.Read(CountingProcess.Key, OutcomeArm.On, OutcomeWindows.Hour).Count);
        _time.Advance(OutcomePool.Patience);
        Assert.Null(Sample(served: TimeSpan.FromHours(1)));
        _store.CannotBeRead = false;
        await RefreshAsync();
        Assert.Equal(4, Sample()!.Count);
        Assert.Equal([FlagsNoticeLevel.Warning, FlagsNoticeLevel.Information], _one.Notices.Select(notice => notice.Level));
    }

    [Fact]
    public async Task Questions_at_once_share_one_reading()
    {
        await _pool.RefreshAsync(default);
        _one.Record();
        await _pool.RefreshAsync(default);
        Assert.Empty(_store.Sent);
        await RefreshAsync();
        Assert.Single(_store.Sent);
    }

    [Fact]
    public async Task The_time_of_windows_is_the_stores_clock()
    {
        var host = new JumpingHostClock(_time);
        var process = new CountingProcess(host, _store, "jumping");
        var pool = new OutcomePool(_store.Inner, _store, FaultyOutcomes.Environment, process.Sharing, host, new Troubles(_ => { }, TimeProvider.System, TimeSpan.MaxValue));
        foreach (var hours in new[] { 0, 2, -24, 0 })
        {
            host.Offset = TimeSpan.FromHours(hours);
            process.Record(10);
            _time.Advance(TimeSpan.FromSeconds(1));
            await pool.RefreshAsync(default);
            host.Offset = TimeSpan.FromHours(-hours);
        }

        // And at whatever time the host has when somebody asks.
        foreach (var hours in new[] { 0, 2, -24 })
        {
            host.Offset = TimeSpan.FromHours(hours);
            Assert.Equal(40, pool.Sample(CountingProcess.Key, OutcomeArm.On, TimeSpan.FromMinutes(1), null)!.Count);
        }
    }

    [Fact]
    [Trait("Requirement", "S4-13")]
    public async Task Errors_are_those_of_all_processes()
    {
        Assert.Null(_pool.ErrorsOf("search"));
        foreach (var process in new[] { _one, _other })
        {
            _time.Advance(TimeSpan.FromSeconds(10));
            process.Errors.Add(new OutcomeError("Timeout", "acme"), "canary", _time.GetUtcNow(), _time.GetTimestamp());
            await process.FlushAsync();
        }

        await _pool.RefreshErrorsAsync("search", default);
        var errors = _pool.ErrorsOf("search")!;
        Assert.Equal([_time.GetUtcNow(), _time.GetUtcNow() - TimeSpan.FromSeconds(10)], errors.Recent.Select(error => error.At));
        Assert.Equal(("acme", "canary"), (errors.Recent[0].CustomerId, errors.Recent[0].Stage));
        Assert.Equal(new ErrorCount("Timeout", 2, _time.GetUtcNow()), Assert.Single(errors.Top));
    }

    [Fact]
    [Trait("Requirement", "S4-13")]
    public async Task Errors_that_were_read_are_forgotten_with_the_customer()
    {
        _other.Errors.Add(new OutcomeError("Timeout", "acme"), "canary", _time.GetUtcNow(), _time.GetTimestamp());
        await _other.FlushAsync();
        await _pool.RefreshErrorsAsync("search", default);
        Assert.NotEmpty(_pool.ErrorsOf("search")!.Recent);

        await _pool.EraseErrorsAsync(new CustomerRenaming("acme", "erased-1"), () => { }, default);
        _store.CannotBeRead = true;
        await _pool.RefreshErrorsAsync("search", default);

        Assert.Null(_pool.ErrorsOf("search"));
    }

    [Fact]
    public async Task Reading_everything_may_take_longer_than_another_call()
    {
        _one.Record(4);
        await _one.FlushAsync();
        await RefreshedAsync();
        Assert.Equal(4, Sample()!.Count);
        Assert.Empty(_one.Notices);

        // A later one that takes so long is trouble; but it may have become a reading of everything, and the next may take its time.
        _time.Advance(OutcomePool.Least);
        await RefreshedAsync();
        Assert.Throws<RolloutRefusedException>(() => Sample());
        _time.Advance(OutcomePool.Least);
        await RefreshedAsync();
        Assert.Equal(4, Sample()!.Count);
        Assert.Equal([FlagsNoticeLevel.Warning, FlagsNoticeLevel.Information], _one.Notices.Select(notice => notice.Level));

        async Task RefreshedAsync()
        {
            var (taken, before) = (new TaskCompletionSource(), _store.Readings.Count);
            _store.ReadingWaits = taken.Task;
            var refresh = _pool.RefreshAsync(default);
            await Wait.Until(() => _store.Readings.Count > before && _time.NextTimer is not null);
            _time.Advance(TimeSpan.FromSeconds(20));
            taken.SetResult();
            await refresh;
        }
    }

    [Fact]
    public async Task Once_a_day_everything_is_read_anew_so_that_what_the_store_forgot_is_forgotten_here()
    {
        _other.Record(3);
        await _other.FlushAsync();
        await RefreshAsync();
        for (var day = 1; day <= 92; day++)
        {
            _time.Advance(TimeSpan.FromDays(1));
            _one.Record();
            await _store.CompactOutcomesAsync(FaultyOutcomes.Environment, default);
            await RefreshAsync();
            await RefreshAsync();
        }

        // What one reading could not get is read by the next as before.
        _time.Advance(TimeSpan.FromDays(1));
        _store.CannotBeRead = true;
        await RefreshAsync();
        _store.CannotBeRead = false;
        await RefreshAsync();

        Assert.InRange(Sample()!.Count, 85, 92);
        Assert.Equal(1 + 92 + 1, _store.Readings.Count(after => after == 0));
        Assert.NotEqual(0, _store.Readings[^1]);
    }

    [Fact]
    public async Task What_could_be_added_of_a_spoilt_reading_is_not_counted_twice()
    {
        _one.Record(3);
        await RefreshAsync();
        _one.Record(4);
        _store.Spoils = reading => reading with
        {
            Outcomes = [.. reading.Outcomes, new StoredOutcomes(_time.GetUtcNow(), TimeSpan.Zero, reading.Outcomes[0].Counts with { Failures = -1 })],
        };
        await RefreshAsync();
        Assert.Throws<RolloutRefusedException>(() => Sample());

        _store.Spoils = reading => reading;
        await RefreshAsync();
        Assert.Equal(7, Sample()!.Count);
    }

    private async Task RefreshAsync()
    {
        _time.Advance(OutcomePool.Least);
        await _pool.RefreshAsync(default);
    }

    private OutcomeSample? Sample(TimeSpan? over = null, TimeSpan? served = null) => _pool.Sample(CountingProcess.Key, OutcomeArm.On, over, served);
}
