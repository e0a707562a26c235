using FeatureRollout.Control.Sharing;
using FeatureRollout.Outcomes;
using FeatureRollout.TestKit;
using FeatureRollout.Tests.Providers;

namespace FeatureRollout.Tests.Control.Sharing;

[Trait("Requirement", "F-14")]
public sealed class OutcomeSharingTests
{
    private readonly VirtualTimeProvider _time = new();
    private readonly FaultyOutcomes _store;
    private readonly CountingProcess _process;

    public OutcomeSharingTests()
    {
        _store = new FaultyOutcomes(_time);
        _process = new CountingProcess(_time, _store);
    }

    [Fact]
    public async Task Nothing_counted_is_nothing_sent()
    {
        Assert.True(await _process.FlushAsync());
        Assert.Empty(_store.Sent);
    }

    [Fact]
    public async Task A_batch_that_was_not_confirmed_is_repeated_as_it_was_while_newer_counts_wait()
    {
        _store.FailsAfter = true;
        _process.Record(3, latency: TimeSpan.FromMilliseconds(5));
        _process.Errors.Add(new OutcomeError("first"), "canary", _time.GetUtcNow(), _time.GetTimestamp());
        Assert.False(await _process.FlushAsync());
        _time.Advance(TimeSpan.FromSeconds(40));
        _process.Record(4, succeeded: false);
        Assert.False(await _process.FlushAsync());
        _store.FailsAfter = false;
        _time.Advance(TimeSpan.FromSeconds(20));
        Assert.True(await _process.FlushAsync());

        Assert.Equal([1L, 1, 1, 2], _store.Sent.Select(batch => batch.Sequence));
        Assert.Equal([0.0, 40, 60], _store.Sent.Take(3).Select(batch => Assert.Single(batch.Outcomes).Age.TotalSeconds));
        Assert.Equal([0.0, 40, 60], _store.Sent.Take(3).Select(batch => Assert.Single(batch.Errors).Age.TotalSeconds));
        Assert.All(_store.Sent.Take(3), batch => Assert.Same(_store.Sent[0].Outcomes[0].Counts, batch.Outcomes[0].Counts));
        Assert.Equal((0L, 4L), (_store.Sent[3].Outcomes[0].Counts.Successes, _store.Sent[3].Outcomes[0].Counts.Failures));
        Assert.Equal((3L, 4L), await TotalsAsync());
    }

    [Fact]
    public async Task Trouble_is_told_once_and_so_is_its_end()
    {
        _store.FailsBefore = true;
        for (var i = 0; i < 5; i++)
        {
            _process.Record();
            await _process.FlushAsync();
        }

        _store.FailsBefore = false;
        await _process.FlushAsync();
        await _process.FlushAsync();

        Assert.Equal([FlagsNoticeLevel.Warning, FlagsNoticeLevel.Information], _process.Notices.Select(notice => notice.Level));
    }

    [Fact]
    public async Task A_store_that_never_answers_is_given_up_and_asked_again()
    {
        _store.Hangs = true;
        _process.Record(2);
        var flush = _process.FlushAsync();
        await Wait.Until(() => flush.IsCompleted, _time, TimeSpan.FromSeconds(1));

        Assert.False(await flush);
        _store.Hangs = false;
        Assert.True(await _process.FlushAsync());
        Assert.Equal((2L, 0L), await TotalsAsync());
    }

    [Theory]
    [InlineData(2)]
    [InlineData(-24)]
    public async Task A_host_clock_that_jumps_changes_no_count_and_no_time(int hours)
    {
        var host = new JumpingHostClock(_time);
        var process = new CountingProcess(host, _store, "jumping");
        process.Record(5);
        host.Offset = TimeSpan.FromHours(hours);
        process.Record(7);
        Assert.True(await process.FlushAsync());
        _time.Advance(TimeSpan.FromSeconds(5));
        process.Record(11);
        host.Offset = TimeSpan.Zero;
        Assert.True(await process.FlushAsync());

        var reading = await ReadAsync();
        Assert.Equal(23, reading.Sum(row => row.Counts.Successes));
        Assert.All(reading, row => Assert.InRange(_time.GetUtcNow() - row.At, TimeSpan.Zero, TimeSpan.FromSeconds(5)));
    }

    [Fact]
    public async Task While_the_store_is_away_memory_stays_within_its_bound_and_a_week_is_kept()
    {
        _store.FailsBefore = true;
        _process.Record();
        await _process.FlushAsync();
        var recorded = 1;
        for (var minutes = 0; minutes < 9 * 24 * 60; minutes += 3)
        {
            _time.Advance(TimeSpan.FromMinutes(3));
            _process.Record();
            recorded++;
            for (var i = 0; i < 3; i++)
            {
                _process.Errors.Add(new OutcomeError("e"), "canary", _time.GetUtcNow(), _time.GetTimestamp());
            }

            await _process.FlushAsync();
        }

        Assert.InRange(_process.Sharing.Backlog.Count, 168, 11 + 13 + 168);
        Assert.Equal(ErrorLog.MostRecent, _process.Sharing.Backlog.ErrorCount);
        _store.FailsBefore = false;
        Assert.True(await _process.FlushAsync());
        var (kept, _) = await TotalsAsync();
        Assert.InRange(kept, (7 * 24 * 20) - 21, (7 * 24 * 20) + 21);
        Assert.InRange(recorded - kept, 2 * 24 * 19, 2 * 24 * 21);
    }

    [Fact]
    public async Task Batches_hold_at_most_ten_thousand_counts()
    {
        for (var i = 0; i < 12_000; i++)
        {
            var windows = new OutcomeWindows(0, _time);
            _process.Ledger.Add("flag-" + i, null, 0, windows, _process.Errors);
            windows.Record(enabled: true, drawn: true, succeeded: true, latency: null, _time.GetUtcNow().UtcTicks);
        }

        Assert.True(await _process.FlushAsync());
        Assert.Equal([10_000, 2_000], _store.Sent.Select(batch => batch.Outcomes.Count));
        Assert.Equal((12_000L, 0L), await TotalsAsync());
    }

    [Fact]
    public async Task Sending_goes_on_at_its_interval_and_once_more_at_the_end()
    {
        using var end = new CancellationTokenSource();
        var running = _process.Sharing.RunAsync(TimeSpan.FromSeconds(5), end.Token);
        _process.Record(2);
        await Wait.Until(() => _store.Sent.Count > 0, _time, TimeSpan.FromSeconds(1));

        _process.Record(3);
        await end.CancelAsync();
        await running;
        Assert.Equal((5L, 0L), await TotalsAsync());
    }

    [Fact]
    public async Task What_the_store_refuses_for_good_is_dropped_alone_and_holds_up_nothing()
    {
        _store.Refuses = batch => batch.Outcomes.Any(each => each.Counts.Flag is "flag-3") || batch.Errors.Any(each => each.Error.Text is "bad");
        for (var i = 0; i < 7; i++)
        {
            var windows = new OutcomeWindows(0, _time);
            _process.Ledger.Add("flag-" + i, null, 0, windows, _process.Errors);
            windows.Record(enabled: true, drawn: true, succeeded: true, latency: null, _time.GetUtcNow().UtcTicks);
            _process.Errors.Add(new OutcomeError(i == 5 ? "bad" : "good"), null, _time.GetUtcNow(), _time.GetTimestamp());
        }

        Assert.True(await _process.FlushAsync());
        _process.Record(9);
        Assert.True(await _process.FlushAsync());

        Assert.Equal((6L + 9, 0L), await TotalsAsync());
        var errors = new List<RecordedError>();
        for (var i = 0; i < 7; i++)
        {
            errors.AddRange((await _store.ReadErrorsAsync(FaultyOutcomes.Environment, "flag-" + i, default)).Recent);
        }

        errors.AddRange((await _store.ReadErrorsAsync(FaultyOutcomes.Environment, CountingProcess.Key.Flag, default)).Recent);
        Assert.Equal(6, errors.Count(error => error.Error is "good"));
        Assert.Equal([FlagsNoticeLevel.Warning, FlagsNoticeLevel.Information], _process.Notices.Select(notice => notice.Level));
    }

    [Fact]
    public async Task A_store_that_refuses_everything_is_not_asked_for_ever()
    {
        _store.Refuses = _ => true;
        for (var i = 0; i < 2_000; i++)
        {
            var windows = new OutcomeWindows(0, _time);
            _process.Ledger.Add("flag-" + i, null, 0, windows, _process.Errors);
            windows.Record(enabled: true, drawn: true, succeeded: true, latency: null, _time.GetUtcNow().UtcTicks);
        }

        Assert.True(await _process.FlushAsync());
        Assert.InRange(_store.Sent.Count, OutcomeSharing.MostHalvings, OutcomeSharing.MostHalvings + 20);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Trait("Requirement", "S4-13")]
    public async Task An_erased_customer_is_in_nothing_that_is_still_to_be_sent(bool isCommitted)
    {
        (_store.FailsBefore, _store.FailsAfter) = (!isCommitted, isCommitted);
        Fail("acme");
        Fail("globex");
        await _process.FlushAsync();
        _time.Advance(TimeSpan.FromSeconds(5));
        Fail("acme");
        Fail("acme");
        await _process.FlushAsync();

        Assert.Equal(3, await _process.Sharing.EraseErrorsAsync(new CustomerRenaming("acme", "erased-1"), () => { }, default));
        await _store.Inner.EraseCustomerAsync(FaultyOutcomes.Environment, "acme", "erased-1", default);
        (_store.FailsBefore, _store.FailsAfter) = (false, false);
        Assert.True(await _process.FlushAsync());

        var errors = await _store.ReadErrorsAsync(FaultyOutcomes.Environment, CountingProcess.Key.Flag, default);
        Assert.Equal(["globex"], errors.Recent.Select(error => error.CustomerId!), StringComparer.Ordinal);
        Assert.Equal((0L, 4L), await TotalsAsync());

        void Fail(string customer)
        {
            _process.Record(succeeded: false);
            _process.Errors.Add(new OutcomeError("Timeout", customer), "canary", _time.GetUtcNow(), _time.GetTimestamp());
        }
    }

    private async Task<IReadOnlyList<StoredOutcomes>> ReadAsync() =>
        (await _store.ReadOutcomesAsync(FaultyOutcomes.Environment, 0, default)).Outcomes;

    private async Task<(long Successes, long Failures)> TotalsAsync()
    {
        var rows = await ReadAsync();
        return (rows.Sum(row => row.Counts.Successes), rows.Sum(row => row.Counts.Failures));
    }
}
