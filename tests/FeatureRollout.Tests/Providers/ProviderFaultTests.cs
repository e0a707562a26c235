using FeatureRollout.Providers;

namespace FeatureRollout.Tests.Providers;

[Trait("Requirement", "S0-15")]
public sealed class ProviderFaultTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    public static TheoryData<string> NullsInside { get; } = new(Nulls.Keys);

    private static Dictionary<string, FlagSet?> Nulls => new(StringComparer.Ordinal)
    {
        ["set"] = null,
        ["flags"] = new() { Flags = null! },
        ["segments"] = new() { Segments = null! },
        ["problems"] = new() { Problems = null! },
        ["problem"] = new() { Problems = [null!] },
        ["flag"] = new() { Flags = Of<FlagDefinition>(null!) },
        ["segment"] = new() { Segments = Of<SegmentDefinition>(null!) },
        ["state"] = new() { States = Of<FlagState>(null!) },
        ["rule"] = new() { Flags = Of(new FlagDefinition { Key = "a", Rules = [null!] }) },
        ["condition"] = new() { Flags = Of(new FlagDefinition { Key = "a", Rules = [new FlagRule(null!, 5)] }) },
        ["requirement"] = new() { Flags = Of(new FlagDefinition { Key = "a", Requires = [null!] }) },
        ["variant"] = new() { Flags = Of(new FlagDefinition { Key = "a", Variants = [null!] }) },
        ["override"] = new() { States = Of(new FlagState { Key = "a", Overrides = Of<FlagOverride>(null!) }) },
        ["customers"] = new() { Flags = Of(new FlagDefinition { Key = "a", Include = new Audience { Customers = null! } }) },
        ["strata"] = new() { States = Of(new FlagState { Key = "a", Stage = new RolloutStage { Name = "s", Active = true, Strata = null! } }) },
        ["another key"] = new() { Flags = Of(new FlagDefinition { Key = "b" }) },
    };

    [Theory, MemberData(nameof(NullsInside))]
    public async Task Content_with_nulls_is_refused_and_what_served_goes_on(string what)
    {
        var provider = new ScriptedProvider { OnRead = (number, _) => ValueTask.FromResult(number == 2 ? Nulls[what]! : OneFlag.Set("a", number)) };
        using var bench = new PipelineBench(provider, new MemoryProvider(OneFlag.Set("other", 1)));
        await bench.Refresh();
        await bench.Refresh();
        Assert.Single(bench.Status.Problems);
        Assert.Equal((1, 1), (bench.Serving("a"), bench.Serving("other")));
        await bench.Refresh();
        Assert.Equal((3, FlagsReadiness.Ready), (bench.Serving("a"), bench.Pipeline.Readiness));
        Assert.Equal(2, bench.Notices.Count);
    }

    [Theory]
    [InlineData("hangs"), InlineData("ignores cancellation"), InlineData("blocks its thread"), InlineData("blocks in the cancellation")]
    public async Task A_reading_that_does_not_end_is_given_up_and_holds_up_nobody(string how)
    {
        using var release = new ManualResetEventSlim();
        var released = new TaskCompletionSource();
        var provider = new ScriptedProvider("stuck");
        provider.OnRead = async (number, end) =>
        {
            if (number == 2)
            {
                if (how == "hangs")
                {
                    await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, end);
                }
                else if (how == "blocks its thread")
                {
                    release.Wait(Wait.Longest, CancellationToken.None);
                }
                else
                {
                    end.Register(() => _ = how == "blocks in the cancellation" && release.Wait(Wait.Longest, CancellationToken.None));
                    await released.Task;
                }
            }

            return OneFlag.Set("a", number);
        };
        var memory = new MemoryProvider(OneFlag.Set("other", 1));
        using var bench = new PipelineBench(provider, memory);
        bench.Options.ReadTimeout = Limit;
        await bench.Refresh();
        memory.Set(OneFlag.Set("other", 2));
        var refresh = bench.Refresh();
        await Wait.Until(() => bench.Serving("other") == 2 && provider.Reads == 2 && bench.Time.NextTimer is not null);
        bench.Time.Advance(Limit - TimeSpan.FromTicks(1));
        Assert.False(refresh.IsCompleted);
        bench.Time.Advance(TimeSpan.FromTicks(1));
        await refresh;
        Assert.Equal(["It did not answer within 10 s."], bench.Status.Problems);
        Assert.Equal((1, 2), (bench.Serving("a"), bench.Serving("other")));

        var next = bench.Refresh();
        if (how != "hangs")
        {
            await Wait.Until(() => bench.Time.NextTimer is not null);
            Assert.Equal(2, provider.Reads);
        }

        release.Set();
        released.TrySetResult();
        await next;
        // The answer of the second reading came too late and is never seen.
        Assert.Equal((3, 0), (bench.Serving("a"), provider.Overlaps));
        Assert.DoesNotContain(bench.Published, contents => contents.Any(content => content.Flags.Flags.TryGetValue("a", out var a) && a.Percentage == 2m));
        Assert.Equal(FlagsReadiness.Ready, bench.Pipeline.Readiness);
    }

    [Fact]
    public async Task A_reading_that_never_ends_is_told_once_however_often_it_is_tried()
    {
        var provider = new ScriptedProvider { OnRead = async (_, _) => await new TaskCompletionSource<FlagSet>().Task };
        using var bench = new PipelineBench(provider);
        bench.Options.ReadTimeout = Limit;
        for (var i = 0; i < 5; i++)
        {
            var refresh = bench.Refresh();
            await Wait.Until(() => refresh.IsCompleted, bench.Time, TimeSpan.FromSeconds(1));
        }

        Assert.Equal((1, 1), (provider.Reads, bench.Notices.Count));
    }

    [Fact]
    public async Task Readings_asked_for_at_once_take_turns()
    {
        var provider = new ScriptedProvider { OnRead = async (number, _) => { await Task.Yield(); return OneFlag.Set("a", number); } };
        using var bench = new PipelineBench(provider);
        bench.Start();
        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(bench.Refresh)));
        Assert.Equal(0, provider.Overlaps);
        Assert.InRange(provider.Reads, 50, 51);
        await bench.Stop();
    }

    [Theory]
    [InlineData(false), InlineData(true)]
    public async Task A_provider_that_sounds_the_alarm_all_the_time_is_not_read_all_the_time(bool changes)
    {
        var provider = new ScriptedProvider
        {
            OnRead = (number, _) => ValueTask.FromResult(OneFlag.Set("a", number % 100, changes ? FormattableString.Invariant($"{number}") : "1")),
            OnWait = (_, _) => ValueTask.CompletedTask,
        };
        using var bench = new PipelineBench(provider);
        var begun = bench.Time.GetUtcNow();
        bench.Start();
        await Wait.Until(() => provider.Reads >= 40, bench.Time, TimeSpan.FromMilliseconds(5));
        await bench.Stop();
        // The first few gaps double from 20 ms where nothing changed, and all are 20 ms where something did.
        var least = changes ? 38 * 20 : 30_000;
        Assert.True((bench.Time.GetUtcNow() - begun).TotalMilliseconds >= least);
        Assert.Equal(changes, bench.Published.Count > 1);
    }

    [Fact]
    public async Task A_provider_that_fails_and_sounds_the_alarm_all_the_time_is_not_read_all_the_time()
    {
        var provider = new ScriptedProvider { OnRead = (_, _) => throw new IOException("away"), OnWait = (_, _) => ValueTask.CompletedTask };
        using var bench = new PipelineBench(provider);
        var begun = bench.Time.GetUtcNow();
        bench.Start();
        await Wait.Until(() => provider.Reads >= 40, bench.Time, TimeSpan.FromMilliseconds(5));
        await bench.Stop();
        Assert.True((bench.Time.GetUtcNow() - begun).TotalSeconds >= 30);
        Assert.Single(bench.Notices);
    }

    [Theory]
    [InlineData(false), InlineData(true)]
    public async Task A_watch_that_throws_leaves_the_poll_and_is_told_once(bool atOnce)
    {
        var provider = new ScriptedProvider
        {
            OnWait = async (_, _) =>
            {
                await (atOnce ? Task.CompletedTask : Task.Run(() => { }, CancellationToken.None));
                throw new NotSupportedException("no watch");
            },
        };
        using var bench = new PipelineBench(provider);
        bench.Start();
        for (var i = 1; i <= 5; i++)
        {
            await Wait.Until(() => provider.Reads == i && provider.Waits == i && bench.Notices.Count == 1 && bench.Time.NextTimer is not null);
            await Wait.ToNextTimer(bench.Time);
        }

        Assert.Contains("no watch", Assert.Single(bench.Notices).Message, StringComparison.Ordinal);
        Assert.Equal(FlagsReadiness.Ready, bench.Pipeline.Readiness);
        await bench.Stop();
    }

    [Fact]
    public async Task A_watch_that_blocks_its_thread_and_ignores_cancellation_leaves_the_poll_and_the_end()
    {
        using var release = new ManualResetEventSlim();
        var provider = new ScriptedProvider
        {
            OnRead = (number, _) => ValueTask.FromResult(OneFlag.Set("a", number)),
            OnWait = (_, _) => { release.Wait(Wait.Longest, CancellationToken.None); return ValueTask.CompletedTask; },
        };
        using var bench = new PipelineBench(provider);
        bench.Start();
        for (var i = 1; i <= 3; i++)
        {
            await Wait.Until(() => bench.Serving("a") == i && bench.Time.NextTimer is not null);
            await Wait.ToNextTimer(bench.Time);
        }

        Assert.InRange(provider.Waits, 0, 1);
        await bench.Stop();
        release.Set();
    }

    [Fact]
    public async Task A_provider_without_a_name_is_called_by_its_type()
    {
        using var bench = new PipelineBench(
            new ScriptedProvider { OnName = () => throw new InvalidOperationException() }, new ScriptedProvider { OnName = () => null! });
        await bench.Refresh();
        Assert.All(bench.Pipeline.Status, status => Assert.Equal("ScriptedProvider", status.Name));
        Assert.Equal(FlagsReadiness.Ready, bench.Pipeline.Readiness);
    }

    [Fact]
    public async Task A_provider_that_cancels_itself_has_failed_and_is_tried_again()
    {
        var provider = new ScriptedProvider { OnRead = (number, _) => number == 1 ? throw new OperationCanceledException() : ValueTask.FromResult(OneFlag.Set("a", 1)) };
        using var bench = new PipelineBench(provider);
        await bench.Refresh();
        Assert.Single(bench.Status.Problems);
        await bench.Refresh();
        Assert.Empty(bench.Status.Problems);
    }

    [Fact, Trait("Requirement", "F-12"), Trait("Requirement", "S1-04")]
    public async Task A_start_without_the_provider_serves_the_last_known_good_copy_until_it_is_back()
    {
        using var directory = new TemporaryDirectory();
        var away = false;
        var provider = new ScriptedProvider
        {
            OnRead = (number, _) => Volatile.Read(ref away) ? throw new IOException("away") : ValueTask.FromResult(OneFlag.Set("a", 10 + number, "1")),
        };
        using (var before = Bench())
        {
            await before.Refresh();
        }

        Volatile.Write(ref away, true);
        using var bench = Bench();
        await bench.Refresh();
        Assert.Equal((11, 2), (bench.Serving("a"), bench.Serving("b")));
        Assert.Equal((true, null), (bench.Status.FromLastKnownGood, bench.Status.LastGood));
        Assert.Equal(FlagsReadiness.Degraded, bench.Pipeline.Readiness);
        Assert.False(await bench.Pipeline.WaitUntilReadyAsync(TimeSpan.Zero, CancellationToken.None));

        Volatile.Write(ref away, false);
        await bench.Refresh();
        Assert.Equal(13, bench.Serving("a"));
        Assert.Equal((false, FlagsReadiness.Ready), (bench.Status.FromLastKnownGood, bench.Pipeline.Readiness));
        Assert.Equal(2, bench.Notices.Count);

        PipelineBench Bench() => new(provider, new MemoryProvider(OneFlag.Set("b", 2))) { Options = { LastKnownGoodPath = directory["flags.lkg"] } };
    }

    [Fact, Trait("Requirement", "F-12")]
    public async Task A_first_reading_that_hangs_does_not_hold_up_the_last_known_good_copy()
    {
        using var directory = new TemporaryDirectory();
        var answer = new TaskCompletionSource<FlagSet>();
        var provider = new ScriptedProvider { OnRead = (number, _) => number == 1 ? ValueTask.FromResult(OneFlag.Set("a", 10)) : new(answer.Task) };
        using (var before = new PipelineBench(provider) { Options = { LastKnownGoodPath = directory["flags.lkg"] } })
        {
            await before.Refresh();
        }

        using var bench = new PipelineBench(provider) { Options = { LastKnownGoodPath = directory["flags.lkg"] } };
        bench.Start();
        await Wait.Until(() => bench.Time.NextTimer is not null);
        bench.Time.Advance(TimeSpan.FromMilliseconds(100));
        await Wait.Until(() => bench.Serving("a") == 10);
        await Wait.Until(() => bench.Status.FromLastKnownGood);
        answer.SetResult(OneFlag.Set("a", 20));
        await Wait.Until(() => bench.Serving("a") == 20 && !bench.Status.FromLastKnownGood);
        Assert.Empty(bench.Notices);
        await bench.Stop();
    }

    private static Dictionary<string, T> Of<T>(T value) => new(StringComparer.Ordinal) { ["a"] = value };
}
