using Microsoft.Extensions.Options;

namespace FeatureRollout;

/// <summary>Checks all options at once and says for each what is allowed.</summary>
internal sealed class FeatureRolloutOptionsValidator : IValidateOptions<FeatureRolloutOptions>
{
    public ValidateOptionsResult Validate(string? name, FeatureRolloutOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var failures = new List<string>();

        void Require(bool holds, string option, string allowed)
        {
            if (!holds)
            {
                failures.Add($"{nameof(FeatureRolloutOptions)}.{option} must be {allowed}.");
            }
        }

        Require(
            options.Environment is null || FeatureFlagsOptions.IsEnvironment(options.Environment),
            nameof(options.Environment), "null or 1 to 128 letters, digits, '.', '_' and '-'");
        Require(
            options.LastKnownGoodPath is null || !string.IsNullOrWhiteSpace(options.LastKnownGoodPath),
            nameof(options.LastKnownGoodPath), "null or the path of a file");
        Require(
            options.PollInterval >= TimeSpan.FromMilliseconds(10) && options.PollInterval <= TimeSpan.FromDays(1),
            nameof(options.PollInterval), "from 10 milliseconds to 1 day");
        Require(
            options.ReadTimeout > TimeSpan.Zero && options.ReadTimeout <= TimeSpan.FromHours(1),
            nameof(options.ReadTimeout), "more than zero and at most 1 hour");
        Require(
            options.StartupTimeout >= TimeSpan.Zero && options.StartupTimeout <= TimeSpan.FromHours(1),
            nameof(options.StartupTimeout), "from zero to 1 hour");
        Require(
            !options.RequireReadyAtStart || options.StartupTimeout > TimeSpan.Zero,
            nameof(options.StartupTimeout), "more than zero where RequireReadyAtStart is set");
        Require(
            options.SegmentCacheSize is >= 1 and <= 10_000_000, nameof(options.SegmentCacheSize), "from 1 to 10,000,000");
        Require(
            options.SegmentTimeToLive >= TimeSpan.FromSeconds(1) && options.SegmentTimeToLive <= TimeSpan.FromDays(30),
            nameof(options.SegmentTimeToLive), "from 1 second to 30 days");
        Require(
            options.SegmentTimeout > TimeSpan.Zero && options.SegmentTimeout <= TimeSpan.FromMinutes(1),
            nameof(options.SegmentTimeout), "more than zero and at most 1 minute");
        Require(
            options.SegmentConcurrency is >= 1 and <= 1024, nameof(options.SegmentConcurrency), "from 1 to 1,024");
        Require(
            options.ControllerInterval >= TimeSpan.FromMilliseconds(100) && options.ControllerInterval <= TimeSpan.FromHours(1),
            nameof(options.ControllerInterval), "from 100 milliseconds to 1 hour");
        Require(
            options.MetricTimeout > TimeSpan.Zero && options.MetricTimeout <= TimeSpan.FromMinutes(1),
            nameof(options.MetricTimeout), "more than zero and at most 1 minute");
        Require(
            options.LeaseDuration >= TimeSpan.FromSeconds(1) && options.LeaseDuration <= TimeSpan.FromMinutes(10),
            nameof(options.LeaseDuration), "from 1 second to 10 minutes");
        Require(
            options.OutcomeInterval >= TimeSpan.FromMilliseconds(100) && options.OutcomeInterval <= TimeSpan.FromMinutes(10),
            nameof(options.OutcomeInterval), "from 100 milliseconds to 10 minutes");
        Require(
            options.ReportInterval >= TimeSpan.FromMilliseconds(100) && options.ReportInterval <= TimeSpan.FromMinutes(10),
            nameof(options.ReportInterval), "from 100 milliseconds to 10 minutes");

        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }
}
