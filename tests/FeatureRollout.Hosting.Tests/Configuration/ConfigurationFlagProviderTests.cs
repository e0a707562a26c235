using FeatureRollout.Configuration;
using Microsoft.Extensions.Configuration;

namespace FeatureRollout.Hosting.Tests.Configuration;

[Trait("Requirement", "S2-02")]
[Trait("Requirement", "F-12")]
public sealed class ConfigurationFlagProviderTests
{
    [Fact]
    [Trait("Requirement", "S1-01")]
    public async Task The_six_entries_of_an_environment_are_read()
    {
        var flags = (await Read(
            ("FEATURE_SENTIMENT_ANALYSIS", "false"), ("FEATURE_ADVANCED_ANALYTICS", "true"), ("FEATURE_VOICE", "0.1"),
            ("feature_chat", "10%"), ("FEATURE_OUTBOUND_CALLS_PERCENTAGE", "5"), ("FEATURE_SEARCH", "1"), ("PATH", "/usr/bin"))).Flags;

        Assert.Equal(["advanced_analytics", "chat", "outbound_calls", "search", "sentiment_analysis", "voice"], flags.Keys.Order(StringComparer.Ordinal).ToArray());
        Assert.Equal((false, null), Said(flags["sentiment_analysis"]));
        Assert.Equal((true, null), Said(flags["advanced_analytics"]));
        Assert.Equal((null, 10_000), Said(flags["voice"]));
        Assert.Equal((null, 10_000), Said(flags["chat"]));
        Assert.Equal((null, 5_000), Said(flags["outbound_calls"]));
        Assert.Equal((true, 100_000), Said(flags["search"]));
    }

    [Fact]
    public async Task Real_environment_variables_are_read()
    {
        const string Name = "FEATUREROLLOUTTEST_ENVIRONMENT_FLAG";
        Environment.SetEnvironmentVariable(Name, "25%");
        try
        {
            var configuration = new ConfigurationBuilder().AddEnvironmentVariables().Build();
            var provider = new MatchedProvider("test", configuration, "FEATUREROLLOUTTEST_", []);
            Assert.Equal((null, 25_000), Said((await Read(provider)).Flags["environment_flag"]));
        }
        finally
        {
            Environment.SetEnvironmentVariable(Name, null);
        }
    }

    [Fact]
    public async Task An_analytics_toggle_walks_up_and_is_killed()
    {
        var host = new TestConfiguration();
        var provider = host.Provider("FEATURE_", "analytics");
        foreach (var (value, enabled, thousandths) in new (string, bool?, int?)[] { ("0.01", null, 1_000), ("0.05", null, 5_000), ("0.1", null, 10_000), ("0", false, null) })
        {
            host.Set("FEATURE_ANALYTICS_ENABLED", value);
            Assert.Equal((enabled, thousandths), Said((await Read(provider)).Flags["analytics"]));
        }
    }

    [Fact]
    [Trait("Requirement", "S1-14")]
    public async Task A_bad_value_is_refused_by_name_and_the_last_good_one_stays()
    {
        var host = new TestConfiguration();
        var provider = host.Provider("FEATURE_");
        host.Set("FEATURE_VOICE", "0.1");
        await Read(provider);

        host.Set("FEATURE_VOICE", "hunter2-secret");
        for (var i = 0; i < 2; i++)
        {
            var set = await Read(provider);
            Assert.Equal((null, 10_000), Said(set.Flags["voice"]));
            var problem = Assert.Single(set.Problems);
            Assert.Contains("FEATURE_VOICE", problem, StringComparison.Ordinal);
            Assert.DoesNotContain("hunter2", problem, StringComparison.Ordinal);
        }

        host.Set("FEATURE_VOICE", "0.2");
        var mended = await Read(provider);
        Assert.Empty(mended.Problems);
        Assert.Equal((null, 20_000), Said(mended.Flags["voice"]));
    }

    [Fact]
    public async Task A_bad_value_without_a_good_one_before_gives_nothing()
    {
        var set = await Read(("FEATURE_VOICE", "5"), ("FEATURE_CHAT", "true"));
        Assert.Equal("chat", Assert.Single(set.Flags).Key);
        Assert.Contains("write 5%", Assert.Single(set.Problems), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_value_that_was_taken_away_is_forgotten()
    {
        var host = new TestConfiguration();
        var provider = host.Provider("FEATURE_");
        host.Set("FEATURE_VOICE", "0.1");
        await Read(provider);
        host.Set("FEATURE_VOICE", null);
        Assert.Empty((await Read(provider)).Flags);
        host.Set("FEATURE_VOICE", "nonsense");
        Assert.Empty((await Read(provider)).Flags);
    }

    [Theory]
    [InlineData("false", "10", false, null, 0)]
    [InlineData("true", "10", true, 10_000, 0)]
    [InlineData("0.1", "10", null, 10_000, 0)]
    [InlineData("0.2", "0", false, null, 0)]
    [InlineData("nonsense", "0", false, null, 1)]
    [InlineData("false", "nonsense", false, null, 1)]
    public async Task Two_entries_for_one_flag_are_merged_and_a_kill_wins(string plain, string percentage, bool? enabled, int? thousandths, int problems)
    {
        var set = await Read(("FEATURE_VOICE", plain), ("FEATURE_VOICE_PERCENTAGE", percentage));
        Assert.Equal((enabled, thousandths), Said(set.Flags["voice"]));
        Assert.Equal(problems, set.Problems.Count);
    }

    [Fact]
    public async Task Two_different_percentages_are_refused_naming_both()
    {
        var set = await Read(("FEATURE_VOICE", "0.2"), ("FEATURE_VOICE_PERCENTAGE", "10"));
        Assert.Empty(set.Flags);
        var problem = Assert.Single(set.Problems);
        Assert.Contains("FEATURE_VOICE and FEATURE_VOICE_PERCENTAGE", problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_two_spellings_only_one_flag_comes_out()
    {
        var set = await Read(("FEATURE_MY-FLAG", "0.1"), ("FEATURE_MY_FLAG", "true"));
        var flag = Assert.Single(set.Flags).Value;
        Assert.Equal((true, 10_000), Said(flag));
    }

    [Fact]
    public async Task Without_a_prefix_only_known_flags_count()
    {
        var host = new TestConfiguration();
        host.Set("OUTBOUND_CALLS_PERCENTAGE", "5");
        host.Set("ConnectionStrings:Default", "Password=hunter2");
        host.Set("Search:Url", "https://example.com");
        host.Set("HOME", "/root");
        var set = await Read(host.Provider("", "outbound-calls", "search"));
        Assert.Equal((null, 5_000), Said(Assert.Single(set.Flags).Value));
        Assert.Equal("outbound-calls", set.Flags.Keys.Single());
        Assert.Empty(set.Problems);
    }

    [Fact]
    public async Task A_section_has_flags_as_children()
    {
        var host = new TestConfiguration();
        host.Set("Flags:a", "0.25");
        host.Set("Flags:b:percentage", "25");
        host.Set("Flags:b:enabled", "true");
        host.Set("Flags:c:Enabled", "False");
        host.Set("Flags:d:enabled", "maybe");
        host.Set("Flags:e:owner", "x");
        host.Set("Flags:f g", "true");
        host.Set("Flags:h", "");
        var set = await Read(new MatchedProvider("section", host.Root.GetSection("Flags"), prefix: null, []));
        Assert.Equal(["a", "b", "c"], set.Flags.Keys.Order(StringComparer.Ordinal).ToArray());
        Assert.Equal((null, 25_000), Said(set.Flags["a"]));
        Assert.Equal((true, 25_000), Said(set.Flags["b"]));
        Assert.Equal((false, null), Said(set.Flags["c"]));
        Assert.Equal(4, set.Problems.Count);
        Assert.Contains(set.Problems, problem => problem.StartsWith("Flags:d:enabled:", StringComparison.Ordinal));
        Assert.Contains(set.Problems, problem => problem.StartsWith("Flags:e:owner:", StringComparison.Ordinal));
        Assert.Contains(set.Problems, problem => problem.StartsWith("Flags:f g:", StringComparison.Ordinal));
        Assert.Contains(set.Problems, problem => problem.StartsWith("Flags:h:", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_version_changes_with_the_content_only()
    {
        var host = new TestConfiguration();
        var provider = host.Provider("FEATURE_");
        host.Set("FEATURE_VOICE", "0.1");
        var first = await Read(provider);
        host.Set("OTHER", "1");
        var second = await Read(provider);
        host.Set("FEATURE_VOICE", "0.2");
        var third = await Read(provider);
        Assert.True(first.Version == second.Version);
        Assert.False(third.Version == second.Version);
    }

    [Fact]
    public async Task A_reload_wakes_the_watcher()
    {
        var host = new TestConfiguration();
        var provider = host.Provider("FEATURE_");
        var known = await Read(provider);
        var wait = provider.WaitForChangeAsync("production", known, CancellationToken.None).AsTask();
        Assert.False(wait.IsCompleted);

        host.Set("FEATURE_VOICE", "true");
        host.Root.Reload();
        await wait.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task A_reload_between_the_read_and_the_wait_is_not_missed()
    {
        var host = new TestConfiguration();
        var provider = host.Provider("FEATURE_");
        var known = await Read(provider);
        host.Root.Reload();
        Assert.True(provider.WaitForChangeAsync("production", known, CancellationToken.None).AsTask().IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Names_are_matched_anew_to_whatever_flags_the_other_layers_have()
    {
        var host = new TestConfiguration();
        host.Set("FEATURE_ANALYTICS_ENABLED", "0");
        var set = await host.Provider("FEATURE_").ReadAsync("production", CancellationToken.None);
        Assert.Equal("analytics_enabled", set.Flags.Keys.Single());
        Assert.Equal((false, null), Said(set.ForFlags!(["analytics"]).Flags["analytics"]));
        Assert.Equal("analytics-enabled", set.ForFlags(["analytics", "analytics-enabled"]).Flags.Keys.Single());
        Assert.Equal(set.Version, set.ForFlags(["analytics"]).Version);
    }

    [Fact]
    public async Task A_bad_value_keeps_the_last_good_one_of_a_flag_that_is_spelled_otherwise()
    {
        var host = new TestConfiguration();
        var provider = host.Provider("FEATURE_", "analytics");
        host.Set("FEATURE_ANALYTICS_ENABLED", "0.1");
        await Read(provider);
        host.Set("FEATURE_ANALYTICS_ENABLED", "nonsense");
        Assert.Equal((null, 10_000), Said((await Read(provider)).Flags["analytics"]));
    }

    [Fact]
    public async Task Waiting_ends_with_its_cancellation()
    {
        using var cancellation = new CancellationTokenSource();
        var provider = new TestConfiguration().Provider("FEATURE_");
        var wait = provider.WaitForChangeAsync("production", await Read(provider), cancellation.Token).AsTask();
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait);
    }

    private static (bool? Enabled, int? Thousandths) Said(FlagDefinition flag) => (flag.Enabled, flag.Percentage?.Thousandths);

    private static Task<FlagSet> Read(MatchedProvider provider) => provider.ReadAsync("production", CancellationToken.None).AsTask();

    private static Task<FlagSet> Read(params (string Name, string Value)[] entries)
    {
        var host = new TestConfiguration();
        foreach (var (name, value) in entries)
        {
            host.Set(name, value);
        }

        return Read(host.Provider("FEATURE_"));
    }

    /// <summary>The provider, as it is read where other layers have these flags.</summary>
    private sealed class MatchedProvider(string name, IConfiguration configuration, string? prefix, string[] known)
    {
        private readonly ConfigurationFlagProvider _inner = new(name, configuration, prefix);

        public async ValueTask<FlagSet> ReadAsync(string environment, CancellationToken cancellationToken) =>
            (await _inner.ReadAsync(environment, cancellationToken)) is var set && known.Length > 0 ? set.ForFlags!(known) : set;

        public ValueTask WaitForChangeAsync(string environment, FlagSet set, CancellationToken cancellationToken) =>
            _inner.WaitForChangeAsync(environment, set, cancellationToken);
    }

    private sealed class TestConfiguration
    {
        public IConfigurationRoot Root { get; } = new ConfigurationBuilder().AddInMemoryCollection().Build();

        public void Set(string name, string? value)
        {
            if (value is null)
            {
                // The in-memory provider has no removal; a null value without children is an absent entry.
                Root[name] = null;
                return;
            }

            Root[name] = value;
        }

        public MatchedProvider Provider(string prefix, params string[] known) => new("test", Root, prefix, known);
    }
}
