using FeatureRollout.Tests.Providers;

namespace FeatureRollout.Tests;

[Trait("Requirement", "F-12")]
public sealed class FeatureFlagsOptionsTests
{
    public static TheoryData<string, Action<FeatureFlagsOptions>> OutOfRange => new()
    {
        { "Environment is null; it must be 1 to 128 letters, digits, '.', '_' and '-'.", options => options.Environment = null! },
        { "Environment is \"\"; it must be", options => options.Environment = "" },
        { "Environment is \"a b\"; it must be", options => options.Environment = "a b" },
        { "Environment is", options => options.Environment = new string('a', 129) },
        { "PollInterval is \"00:00:00.0090000\"; it must be from 10 milliseconds to 1 day.", options => options.PollInterval = TimeSpan.FromMilliseconds(9) },
        { "PollInterval is", options => options.PollInterval = TimeSpan.FromDays(1) + TimeSpan.FromTicks(1) },
        { "ReadTimeout is \"00:00:00\"; it must be more than zero", options => options.ReadTimeout = TimeSpan.Zero },
        { "ReadTimeout is", options => options.ReadTimeout = Timeout.InfiniteTimeSpan },
        { "LastKnownGoodPath is \" \"; it must be null or the path of a file.", options => options.LastKnownGoodPath = " " },
        { "TimeProvider is null", options => options.TimeProvider = null! },
        { "Providers[1] is null; it must be a provider.", options => { options.Providers.Add(new MemoryProvider()); options.Providers.Add(null!); } },
    };

    [Theory, MemberData(nameof(OutOfRange))]
    public void An_option_out_of_its_range_is_refused_when_the_client_is_made(string message, Action<FeatureFlagsOptions> spoil)
    {
        var options = new FeatureFlagsOptions();
        spoil(options);
        var error = Assert.Throws<ArgumentException>(() => new FeatureFlags(options));
        Assert.StartsWith("FeatureFlagsOptions." + message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Both_ends_of_each_range_are_taken()
    {
        foreach (var (environment, poll, timeout) in new[]
        {
            ("a", TimeSpan.FromMilliseconds(10), TimeSpan.FromTicks(1)), (new string('Z', 125) + "._-", TimeSpan.FromDays(1), TimeSpan.FromHours(1)),
        })
        {
            using var flags = new FeatureFlags(new FeatureFlagsOptions { Environment = environment, PollInterval = poll, ReadTimeout = timeout });
            Assert.Equal(environment, flags.Status.Environment);
        }
    }

    [Fact]
    public async Task A_client_may_be_disposed_twice_and_goes_on_answering()
    {
        using var directory = new TemporaryDirectory();
        var options = new FeatureFlagsOptions { LastKnownGoodPath = directory["flags.lkg"] };
        options.Providers.Add(new MemoryProvider(OneFlag.Set("a", 100)));
        var flags = new FeatureFlags(options);
        await flags.RefreshAsync();
        flags.Dispose();
        flags.Dispose();
        Assert.True(flags.IsEnabled("a", "acme"));
        await flags.RunAsync(CancellationToken.None).WaitAsync(Wait.Longest);
    }
}
