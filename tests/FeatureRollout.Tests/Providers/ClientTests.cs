using FeatureRollout.TestKit;

namespace FeatureRollout.Tests.Providers;

/// <summary>The client over real providers: what an application sees of their trouble and recovery.</summary>
public sealed class ClientTests : IDisposable
{
    private const string On = """{ "flags": { "chat": { "percentage": 100 } } }""";
    private const string Off = """{ "flags": { "chat": { "enabled": false } } }""";
    private readonly TemporaryDirectory _directory = new();
    private readonly string _path;

    public ClientTests() => _path = _directory["flags.json"];

    public void Dispose() => _directory.Dispose();

    [Fact, Trait("Requirement", "F-12")]
    public async Task A_change_of_the_file_arrives_while_the_client_runs()
    {
        Write(On);
        await using var running = new Running(Options());
        await running.Flags.WaitUntilReadyAsync(Wait.Longest);
        Assert.True(running.Flags.IsEnabled("chat", "acme"));
        var told = new TaskCompletionSource<FlagsChange>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var subscription = running.Flags.OnChange("test", change => told.TrySetResult(change));
        Write(Off);
        Assert.Equal(["chat"], (await told.Task.WaitAsync(Wait.Longest)).Flags);
        Assert.Equal(FlagReason.Killed, running.Flags.Evaluate("chat", "acme").Reason);
    }

    [Fact, Trait("Requirement", "F-12"), Trait("Requirement", "S1-09")]
    public async Task A_broken_rewrite_leaves_the_answers_and_shows_its_place_until_it_is_mended()
    {
        Write(On);
        await using var running = new Running(Options());
        await running.Flags.WaitUntilReadyAsync(Wait.Longest);
        var version = running.Flags.Status.Version;
        Write("{ \"flags\": {\n  \"chat\": { \"percentge\": 5, \"salt\": 7 } } }");
        await Wait.Until(() => running.Flags.Status.Readiness == FlagsReadiness.Degraded);
        var problems = running.Flags.Status.Providers[0].Problems;
        Assert.Equal(2, problems.Count);
        Assert.StartsWith($"{_path}:2:13 $.flags.chat.percentge: ", problems[0], StringComparison.Ordinal);
        Assert.Equal((true, version), (running.Flags.IsEnabled("chat", "acme"), running.Flags.Status.Version));
        Write(Off);
        await Wait.Until(() => running.Flags.Status.Readiness == FlagsReadiness.Ready);
        Assert.False(running.Flags.IsEnabled("chat", "acme"));
    }

    [Fact, Trait("Requirement", "F-12"), Trait("Requirement", "S1-04")]
    public async Task A_start_without_the_file_serves_the_last_known_good_copy_and_recovers_by_itself()
    {
        Write(On);
        using (var before = new FeatureFlags(Options()))
        {
            await before.RefreshAsync();
        }

        File.Delete(_path);
        await using var running = new Running(Options());
        await Wait.Until(() => running.Flags.IsEnabled("chat", "acme"));
        await Wait.Until(() => running.Flags.Status.Readiness == FlagsReadiness.Degraded);
        var status = Assert.Single(running.Flags.Status.Providers);
        Assert.True(status.FromLastKnownGood);
        Assert.Contains("does not exist", Assert.Single(status.Problems), StringComparison.Ordinal);
        Write(Off);
        await Wait.Until(() => running.Flags.Status.Readiness == FlagsReadiness.Ready);
        Assert.False(running.Flags.IsEnabled("chat", "acme"));
        Assert.False(running.Flags.Status.Providers[0].FromLastKnownGood);
    }

    [Fact, Trait("Requirement", "S1-13")]
    public async Task Another_environments_copy_is_not_served()
    {
        Write(On);
        var staging = Options();
        staging.Environment = "staging";
        using (var before = new FeatureFlags(staging))
        {
            await before.RefreshAsync();
        }

        File.Delete(_path);
        var options = Options();
        var notices = new List<FlagsNotice>();
        options.OnNotice = notice => { lock (notices) { notices.Add(notice); } };
        using var flags = new FeatureFlags(options);
        await flags.RefreshAsync();
        Assert.Equal(FlagReason.UnknownFlag, flags.Evaluate("chat", "acme").Reason);
        Assert.Equal(FlagsReadiness.NeverLoaded, flags.Status.Readiness);
        Assert.Contains(notices, notice => notice.Message.Contains("another environment", StringComparison.Ordinal));
    }

    [Theory, Trait("Requirement", "S0-15")]
    [InlineData("throws"), InlineData("hangs")]
    public async Task Answers_stay_right_and_allocate_nothing_while_every_provider_is_down(string how)
    {
        ScriptedProvider Failing(string name, FlagSet good) => new(name)
        {
            OnRead = (number, _) => number == 1 ? ValueTask.FromResult(good)
                : how == "throws" ? throw new IOException("away")
                : new ValueTask<FlagSet>(new TaskCompletionSource<FlagSet>().Task),
            OnWait = (_, _) => how == "throws" ? throw new IOException("away") : new ValueTask(new TaskCompletionSource().Task),
        };

        // A first reading that a busy machine holds up must not count as one that hangs.
        var time = new VirtualTimeProvider();
        var options = new FeatureFlagsOptions { TimeProvider = time };
        options.Providers.Add(Failing("one", OneFlag.Set("chat", 100)));
        options.Providers.Add(Failing("two", OneFlag.Set("voice", 0)));
        await using var running = new Running(options);
        Assert.True(await running.Flags.WaitUntilReadyAsync(Wait.Longest));
        await Wait.Until(() => running.Flags.Status.Providers.All(provider => provider.Problems.Count > 0), time, TimeSpan.FromSeconds(1));
        var flags = running.Flags;
        Assert.Equal(20_000, Right(20_000));
        Assert.Equal(0, Allocation.Least(() => _ = Right(20_000)));

        int Right(int questions)
        {
            var right = 0;
            for (var i = 0; i < questions; i++)
            {
                right += flags.IsEnabled("chat", "acme") && !flags.IsEnabled("voice", "acme") && !flags.IsEnabled("unknown", "acme") ? 1 : 0;
            }

            return right;
        }
    }

    [Fact, Trait("Requirement", "S1-04")]
    public async Task Waiting_for_a_provider_that_hangs_is_bounded_and_the_default_is_answered()
    {
        var time = new VirtualTimeProvider();
        var options = new FeatureFlagsOptions { TimeProvider = time };
        options.Providers.Add(new ScriptedProvider { OnRead = (_, _) => new ValueTask<FlagSet>(new TaskCompletionSource<FlagSet>().Task) });
        await using var running = new Running(options);
        var wait = running.Flags.WaitUntilReadyAsync(TimeSpan.FromSeconds(3)).AsTask();
        time.Advance(TimeSpan.FromSeconds(2.9));
        Assert.False(wait.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.False(await wait.WaitAsync(Wait.Longest));
        Assert.False(running.Flags.IsEnabled("chat", "acme"));
        Assert.True(running.Flags.IsEnabled("chat", "acme", defaultValue: true));
        Assert.Equal(FlagsReadiness.NeverLoaded, running.Flags.Status.Readiness);
    }

    [Fact, Trait("Requirement", "S1-09")]
    public async Task What_nobody_reads_any_more_goes_stale_after_three_polls_and_the_read_timeout_and_says_since_when()
    {
        var time = new VirtualTimeProvider(new DateTimeOffset(2027, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var options = new FeatureFlagsOptions { TimeProvider = time, PollInterval = TimeSpan.FromSeconds(30), ReadTimeout = TimeSpan.FromSeconds(10) };
        options.Providers.Add(new MemoryProvider(OneFlag.Set("chat", 100)));
        using var flags = new FeatureFlags(options);
        await flags.RefreshAsync();
        time.Advance(TimeSpan.FromSeconds(100));
        Assert.Equal(FlagsReadiness.Ready, flags.Status.Readiness);
        time.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(FlagsReadiness.Degraded, flags.Status.Readiness);
        Assert.Equal(
            "What serves is stale: it was last read and found good at 2027-01-01T00:00:00Z, over 100 s ago.",
            Assert.Single(flags.Status.Providers[0].Problems));
        Assert.True(flags.IsEnabled("chat", "acme"));
        await flags.RefreshAsync();
        Assert.Equal(FlagsReadiness.Ready, flags.Status.Readiness);
        Assert.Empty(flags.Status.Providers[0].Problems);
    }

    [Fact, Trait("Requirement", "S1-09")]
    public async Task A_read_that_hangs_makes_its_own_provider_stale_and_no_other()
    {
        var time = new VirtualTimeProvider();
        var options = new FeatureFlagsOptions { TimeProvider = time, ReadTimeout = TimeSpan.FromHours(1), PollInterval = TimeSpan.FromMinutes(10) };
        var hangs = new TaskCompletionSource<FlagSet>(TaskCreationOptions.RunContinuationsAsynchronously);
        options.Providers.Add(new ScriptedProvider { OnRead = (read, _) => read == 1 ? ValueTask.FromResult(OneFlag.Set("a", 100, "1")) : new(hangs.Task) });
        options.Providers.Add(new ScriptedProvider("good") { OnRead = (_, _) => ValueTask.FromResult(OneFlag.Set("b", 100, "1")) });
        using var flags = new FeatureFlags(options);
        await flags.RefreshAsync();
        time.Advance(TimeSpan.FromMinutes(89));
        var refresh = flags.RefreshAsync();
        await Wait.Until(() => flags.Status.Providers[1].LastGood == time.GetUtcNow());
        time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(FlagsReadiness.Degraded, flags.Status.Readiness);
        Assert.Contains("stale", Assert.Single(flags.Status.Providers[0].Problems), StringComparison.Ordinal);
        Assert.Empty(flags.Status.Providers[1].Problems);
        hangs.SetResult(OneFlag.Set("a", 100, "1"));
        await refresh.WaitAsync(Wait.Longest);
        Assert.Equal(FlagsReadiness.Ready, flags.Status.Readiness);
    }

    [Fact, Trait("Requirement", "F-12")]
    public async Task Refreshing_by_hand_beside_the_running_client_does_no_harm()
    {
        var memory = new MemoryProvider(OneFlag.Set("chat", 0));
        var options = new FeatureFlagsOptions();
        options.Providers.Add(memory);
        await using var running = new Running(options);
        await Task.WhenAll(Enumerable.Range(1, 50).Select(number => Task.Run(async () =>
        {
            memory.Set(OneFlag.Set("chat", number % 2 * 100));
            await running.Flags.RefreshAsync();
        })));
        memory.Set(OneFlag.Set("chat", 100));
        await running.Flags.RefreshAsync();
        Assert.True(running.Flags.IsEnabled("chat", "acme"));
        Assert.Equal(FlagsReadiness.Ready, running.Flags.Status.Readiness);
    }

    [Fact, Trait("Requirement", "S1-06")]
    public async Task A_file_may_need_another_where_it_is_not_complete_and_what_is_nowhere_is_told_without_a_line()
    {
        Write("""{ "flags": { "chat": { "percentage": 100, "requires": ["master"] } } }""");
        var memory = new MemoryProvider();
        var options = new FeatureFlagsOptions();
        options.Providers.Add(new JsonFileProvider(_path) { IsComplete = false });
        options.Providers.Add(memory);
        using var flags = new FeatureFlags(options);
        await flags.RefreshAsync();
        Assert.StartsWith("layers: flag \"chat\", requires: ", Assert.Single(flags.Status.Providers[0].Problems), StringComparison.Ordinal);
        memory.Set(OneFlag.Set("master", 100));
        await flags.RefreshAsync();
        Assert.Equal((FlagsReadiness.Ready, true), (flags.Status.Readiness, flags.IsEnabled("chat", "acme")));
    }

    private FeatureFlagsOptions Options()
    {
        var options = new FeatureFlagsOptions { PollInterval = TimeSpan.FromMilliseconds(100), LastKnownGoodPath = _directory["flags.lkg"] };
        options.Providers.Add(new JsonFileProvider(_path) { PollInterval = TimeSpan.FromMilliseconds(20) });
        return options;
    }

    private void Write(string json)
    {
        File.WriteAllText(_path + ".new", json);
        File.Move(_path + ".new", _path, overwrite: true);
    }

    /// <summary>A client that is kept fresh until the test ends.</summary>
    private sealed class Running : IAsyncDisposable
    {
        private readonly CancellationTokenSource _stop = new();
        private readonly Task _run;

        public Running(FeatureFlagsOptions options)
        {
            Flags = new FeatureFlags(options);
            _run = Flags.RunAsync(_stop.Token);
        }

        public FeatureFlags Flags { get; }

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            await _run.WaitAsync(Wait.Longest);
            Flags.Dispose();
            _stop.Dispose();
        }
    }
}
