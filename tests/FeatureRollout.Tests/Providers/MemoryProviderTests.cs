namespace FeatureRollout.Tests.Providers;

public sealed class MemoryProviderTests
{
    private readonly MemoryProvider _memory = new();

    [Fact, Trait("Requirement", "F-12")]
    public async Task An_empty_one_is_a_store_without_states()
    {
        var flags = await Read();
        Assert.Empty(flags.Flags);
        Assert.NotNull(flags.States);
        Assert.Empty(flags.States);
        Assert.Equal("0", flags.Version);
        Assert.Equal("memory", _memory.Name);
    }

    [Fact, Trait("Requirement", "F-12")]
    public async Task Each_change_swaps_the_content_and_counts_the_version_up()
    {
        _memory.Set(Flags("a"));
        var first = await Read();
        _memory.Set(Flags("b") with { Version = "what others call it" });
        var second = await Read();
        Assert.Equal(("1", "2"), (first.Version, second.Version));
        Assert.True(first.Flags.ContainsKey("a"));
        Assert.Equal("b", Assert.Single(second.Flags).Key);
        Assert.NotNull(second.States);
    }

    [Fact, Trait("Requirement", "S1-13")]
    public async Task One_with_an_environment_is_empty_to_all_others()
    {
        var staging = new MemoryProvider(Flags("a"), "staging");
        staging.Kill("a");
        Assert.Equal("2", (await staging.ReadAsync("staging", CancellationToken.None)).Version);
        using var cancellation = new CancellationTokenSource();
        foreach (var other in new[] { "production", "Staging" })
        {
            var flags = await staging.ReadAsync(other, CancellationToken.None);
            Assert.Empty(flags.Flags);
            Assert.Empty(flags.States!);
            var watch = staging.WaitForChangeAsync(other, flags, cancellation.Token).AsTask();
            staging.SetPercentage("a", other.Length);
            Assert.False(watch.IsCompleted);
            Assert.Same(flags, await staging.ReadAsync(other, CancellationToken.None));
        }

        await cancellation.CancelAsync();
    }

    [Theory, Trait("Requirement", "S1-13"), Trait("Requirement", "S3-03")]
    [InlineData("staging", null, true)]
    [InlineData("production", null, true)]
    [InlineData("staging", "staging", true)]
    [InlineData("production", "staging", false)]
    public async Task A_kill_reaches_the_host_whatever_its_environment_unless_it_is_for_another(string host, string? environment, bool killed)
    {
        var memory = new MemoryProvider(environment: environment);
        var options = new FeatureFlagsOptions { Environment = host };
        options.Providers.Add(new ScriptedProvider { OnRead = (_, _) => ValueTask.FromResult(OneFlag.Set("a", 100, "1")) });
        options.Providers.Add(memory);
        using var flags = new FeatureFlags(options);
        await flags.RefreshAsync();
        Assert.True(flags.IsEnabled("a", "acme"));
        memory.Kill("a");
        await flags.RefreshAsync();
        Assert.Equal(killed, flags.Evaluate("a", "acme").Reason == FlagReason.Killed);
        Assert.Equal(FlagsReadiness.Ready, flags.Status.Readiness);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    public void What_cannot_be_an_environment_is_refused(string environment) =>
        Assert.Throws<ArgumentException>(() => new MemoryProvider(environment: environment));

    [Fact, Trait("Requirement", "S3-03")]
    public async Task A_kill_leaves_the_percentage_and_a_revival_brings_it_back()
    {
        _memory.SetPercentage("a", 12.5m);
        _memory.Kill("a");
        Assert.Equal((false, 12.5m), (await State("a") is var killed ? (killed.Enabled, killed.Percentage!.Value.Value) : default));
        _memory.Revive("a");
        Assert.Equal((true, 12.5m), (await State("a") is var revived ? (revived.Enabled, revived.Percentage!.Value.Value) : default));
    }

    [Fact]
    public async Task What_changes_nothing_counts_no_version()
    {
        _memory.Kill("a");
        _memory.SetPercentage("a", 5);
        var before = await Read();
        _memory.Kill("a");
        _memory.SetPercentage("a", 5);
        _memory.Revive("b");
        _memory.RemoveOverride("a", "nobody");
        Assert.Same(before, await Read());
    }

    [Fact, Trait("Requirement", "S4-11")]
    public async Task An_override_carries_who_why_and_until_when_and_can_be_taken_away()
    {
        var until = new DateTimeOffset(2027, 1, 1, 0, 0, 0, TimeSpan.Zero);
        _memory.SetOverride("a", "acme", false, "ann", "broken import", until);
        _memory.SetOverride("a", "zeta", true, "system", "pilot");
        _memory.SetOverride("a", "acme", true, "bob", "mended");
        var overrides = (await State("a")).Overrides!;
        Assert.Equal(new FlagOverride { Enabled = true, Actor = "bob", Reason = "mended" }, overrides["acme"]);
        Assert.Equal(2, overrides.Count);
        _memory.RemoveOverride("a", "acme");
        Assert.Equal("zeta", Assert.Single((await State("a")).Overrides!).Key);
        _memory.SetOverride("a", "acme", false, "ann", "again", until);
        Assert.Equal(until, (await State("a")).Overrides!["acme"].Until);
    }

    [Fact]
    public void What_cannot_be_stored_is_refused()
    {
        Assert.Throws<ArgumentException>(() => _memory.SetOverride("a", new string('x', 513), true, "ann", "why"));
        Assert.Throws<ArgumentException>(() => _memory.SetOverride("a", new string('é', 257), true, "ann", "why"));
        Assert.Throws<ArgumentException>(() => _memory.SetOverride("a", "", true, "ann", "why"));
        Assert.Throws<ArgumentException>(() => _memory.SetOverride("a", "x", true, " ", "why"));
        Assert.Throws<ArgumentException>(() => _memory.SetOverride("a", "x", true, "ann", ""));
        Assert.Throws<ArgumentException>(() => _memory.Kill(""));
        Assert.Throws<InvalidOperationException>(() => _memory.Update(_ => null!));
        _memory.SetOverride("a", new string('é', 256), true, "ann", "why");
    }

    [Fact]
    public async Task A_watch_of_what_no_longer_holds_returns_at_once()
    {
        await _memory.WaitForChangeAsync("production", FlagSet.Empty, CancellationToken.None).AsTask().WaitAsync(Wait.Longest);
        using var cancellation = new CancellationTokenSource();
        var watch = _memory.WaitForChangeAsync("production", await Read(), cancellation.Token).AsTask();
        Assert.False(watch.IsCompleted);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => watch);
    }

    [Fact]
    public async Task Changes_from_many_threads_all_count_and_none_is_lost()
    {
        const int Threads = 8, Each = 250;
        await Task.WhenAll(Enumerable.Range(0, Threads).Select(thread => Task.Run(() =>
        {
            for (var i = 0; i < Each; i++)
            {
                _memory.SetOverride("a", FormattableString.Invariant($"{thread}-{i}"), true, "ann", "load");
            }
        })));
        Assert.Equal("2000", (await Read()).Version);
        Assert.Equal(Threads * Each, (await State("a")).Overrides!.Count);
    }

    private static FlagSet Flags(string key) =>
        new() { Flags = new Dictionary<string, FlagDefinition>(StringComparer.Ordinal) { [key] = new() { Key = key } } };

    private async Task<FlagSet> Read() => await _memory.ReadAsync("production", CancellationToken.None);

    private async Task<FlagState> State(string flag) => (await Read()).States![flag];
}
