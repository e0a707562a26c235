using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace FeatureRollout.Hosting.Tests;

[Trait("Requirement", "F-12")]
public sealed class FeatureRolloutOptionsTests
{
    [Fact]
    public void The_defaults_are_valid() =>
        Assert.True(new FeatureRolloutOptionsValidator().Validate(null, new FeatureRolloutOptions()).Succeeded);

    public static TheoryData<string, Action<FeatureRolloutOptions>> OutOfBounds => new()
    {
        { "Environment must be", options => options.Environment = "" },
        { "Environment must be", options => options.Environment = " production" },
        { "Environment must be", options => options.Environment = new string('a', 129) },
        { "Environment must be", options => options.Environment = "über" },
        { "LastKnownGoodPath must be", options => options.LastKnownGoodPath = " " },
        { "PollInterval must be from 10 milliseconds to 1 day", options => options.PollInterval = TimeSpan.FromMilliseconds(9) },
        { "PollInterval must be from 10 milliseconds to 1 day", options => options.PollInterval = TimeSpan.FromDays(2) },
        { "ReadTimeout must be", options => options.ReadTimeout = TimeSpan.Zero },
        { "ReadTimeout must be", options => options.ReadTimeout = Timeout.InfiniteTimeSpan },
        { "StartupTimeout must be", options => options.StartupTimeout = TimeSpan.FromSeconds(-1) },
        { "StartupTimeout must be more than zero where RequireReadyAtStart", options => (options.StartupTimeout, options.RequireReadyAtStart) = (TimeSpan.Zero, true) },
        { "SegmentCacheSize must be", options => options.SegmentCacheSize = 0 },
        { "SegmentTimeToLive must be", options => options.SegmentTimeToLive = TimeSpan.Zero },
        { "SegmentTimeout must be", options => options.SegmentTimeout = TimeSpan.FromMinutes(2) },
        { "SegmentConcurrency must be", options => options.SegmentConcurrency = 0 },
    };

    [Theory]
    [MemberData(nameof(OutOfBounds))]
    public void An_option_out_of_bounds_is_named_with_what_is_allowed(string message, Action<FeatureRolloutOptions> spoil)
    {
        var options = new FeatureRolloutOptions();
        spoil(options);
        var failure = Assert.Single(new FeatureRolloutOptionsValidator().Validate(null, options).Failures!);
        Assert.StartsWith("FeatureRolloutOptions." + message, failure, StringComparison.Ordinal);
    }

    [Fact]
    public void All_failures_are_told_at_once()
    {
        var options = new FeatureRolloutOptions { PollInterval = TimeSpan.Zero, SegmentCacheSize = -1, Environment = "" };
        Assert.Equal(3, new FeatureRolloutOptionsValidator().Validate(null, options).Failures!.Count());
    }

    [Fact]
    public async Task The_host_refuses_to_start_with_an_option_out_of_bounds()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddFeatureRollout(options => options.SegmentCacheSize = 0);
        using var host = builder.Build();
        var exception = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());
        Assert.Contains("SegmentCacheSize must be from 1 to 10,000,000", exception.Message, StringComparison.Ordinal);
    }
}
