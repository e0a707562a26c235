using System.Xml.Linq;
using FeatureRollout.Tests.Control;

namespace FeatureRollout.Tests.Simulation;

public sealed class RolloutSimulationTests
{
    private static RolloutSimulation Short => new()
    {
        Plan = Running.Plan("""
            {
              "rollbackWhen": ["error_rate > 1%"],
              "stages": [
                { "name": "some", "percentage": 10, "minimumDuration": "6h", "advanceWhen": ["error_rate < 1%"] },
                { "name": "all", "percentage": 100 }
              ],
              "soak": "6h"
            }
            """),
        Traffic = new TrafficModel { RequestsPerMinute = 300, Customers = 500 },
        MaximumDuration = TimeSpan.FromDays(2),
    };

    [Fact]
    [Trait("Requirement", "F-24")]
    public async Task The_same_seed_gives_the_same_text_byte_for_byte_and_another_seed_another()
    {
        var (one, same, other) = (await Short.SimulateAsync(), await Short.SimulateAsync(), await (Short with { Seed = 2 }).SimulateAsync());

        Assert.Equal(RolloutStatus.Completed, one.Status);
        Assert.Equal(Texts(one), Texts(same), StringComparer.Ordinal);
        Assert.All(Texts(one).Zip(Texts(other)), pair => Assert.NotEqual(pair.First, pair.Second, StringComparer.Ordinal));

        static string[] Texts(SimulationResult result) => [result.ToString(), result.ToMarkdown(), result.ToCsv(), result.ToSvg()];
    }

    [Theory]
    [InlineData("split", null)]
    [InlineData("split", "no number")]
    [InlineData("v9", null)]
    [Trait("Requirement", "F-24")]
    public async Task A_bucketing_that_cannot_draw_is_simulated_as_the_default(string bucketing, string? salt)
    {
        var expected = await (Short with { Flag = Short.Flag with { Salt = salt } }).SimulateAsync();
        var result = await (Short with { Flag = Short.Flag with { Bucketing = bucketing, Salt = salt } }).SimulateAsync();

        Assert.Equal(expected.ToString(), result.ToString());
    }

    [Fact]
    [Trait("Requirement", "F-24")]
    public async Task A_healthy_service_at_half_the_limit_is_hardly_ever_rolled_back()
    {
        var rolledBack = 0;
        for (var seed = 1UL; seed <= 100; seed++)
        {
            var result = await (Short with
            {
                Seed = seed,
                Traffic = new TrafficModel { RequestsPerMinute = 200, Customers = 1_000, On = new ServiceModel { ErrorRate = 0.005 } },
                MaximumDuration = TimeSpan.FromHours(1),
            }).SimulateAsync();
            rolledBack += result.Status == RolloutStatus.RolledBack ? 1 : 0;
        }

        Assert.InRange(rolledBack, 0, 2);
    }

    [Fact]
    [Trait("Requirement", "F-24")]
    public async Task A_defect_is_taken_back_and_the_fixed_version_reaches_everybody()
    {
        var result = await (Short with
        {
            Faults = [new SimulatedFault { From = TimeSpan.FromHours(1), Until = TimeSpan.FromHours(8), ErrorRate = 0.2, LatencyFactor = 3 }],
            People = new SimulatedPeople { RestartAfter = TimeSpan.FromHours(10) },
        }).SimulateAsync();

        Assert.Equal(RolloutStatus.Completed, result.Status);
        Assert.Equal("error_rate > 1%", result.Rollback!.Rule);
        Assert.InRange(result.Rollback.At - result.Start, TimeSpan.FromHours(1), TimeSpan.FromMinutes(75));
        Assert.InRange(result.ExposedRequests, 1, 600);
        Assert.InRange(result.ExposedCustomers, 1, 60);
        Assert.Contains("ROLLED BACK", result.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Requirement", "F-24")]
    public async Task Errors_in_bursts_on_both_arms_strike_both_in_the_table()
    {
        var result = await (Short with
        {
            Plan = Running.Plan("""{ "rollbackWhen": ["error_rate > 90%"], "stages": [{ "name": "half", "percentage": 50, "minimumDuration": "30d" }] }"""),
            Traffic = new TrafficModel { Bursts = new ErrorBursts(TimeSpan.FromHours(1), TimeSpan.FromMinutes(20), 0.3) },
        }).SimulateAsync();

        Assert.All(result.Days, day => Assert.InRange(day.On.ErrorRate!.Value, 0.03, 0.15));
        Assert.All(result.Days, day => Assert.InRange(day.Off.ErrorRate!.Value, 0.03, 0.15));
    }

    [Fact]
    [Trait("Requirement", "F-24")]
    public async Task The_day_has_a_wave_and_the_weekend_less_traffic()
    {
        var result = await (Short with
        {
            Start = new DateTimeOffset(2026, 1, 9, 0, 0, 0, TimeSpan.Zero), // a Friday
            Traffic = new TrafficModel { RequestsPerMinute = 100, DailyWave = 0.5, WeekendFactor = 0.5 },
            People = new SimulatedPeople { Approves = _ => false, Acts = [new SimulatedAct(TimeSpan.FromDays(30), (_, _) => Task.CompletedTask)] },
        }).SimulateAsync();

        var days = result.Days.Select(day => day.On.Count + day.Off.Count).ToArray();
        Assert.InRange(days[0], 142_000, 146_000);
        Assert.InRange(days[1], 71_000, 73_000);
    }

    [Fact]
    [Trait("Requirement", "F-24")]
    public async Task The_text_fits_80_columns_and_the_other_forms_can_be_read_by_machines()
    {
        var result = await (Documents.Phase4().With("nps", _ => null) with { MaximumDuration = TimeSpan.FromDays(12) }).SimulateAsync();

        Assert.All(result.ToString().Split('\n'), line => Assert.True(line.Length <= 80, line));
        Assert.Equal("svg", XDocument.Parse(result.ToSvg()).Root!.Name.LocalName);
        var lines = result.ToCsv().Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(result.Days.Count + 1, lines.Length);
        Assert.All(lines, line => Assert.Equal(lines[0].Split(',').Length, line.Split(',').Length));
        Assert.Contains("| Day | Stage |", result.ToMarkdown(), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Requirement", "F-24")]
    public async Task What_people_are_refused_is_a_note_and_not_the_end()
    {
        var result = await (Short with
        {
            People = new SimulatedPeople { Acts = [new SimulatedAct(TimeSpan.FromHours(1), (manager, key) => manager.AdvanceRolloutAsync(key, new RolloutActor("bob")))] },
        }).SimulateAsync();

        Assert.Contains("refused", Assert.Single(result.Notes), StringComparison.Ordinal);
        Assert.Equal(RolloutStatus.Completed, result.Status);
    }

    [Fact]
    [Trait("Requirement", "F-24")]
    public async Task Settings_out_of_range_and_unknown_names_are_refused_with_what_is_valid()
    {
        var interval = await Assert.ThrowsAsync<ArgumentException>(() => (Short with { Interval = TimeSpan.FromDays(1) }).SimulateAsync());
        var rate = await Assert.ThrowsAsync<ArgumentException>(() => (Short with { Traffic = new TrafficModel { On = new ServiceModel { ErrorRate = 5 } } }).SimulateAsync());
        var metric = await Assert.ThrowsAsync<ArgumentException>(() => Documents.Analytics().With("db_cpo", _ => 1).SimulateAsync());

        Assert.Contains("1 second to 1 hour", interval.Message, StringComparison.Ordinal);
        Assert.Contains("On.ErrorRate must be a fraction from 0 to 1", rate.Message, StringComparison.Ordinal);
        Assert.Contains("did you mean \"db_cpu\"?", metric.Message, StringComparison.Ordinal);
        Assert.Contains("did you mean \"search\"?", Assert.Throws<ArgumentException>(() => RolloutSimulation.FromFlagFile(
            """{ "flags": { "search": {} }, "rollouts": { "search": { "plan": "pilot" } } }""", "serach")).Message, StringComparison.Ordinal);
    }
}
