using System.Text.Json;
using FeatureRollout.Cli.Commands.Asking;
using FeatureRollout.Cli.Operating;
using FeatureRollout.Cli.Terminal;
using FeatureRollout.Cli.Tests.Running;

namespace FeatureRollout.Cli.Tests.Commands;

public sealed class AskingTests
{
    [Fact, Trait("Requirement", "F-02"), Trait("Requirement", "F-23")]
    public async Task An_answer_is_explained_step_by_step()
    {
        using var folder = new CliFolder("""{ "flags": { "search": { "percentage": 50, "exclude": ["initech"], "rules": [{ "when": "vertical == 'services'", "percentage": 100 }] } } }""");

        var shown = await folder.RunProcessAsync("explain", "search", "acme", "--with", "vertical=services");

        // How often the flags were read is no matter of this test.
        Approved.Check(System.Text.RegularExpressions.Regex.Replace(shown.ToString(), "version [0-9]+", "version 1", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1)));
    }

    [Theory, Trait("Requirement", "F-02")]
    [InlineData(0, "chat", "acme", "--with", "seats=11")]
    [InlineData(1, "chat", "acme", "--with", "seats=10")]
    [InlineData(1, "chat", "acme", "--with", "seats=text")]
    [InlineData(64, "chat", "acme", "--with", "seats")]
    [InlineData(64, "chat", "acme", "--with", "=11")]
    [InlineData(64, "chta", "acme")]
    [InlineData(64, "chat")]
    public async Task The_exit_code_says_on_or_off(int expected, params string[] arguments)
    {
        // Nobody is in a percentage of nothing but by the rule.
        using var folder = new CliFolder(Ladders.Flags.Replace("\"percentage\": 25, \"requires\": [\"search\"]", "\"percentage\": 0.001", StringComparison.Ordinal));

        var shown = await folder.RunAsync(["explain", .. arguments]);

        Assert.Equal(expected, shown.ExitCode);
    }

    [Fact, Trait("Requirement", "F-02")]
    public async Task An_explanation_as_json_names_the_reason_and_every_step()
    {
        using var folder = Ladders.Folder();

        var shown = await folder.RunAsync("explain", "chat", "acme", "--json");

        var explained = JsonSerializer.Deserialize(shown.Out, CliJson.Default.ExplanationResource)!;
        Assert.Equal((1, false, FlagReason.PrerequisiteOff), (shown.ExitCode, explained.Enabled, explained.Reason));
        Assert.True(explained.Steps[^1].Decided);
    }

    [Fact]
    public void Attributes_are_numbers_truth_values_texts_and_lists()
    {
        var read = AttributeValues.Read(["seats=12", "share=-0.5e1", "beta=true", "zip=02134", "code=\"12\"", "empty=", "tag=a", "tag=\"b=c\"", "huge=1e999", "odd=\"", "name=Zoë \"x\""]);

        Assert.Equal(
            ["12", "-0.5e1", "true", "\"02134\"", "\"12\"", "\"\"", "[\"a\",\"b=c\"]", "\"1e999\"", "\"\\u0022\"", "\"Zo\\u00EB \\u0022x\\u0022\""],
            read.Values.Select(value => value.GetRawText()),
            StringComparer.Ordinal);
        Assert.Throws<CliException>(() => AttributeValues.Read(["alone"]));
    }

    [Fact, Trait("Requirement", "F-23")]
    public async Task Events_tell_who_did_what_and_why_with_the_newest_last()
    {
        using var folder = await Ladders.StartedAsync();
        await folder.RunAsync("advance", "search", "--force", "--yes", "--reason", "asked for", "--as", "cy");
        await folder.RunAsync("pause", "search", "--reason", "a release is under way, and nobody can look after it until it is out", "--as", "bo");
        await folder.RunAsync("kill", "chat", "--yes", "--reason", "slow", "--as", "cy");

        var all = await folder.RunAsync("events");
        var last = await folder.RunAsync("events", "search", "--limit", "1");
        var after = await folder.RunAsync("events", "--after", "4", "--json");

        Approved.Check(all.ToString());
        Assert.Contains("a release", last.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("asked for", last.Out, StringComparison.Ordinal);
        Assert.Equal(["killed"], JsonSerializer.Deserialize(after.Out, CliJson.Default.EventsResource)!.Events.Select(each => each.Kind), StringComparer.Ordinal);
        Assert.Equal(64, (await folder.RunAsync("events", "--limit", "0")).ExitCode);
        Assert.Equal(64, (await folder.RunAsync("events", "serch")).ExitCode);
    }

    [Fact, Trait("Requirement", "F-23")]
    public async Task Plans_are_listed_and_one_is_shown_in_full()
    {
        using var folder = Ladders.Folder();

        var all = await folder.RunAsync("plans");
        var one = await folder.RunAsync("plans", "ladder");
        var unknown = await folder.RunAsync("plans", "pilto");

        Assert.All(all.Out.Split('\n'), line => Assert.True(line.Length <= 80, line));
        Assert.Contains("pilot-fast-track", all.Out, StringComparison.Ordinal);
        Approved.Check(one.ToString());
        Assert.Equal(64, unknown.ExitCode);
        Assert.Contains("did you mean \"pilot\"?", unknown.Error, StringComparison.Ordinal);
    }
}
