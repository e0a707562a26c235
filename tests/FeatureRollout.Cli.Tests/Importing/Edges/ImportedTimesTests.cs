using FeatureRollout.Cli.Importing;
using FeatureRollout.Cli.Importing.From.Microsoft;
using FeatureRollout.Cli.Importing.From.Unleash;
using FeatureRollout.Cli.Tests.Importing.From;

namespace FeatureRollout.Cli.Tests.Importing.Edges;

/// <summary>The first and the last moment of a window that another tool had.</summary>
[Trait("Requirement", "F-28")]
public sealed class ImportedTimesTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Unleash's clocks tick in milliseconds; "before" and "after" leave the moment itself out.</summary>
    [Theory]
    [InlineData("DATE_AFTER", false, false, false, true)]
    [InlineData("DATE_AFTER", true, true, true, false)]
    [InlineData("DATE_BEFORE", false, true, false, false)]
    [InlineData("DATE_BEFORE", true, false, true, true)]
    public void An_end_of_Unleashs_times_is_in_or_out_as_there(string operation, bool isInverted, params bool[] expected) =>
        Assert.Equal(expected, Around(ms => IsOn(new UnleashImporter(), Unleash(Constraint(operation, 0, isInverted)), ms)));

    [Fact]
    public void Of_two_of_Unleashs_times_the_narrower_counts()
    {
        Assert.Equal([false, false, true], Around(ms => IsOn(new UnleashImporter(), Unleash(Constraint("DATE_AFTER", -5000), Constraint("DATE_AFTER", 0)), ms)));
        Assert.Equal([false, false, true], Around(ms => IsOn(new UnleashImporter(), Unleash(Constraint("DATE_AFTER", 0), Constraint("DATE_AFTER", -5000)), ms)));
        Assert.Equal([true, false, false], Around(ms => IsOn(new UnleashImporter(), Unleash(Constraint("DATE_BEFORE", 5000), Constraint("DATE_BEFORE", 0)), ms)));
    }

    [Fact]
    public void Between_a_moment_and_the_next_there_is_nobody()
    {
        Assert.Equal([false, false, false], Around(ms => IsOn(new UnleashImporter(), Unleash(Constraint("DATE_AFTER", 0), Constraint("DATE_BEFORE", 1)), ms)));
        Assert.Equal([false, false, true], Around(ms => IsOn(new UnleashImporter(), Unleash(Constraint("DATE_AFTER", 0), Constraint("DATE_BEFORE", 2)), ms)));
    }

    [Fact]
    public void A_time_of_one_strategy_among_many_ends_at_the_same_moment()
    {
        using var imported = Carried.Of(new UnleashImporter(), $$"""
            { "version": 2, "features": [ { "name": "f", "enabled": true, "strategies": [
              { "name": "default", "constraints": [ {{Constraint("DATE_BEFORE", 0)}} ] },
              { "name": "userWithId", "parameters": { "userIds": "ann" } } ] } ] }
            """);
        Assert.Equal([true, false, false], Around(ms => imported.Flags.IsEnabled("f", EvaluationContext.For("ben").With("currentTime", Text(ms)))));
        Assert.Equal([true, true, true], Around(ms => imported.Flags.IsEnabled("f", EvaluationContext.For("ann").With("currentTime", Text(ms)))));
    }

    [Fact]
    public void A_window_of_Microsofts_begins_with_its_start_and_ends_before_its_end()
    {
        Assert.Equal([false, true, true], Around(ms => IsOn(new MicrosoftImporter(), Microsoft("Any", Window(0, null)), ms)));
        Assert.Equal([true, false, false], Around(ms => IsOn(new MicrosoftImporter(), Microsoft("Any", Window(null, 0)), ms)));
        Assert.Equal([false, true, false], Around(ms => IsOn(new MicrosoftImporter(), Microsoft("Any", Window(0, 1)), ms)));
        Assert.Equal([false, false, false], Around(ms => IsOn(new MicrosoftImporter(), Microsoft("Any", Window(0, 0)), ms)));
    }

    [Fact]
    public void Of_all_of_Microsofts_windows_the_latest_start_and_the_earliest_end_count()
    {
        Assert.Equal([false, true, true], Around(ms => IsOn(new MicrosoftImporter(), Microsoft("All", Window(0, 5000), Window(-5000, 9000)), ms)));
        Assert.Equal([true, false, false], Around(ms => IsOn(new MicrosoftImporter(), Microsoft("All", Window(-5000, 9000), Window(-9000, 0)), ms)));
        Assert.Equal([false, false, false], Around(ms => IsOn(new MicrosoftImporter(), Microsoft("All", Window(0, 5000), Window(-5000, 0)), ms)));
    }

    /// <summary>A millisecond before noon, at noon, and a millisecond later.</summary>
    private static bool[] Around(Func<int, bool> ask) => [ask(-1), ask(0), ask(1)];

    private static bool IsOn(IImporter importer, string json, int milliseconds)
    {
        using var imported = Carried.Of(importer, json, Noon.AddMilliseconds(milliseconds));
        return imported.Flags.IsEnabled("f", "ben");
    }

    private static string Text(int milliseconds) => Noon.AddMilliseconds(milliseconds).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture);

    private static string Unleash(params string[] constraints) => $$"""
        { "version": 2, "features": [ { "name": "f", "enabled": true, "strategies": [ { "name": "default", "constraints": [ {{string.Join(", ", constraints)}} ] } ] } ] }
        """;

    private static string Constraint(string operation, int milliseconds, bool isInverted = false) => $$"""
        { "contextName": "currentTime", "operator": "{{operation}}", "value": "{{Text(milliseconds)}}", "inverted": {{(isInverted ? "true" : "false")}} }
        """;

    private static string Microsoft(string requirement, params string[] windows) => $$"""
        { "FeatureManagement": { "f": { "RequirementType": "{{requirement}}", "EnabledFor": [ {{string.Join(", ", windows)}} ] } } }
        """;

    private static string Window(int? start, int? end) => $$"""
        { "Name": "TimeWindow", "Parameters": { {{string.Join(", ", new[] { ("Start", start), ("End", end) }.Where(each => each.Item2 is not null).Select(each => $"\"{each.Item1}\": \"{Text(each.Item2!.Value)}\""))}} } }
        """;
}
