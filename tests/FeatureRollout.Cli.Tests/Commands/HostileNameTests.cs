using System.Text.Json;
using FeatureRollout.Cli.Operating;
using FeatureRollout.Cli.Tests.Running;
using FsCheck;
using FsCheck.Fluent;

namespace FeatureRollout.Cli.Tests.Commands;

[Trait("Requirement", "F-23")]
public sealed class HostileNameTests
{
    [Theory]
    [InlineData("@flags.json")]
    [InlineData("-acme")]
    [InlineData("--yes")]
    [InlineData("two words")]
    [InlineData("\"quoted\" 'and' \\backslash")]
    [InlineData("a/b?c=d&e#f%20;$(id)`id`")]
    [InlineData("日本語 ü é")]
    [InlineData("\u001b[31mred\u001b]0;title\u0007")]
    [InlineData("\u202Etxt.exe\u2066\u200B")]
    [InlineData("line\nbreak\r\ttab\u0085\u2028")]
    public async Task Any_id_is_stored_as_it_is_and_shown_without_steering_the_terminal(string customer)
    {
        using var folder = Ladders.Folder();

        var fixedOn = await folder.RunAsync("enable", "tabs", "--yes", "--reason", customer, "--", customer);
        var listed = await folder.RunAsync("include", "tabs", "--yes", "--", customer, customer);
        var shown = await folder.RunAsync("status", "tabs");
        var events = await folder.RunAsync("events");
        var explained = await folder.RunAsync("explain", "tabs", "--", customer);
        var flag = JsonSerializer.Deserialize((await folder.RunAsync("status", "tabs", "--json")).Out, CliJson.Default.FlagResource)!;

        Assert.Equal((0, 0), (fixedOn.ExitCode, listed.ExitCode));
        Assert.Equal((customer, customer.Trim()), (flag.Overrides[0].CustomerId, flag.Overrides[0].Reason));
        Assert.Equal([customer], flag.Whitelist);
        Assert.All([fixedOn, listed, shown, events, explained], result => Assert.DoesNotContain(result.Out + result.Error, IsSteering));
    }

    [Fact]
    public async Task Ids_that_cannot_be_stored_are_refused_without_being_repeated()
    {
        using var folder = Ladders.Folder();
        var before = Ladders.Kept(folder);

        var tooLong = await folder.RunAsync("include", "tabs", new string('ü', 300), "--yes");
        var empty = await folder.RunAsync("enable", "tabs", "", "--yes", "--reason", "x");
        var key = await folder.RunAsync("kill", "\u001b[31mtabs", "--yes", "--reason", "x");

        Assert.Equal((64, 64, 64), (tooLong.ExitCode, empty.ExitCode, key.ExitCode));
        Assert.DoesNotContain("üü", tooLong.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(key.Error, IsSteering);
        Assert.Equal(before, Ladders.Kept(folder));
    }

    [Fact]
    public async Task Whatever_is_refused_leaves_the_store_byte_for_byte()
    {
        using var folder = await Ladders.StartedAsync();
        string[] names = ["create", "start", "advance", "hold", "resume", "previous", "approve", "tick", "incident", "value", "baseline", "milestone", "percentage", "enable", "disable", "reset", "include", "revive", "replan", "remove", "observe"];
        string[] words = ["search", "serch", "tabs", "", "-1", "101", "team", "nobody", "docs", "first", "all", "0s", "3d", "on", "NaN", "--force", "--undo", "--global", "--resolve", "--yes", "--plan", "\u001b[2J", "@flags.json", "acme"];
        var commands = Gen.Choose(0, names.Length - 1).SelectMany(name => Gen.ArrayOf(Gen.Elements(words), 3).Select(more => (string[])[names[name], .. more]));

        // As many as the time allows; each run begins where the last one left the store.
        string[][] drawn = [["incident", "--undo", "--force", "--resolve"], .. commands.Sample(60)];
        foreach (var command in drawn)
        {
            var before = Ladders.Kept(folder);
            var shown = await folder.RunAsync(command);
            Assert.True(shown.ExitCode is 0 or 1 or 64, $"{string.Join(' ', command)} ended with {shown.ExitCode}: {shown.Error}");
            if (shown.ExitCode != 0)
            {
                Assert.Equal(before, Ladders.Kept(folder));
            }
        }
    }

    private static bool IsSteering(char found) => (char.IsControl(found) && found != '\n') || found is >= '\u202A' and <= '\u202E' or >= '\u2066' and <= '\u2069' or '\u2028' or '\u2029' or '\u200B';
}
