using FeatureRollout.Providers;

namespace FeatureRollout.Tests.Providers;

public sealed class ProviderPipelineTests
{
    [Fact]
    public async Task Without_providers_it_is_ready_at_once()
    {
        using var bench = new PipelineBench();
        Assert.Equal(FlagsReadiness.Ready, bench.Pipeline.Readiness);
        Assert.True(await bench.Pipeline.WaitUntilReadyAsync(TimeSpan.Zero, CancellationToken.None));
        await bench.Refresh();
        Assert.Empty(bench.Published);
    }

    [Fact, Trait("Requirement", "F-12")]
    public async Task A_refresh_reads_every_provider_and_hands_on_the_whole_in_order_of_precedence()
    {
        using var bench = new PipelineBench(
            new MemoryProvider(OneFlag.Set("a", 1), name: "low"), new MemoryProvider(OneFlag.Set("b", 2), name: "high"));
        Assert.Equal(FlagsReadiness.NeverLoaded, bench.Pipeline.Readiness);
        await bench.Refresh();
        Assert.Equal(["low", "high"], bench.Published[^1].Select(content => content.Name), StringComparer.Ordinal);
        Assert.Equal(FlagsReadiness.Ready, bench.Pipeline.Readiness);
        Assert.All(bench.Pipeline.Status, status => Assert.Equal(("1", bench.Time.GetUtcNow()), (status.Version, status.LastGood)));
        Assert.Empty(bench.Notices);
    }

    [Fact]
    public async Task What_has_not_changed_is_not_handed_on_again()
    {
        var unversioned = OneFlag.Set("b", 1);
        var provider = new ScriptedProvider { OnRead = (_, _) => ValueTask.FromResult(OneFlag.Set("a", 10, "same")) };
        var other = new ScriptedProvider("other") { OnRead = (_, _) => ValueTask.FromResult(unversioned) };
        using var bench = new PipelineBench(provider, other);
        await bench.Refresh();
        var before = bench.Published.Count;
        await bench.Refresh();
        Assert.Equal((2, 2, before), (provider.Reads, other.Reads, bench.Published.Count));
        unversioned = OneFlag.Set("b", 1);
        await bench.Refresh();
        Assert.Equal(before + 1, bench.Published.Count);
    }

    [Fact]
    public async Task A_change_is_handed_on_without_waiting_for_the_poll()
    {
        var memory = new MemoryProvider(OneFlag.Set("a", 0));
        using var bench = new PipelineBench(memory);
        bench.Start();
        for (var i = 1; i <= 20; i++)
        {
            await Wait.Until(() => bench.Serving("a") == i - 1, bench.Time, TimeSpan.FromMilliseconds(1));
            memory.Set(OneFlag.Set("a", i));
        }

        await Wait.Until(() => bench.Serving("a") == 20, bench.Time, TimeSpan.FromMilliseconds(1));
        await bench.Stop();
    }

    [Fact]
    public async Task A_provider_that_cannot_watch_is_read_at_the_poll_interval_with_up_to_a_tenth_more()
    {
        var provider = new ScriptedProvider();
        using var bench = new PipelineBench(provider);
        bench.Start();
        var gaps = new List<double>();
        for (var i = 1; i <= 20; i++)
        {
            await Wait.Until(() => provider.Reads == i && bench.Time.NextTimer is not null);
            var before = bench.Time.GetUtcNow();
            await Wait.ToNextTimer(bench.Time);
            gaps.Add((bench.Time.GetUtcNow() - before).TotalSeconds);
        }

        Assert.All(gaps, gap => Assert.InRange(gap, 30, 33));
        Assert.True(gaps.Max() - gaps.Min() > 1);
        Assert.Single(bench.Published);
        await bench.Stop();
    }

    [Fact]
    public async Task Failures_are_retried_after_1_2_4_seconds_up_to_the_poll_interval_and_told_once()
    {
        var provider = new ScriptedProvider
        {
            OnRead = (number, _) => number <= 8 ? throw new IOException("away") : ValueTask.FromResult(OneFlag.Set("a", 10)),
        };
        using var bench = new PipelineBench(provider);
        bench.Start();
        foreach (var expected in new double[] { 1, 2, 4, 8, 16, 30, 30, 30 })
        {
            DateTimeOffset? next = null;
            await Wait.Until(() => (next = bench.Time.NextTimer) is not null);
            Assert.InRange((next!.Value - bench.Time.GetUtcNow()).TotalSeconds, expected, expected * 1.1);
            Assert.Equal(["away"], bench.Status.Problems);
            Assert.Equal(FlagsReadiness.NeverLoaded, bench.Pipeline.Readiness);
            await Wait.ToNextTimer(bench.Time);
        }

        await Wait.Until(() => bench.Pipeline.Readiness == FlagsReadiness.Ready);
        await Wait.Until(() => bench.Notices.Count == 2);
        Assert.Equal([FlagsNoticeLevel.Warning, FlagsNoticeLevel.Information], bench.Notices.Select(notice => notice.Level));
        Assert.IsType<IOException>(bench.Notices[0].Exception);
        await bench.Stop();
    }

    [Fact, Trait("Requirement", "S1-04")]
    public async Task Waiting_for_readiness_is_bounded_and_ends_when_every_provider_was_read_well()
    {
        var away = true;
        var provider = new ScriptedProvider
        {
            OnRead = (_, _) => Volatile.Read(ref away) ? throw new IOException("away") : ValueTask.FromResult(OneFlag.Set("a", 10)),
        };
        using var bench = new PipelineBench(new MemoryProvider(), provider);
        await bench.Refresh();
        Assert.Equal(FlagsReadiness.Degraded, bench.Pipeline.Readiness);
        Assert.False(await bench.Pipeline.WaitUntilReadyAsync(TimeSpan.Zero, CancellationToken.None));
        var bounded = bench.Pipeline.WaitUntilReadyAsync(TimeSpan.FromSeconds(5), CancellationToken.None);
        var patient = bench.Pipeline.WaitUntilReadyAsync(TimeSpan.MaxValue, CancellationToken.None);
        bench.Time.Advance(TimeSpan.FromSeconds(4.9));
        Assert.False(bounded.IsCompleted);
        bench.Time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.False(await bounded.WaitAsync(Wait.Longest));
        Assert.False(patient.IsCompleted);
        Volatile.Write(ref away, false);
        await bench.Refresh();
        Assert.True(await patient.WaitAsync(Wait.Longest));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => new PipelineBench(provider).Pipeline.WaitUntilReadyAsync(TimeSpan.FromSeconds(5), new CancellationToken(true)));
    }

    [Fact]
    public async Task Content_that_does_not_fit_is_refused_and_what_served_goes_on()
    {
        var memory = new MemoryProvider(OneFlag.Set("a", 10));
        using var bench = new PipelineBench(memory);
        bench.Judge = contents => _ = contents[0].Flags.Flags["a"].Percentage > 50 ? throw new FormatException("a is above 50") : 0;
        await bench.Refresh();
        memory.Set(OneFlag.Set("a", 60));
        await bench.Refresh();
        await bench.Refresh();
        Assert.Equal((10, "1"), (bench.Serving("a"), bench.Status.Version));
        Assert.Equal(["a is above 50"], bench.Status.Problems);
        Assert.Equal(FlagsReadiness.Degraded, bench.Pipeline.Readiness);
        Assert.Single(bench.Notices);
        memory.Set(OneFlag.Set("a", 20));
        await bench.Refresh();
        Assert.Equal(20, bench.Serving("a"));
        Assert.Equal(FlagsReadiness.Ready, bench.Pipeline.Readiness);
        Assert.Equal(2, bench.Notices.Count);
    }

    [Fact]
    public async Task Content_that_needs_another_provider_serves_as_soon_as_that_one_is_there_and_without_a_notice()
    {
        var release = new TaskCompletionSource<FlagSet>();
        var needing = new ScriptedProvider("needing") { OnRead = (_, _) => ValueTask.FromResult(OneFlag.Set("a", 10, "1")) };
        var needed = new ScriptedProvider("needed") { OnRead = async (_, _) => await release.Task };
        using var bench = new PipelineBench(needing, needed);
        bench.Judge = contents => _ = contents.Count == 2 || contents[0].Name == "needed" ? 0 : throw new FormatException("b is unknown");
        var refresh = bench.Refresh();
        await Wait.Until(() => bench.Status.Problems.Count == 1);
        release.SetResult(OneFlag.Set("b", 20, "1"));
        await refresh;
        Assert.Equal((10, 20), (bench.Serving("a"), bench.Serving("b")));
        Assert.Equal(FlagsReadiness.Ready, bench.Pipeline.Readiness);
        Assert.Empty(bench.Notices);
    }

    [Fact]
    public async Task One_refused_provider_does_not_hold_up_the_others()
    {
        var bad = new MemoryProvider(OneFlag.Set("a", 60), name: "bad");
        var good = new MemoryProvider(OneFlag.Set("b", 1), name: "good");
        using var bench = new PipelineBench(bad, good);
        bench.Judge = contents => _ = contents.Any(content => content.Name == "bad") ? throw new FormatException("no") : 0;
        await bench.Refresh();
        Assert.Equal(1, bench.Serving("b"));
        good.Set(OneFlag.Set("b", 2));
        await bench.Refresh();
        Assert.Equal(2, bench.Serving("b"));
        Assert.Equal("bad", Assert.Single(bench.Notices).Source);
    }

    [Fact]
    public async Task Problems_that_a_provider_names_itself_show_as_degraded()
    {
        var memory = new MemoryProvider(OneFlag.Set("a", 10) with { Problems = ["row 7 is no flag"] });
        using var bench = new PipelineBench(memory);
        await bench.Refresh();
        Assert.Equal(10, bench.Serving("a"));
        Assert.Equal(["row 7 is no flag"], bench.Status.Problems);
        Assert.Equal(FlagsReadiness.Degraded, bench.Pipeline.Readiness);
    }

    [Fact, Trait("Requirement", "S1-01")]
    public async Task Names_that_are_spelled_loosely_follow_the_flags_of_the_other_providers()
    {
        var loose = OneFlag.Set("the_flag", 1, "1");
        loose = loose with
        {
            ForFlags = keys => loose with
            {
                Flags = keys.Order(StringComparer.Ordinal).ToDictionary(key => key, key => new FlagDefinition { Key = key, Percentage = 50 }, StringComparer.Ordinal),
                Problems = keys.Contains("bad", StringComparer.Ordinal) ? ["bad is taken"] : [],
            },
        };
        var memory = new MemoryProvider(OneFlag.Set("the-flag", 2));
        using var bench = new PipelineBench(new MemoryProvider(OneFlag.Set("the_flag", 3), name: "first"), new ScriptedProvider { OnRead = (_, _) => ValueTask.FromResult(loose) }, memory);
        await bench.Refresh();
        Assert.Equal(["the-flag", "the_flag"], bench.Published[^1][1].Flags.Flags.Keys, StringComparer.Ordinal);
        memory.Set(OneFlag.Set("bad", 2));
        await bench.Refresh();
        Assert.Equal(["bad", "the_flag"], bench.Published[^1][1].Flags.Flags.Keys, StringComparer.Ordinal);
        Assert.Equal(["bad is taken"], bench.Pipeline.Status[1].Problems);
        Assert.Equal(FlagsReadiness.Degraded, bench.Pipeline.Readiness);
        memory.Set(OneFlag.Set("good", 2));
        await bench.Refresh();
        Assert.Equal(FlagsReadiness.Ready, bench.Pipeline.Readiness);
    }

    [Fact]
    public async Task A_refused_files_errors_are_told_one_by_one_up_to_twenty()
    {
        var errors = Enumerable.Range(1, 30).Select(line => new FlagFileError("flags.json", line, 2, "$.flags", "no")).ToList();
        using var bench = new PipelineBench(new ScriptedProvider { OnRead = (_, _) => throw new FlagFileException("flags.json", errors, 45) });
        await bench.Refresh();
        Assert.Equal(21, bench.Status.Problems.Count);
        Assert.Equal(("flags.json:1:2 $.flags: no", "and 25 more"), (bench.Status.Problems[0], bench.Status.Problems[^1]));
    }

    [Fact]
    public async Task It_runs_once_and_ends_when_it_is_disposed()
    {
        var provider = new ScriptedProvider();
        using var bench = new PipelineBench(provider);
        var running = bench.Pipeline.RunAsync(CancellationToken.None);
        await Assert.ThrowsAsync<InvalidOperationException>(() => bench.Pipeline.RunAsync(CancellationToken.None));
        bench.Pipeline.Dispose();
        await running.WaitAsync(Wait.Longest);
    }

    [Theory]
    [InlineData(0, 30_000), InlineData(1, 1_000), InlineData(2, 2_000), InlineData(5, 16_000), InlineData(6, 30_000), InlineData(int.MaxValue, 30_000)]
    public void The_delay_doubles_up_to_the_poll_interval(int failures, int milliseconds)
    {
        var poll = TimeSpan.FromSeconds(30);
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), Pacing.Delay(failures, poll, 0));
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds * 1.1), Pacing.Delay(failures, poll, 1));
        Assert.True(Pacing.Delay(failures, TimeSpan.MaxValue, 1) < TimeSpan.FromDays(2));
        Assert.Equal(TimeSpan.FromMilliseconds(10), Pacing.Delay(failures, TimeSpan.FromMilliseconds(10), 0));
    }

    [Theory]
    [InlineData(0, 0, 20), InlineData(1, 0, 40), InlineData(4, 0, 320), InlineData(6, 0, 1_000), InlineData(int.MaxValue, 0, 1_000), InlineData(0, 500, 500), InlineData(0, 90_000, 30_000)]
    public void The_gap_grows_with_alarms_that_led_to_nothing_and_with_slow_readings(int fruitless, int took, int milliseconds) =>
        Assert.Equal(
            TimeSpan.FromMilliseconds(milliseconds),
            Pacing.Gap(fruitless, TimeSpan.FromMilliseconds(took), TimeSpan.FromSeconds(30)));
}
