using System.Text;
using FeatureRollout.Tests.Control;

namespace FeatureRollout.Tests.Simulation;

public sealed class RecordedTrafficTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);

    private static PlanDefinition Plan => Running.Plan("""
        { "rollbackWhen": ["error_rate > 5% over 15m"], "proof": "threshold", "minimumSamples": 20, "stages": [{ "name": "some", "percentage": 30, "minimumDuration": "10d" }] }
        """);

    [Fact]
    [Trait("Requirement", "F-24")]
    public async Task Each_request_goes_to_the_arm_that_the_flags_bucketing_gives_its_customer()
    {
        var log = Log(TimeSpan.FromHours(2), "ok");
        var result = await (Simulation(log) with { WhitelistedCustomers = CustomerList.Of("customer-3") }).SimulateAsync();

        var expected = Enumerable.Range(0, 100).Count(i => i == 3 || BucketingV1.Bucket($"customer-{i}", "feature") < 30_000);
        Assert.Equal(120 * expected, result.OnRequests);
        Assert.Equal(120 * (100 - expected), result.OffRequests);
        Assert.Equal(120, result.Days[0].On.LatencyP50!.Value.TotalMilliseconds, 1.2);
    }

    [Fact]
    [Trait("Requirement", "F-24")]
    public async Task Recorded_failures_roll_back_as_they_would_have()
    {
        var result = await Simulation(Log(TimeSpan.FromHours(2), "503", failsFrom: TimeSpan.FromHours(1))).SimulateAsync();

        Assert.Equal(RolloutStatus.RolledBack, result.Status);
        Assert.InRange(result.Rollback!.At, Start.AddHours(1), Start.AddHours(1.1));
    }

    [Fact]
    [Trait("Requirement", "F-24")]
    public async Task A_fault_can_be_put_into_a_healthy_log_that_begins_again_after_its_end()
    {
        var result = await (Simulation(Log(TimeSpan.FromHours(2), "ok"), repeat: true) with
        {
            Faults = [new SimulatedFault { From = TimeSpan.FromDays(1), ErrorRate = 0.5 }],
            MaximumDuration = TimeSpan.FromDays(3),
        }).SimulateAsync();

        Assert.Equal(RolloutStatus.RolledBack, result.Status);
        Assert.InRange(result.Rollback!.At, Start.AddDays(1), Start.AddDays(1.01));
        Assert.InRange(result.ExposedCustomers, 10, 50);
    }

    [Theory]
    [Trait("Requirement", "F-24")]
    [InlineData("", "log:1:1: the log is empty")]
    [InlineData("time,custmer,status\n", "log:1:1: no column \"customer\"; is \"custmer\" meant for it?")]
    [InlineData("time,customer,status\n", "log:2:1: the log has no request")]
    [InlineData("time,customer,status\n2026-03-02T00:00:00Z,a,ok\nyesterday,a,ok\n", "log:3:1: \"yesterday\" is no time")]
    [InlineData("time,customer,status\n2026-03-02T00:00:00Z,a,ok\n2026-03-02T00:00:00Z,a,fine\n", "log:3:24: \"fine\" is no status")]
    [InlineData("time,customer,status\n2026-03-02T00:00:00Z,,ok\n", "log:2:22: the customer is empty")]
    [InlineData("time,customer,status\n2026-03-02T00:00:00Z,a\n", "log:2:22: 2 fields, where the first line names 3")]
    [InlineData("time,customer,status,latency\n2026-03-02T00:00:00Z,a,ok,fast\n", "log:2:27: \"fast\" is no latency")]
    [InlineData("time,customer,status\n2026-03-02T00:00:00Z,\"a,ok\n", "log:2:22: the field's quotes are not closed")]
    [InlineData("time,customer,status\n2026-03-02T00:00:00Z,\"a\"b,ok\n", "log:2:25: a field in quotes is followed by more")]
    [InlineData("time,customer,status\n2026-03-02T00:00:00Z,a\"b,ok\n", "log:2:23: a quote within a field")]
    [InlineData("time,customer,status\n2026-03-02T05:00:00Z,a,ok\n2026-03-02T03:00:00Z,a,ok\n", "log:3:1: the request comes more than an hour before")]
    public async Task What_is_wrong_in_a_log_is_named_with_line_and_column(string log, string message)
    {
        var refused = await Assert.ThrowsAsync<FormatException>(() => Simulation(log).SimulateAsync());

        Assert.StartsWith(message, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Requirement", "F-24")]
    public async Task Columns_stand_in_any_order_with_quotes_line_breaks_and_both_line_ends()
    {
        var log = "\uFEFFStatus,note,Customer,Time,latency_ms\r\n200,\"two\nlines, \"\"quoted\"\"\",a,2026-03-02 00:00:10Z,12.5\n\r\nERROR,,\"b,c\",2026-03-02T01:00:20+01:00,\n";
        var result = await Simulation(log).SimulateAsync();

        Assert.Equal(2, result.OnRequests + result.OffRequests);
        Assert.Equal(1, result.Days.Sum(day => day.On.Failures + day.Off.Failures));
        Assert.Equal(1, result.Days.Sum(day => day.On.LatencyCount + day.Off.LatencyCount));
    }

    private static RolloutSimulation Simulation(string log, bool repeat = false) => new()
    {
        Plan = Plan,
        Traffic = RecordedTraffic.From(() => new StringReader(log)) with { Repeat = repeat },
    };

    /// <summary>A hundred customers, each once a minute.</summary>
    private static string Log(TimeSpan time, string status, TimeSpan failsFrom = default)
    {
        var log = new StringBuilder("time,customer,status,latency\n");
        for (var minute = 0; minute < time.TotalMinutes; minute++)
        {
            for (var customer = 0; customer < 100; customer++)
            {
                var at = Start.AddMinutes(minute).AddSeconds(customer * 0.6);
                log.Append(System.Globalization.CultureInfo.InvariantCulture, $"{at:yyyy-MM-ddTHH:mm:ss.fffZ},customer-{customer},{(minute < failsFrom.TotalMinutes ? "200" : status)},120\n");
            }
        }

        return log.ToString();
    }
}
