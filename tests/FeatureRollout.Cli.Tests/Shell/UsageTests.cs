using System.Text.Json;
using FeatureRollout.Cli.Tests.Running;

namespace FeatureRollout.Cli.Tests.Shell;

public sealed class UsageTests : IDisposable
{
    private readonly CliFolder _folder = new("""{ "flags": { "search": { "percentage": 25 } } }""");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("pausee search", "There is no command \"pausee\". Do you mean pause?", "feature-rollout --help")]
    [InlineData("zzz", "There is no command \"zzz\".", "feature-rollout --help")]
    [InlineData("--json=maybe status", null, "feature-rollout status --help")]
    [InlineData("pause", "pause needs FLAG:", "feature-rollout pause --help")]
    [InlineData("pause search --resaon why", "pause has no option --resaon. Do you mean --reason?", "feature-rollout pause --help")]
    [InlineData("pause --resaon", "pause has no option --resaon. Do you mean --reason?", "feature-rollout pause --help")]
    [InlineData("pause search --enviroment=qa", "pause has no option --enviroment. Do you mean --environment?", "feature-rollout pause --help")]
    [InlineData("pause search --reason", "--reason needs a value: --reason TEXT.", "feature-rollout pause --help")]
    [InlineData("pause search chat", "\"chat\" is one too many: pause takes FLAG.", "feature-rollout pause --help")]
    [InlineData("status --file a --file b", "--file stands there 2 times; it is taken once.", "feature-rollout status --help")]
    [Trait("Requirement", "F-23")]
    public async Task A_wrong_command_line_is_answered_with_one_sentence_and_where_help_is(string line, string? sentence, string help)
    {
        var shown = await _folder.RunAsync(line.Split(' '));

        Assert.Equal(64, shown.ExitCode);
        Assert.Empty(shown.Out);
        Assert.StartsWith("feature-rollout: " + sentence, shown.Error, StringComparison.Ordinal);
        Assert.EndsWith($"\n  Try '{help}'.\n", shown.Error, StringComparison.Ordinal);
        Assert.Equal(2, shown.Error.Count(character => character == '\n'));
    }

    [Fact]
    public async Task With_json_an_error_is_a_document()
    {
        var shown = await _folder.RunAsync("pause", "--json");

        using var document = JsonDocument.Parse(shown.Error);
        Assert.Equal(64, shown.ExitCode);
        Assert.Empty(shown.Out);
        Assert.Equal(64, document.RootElement.GetProperty("exitCode").GetInt32());
        Assert.StartsWith("pause needs FLAG", document.RootElement.GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.Equal("Try 'feature-rollout pause --help'.", document.RootElement.GetProperty("details")[0].GetString());
    }

    [Fact]
    public async Task A_name_alone_is_answered_with_short_help_on_the_error_stream()
    {
        var shown = await _folder.RunAsync();

        Assert.Equal(64, shown.ExitCode);
        Assert.Empty(shown.Out);
        Assert.Contains("USAGE\n  feature-rollout COMMAND [OPTIONS]\n", shown.Error, StringComparison.Ordinal);
        Assert.Contains("status, ", shown.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Options_of_every_command_may_stand_before_and_behind_it()
    {
        var before = await _folder.RunAsync("--json", "status");
        var behind = await _folder.RunAsync("status", "--json");

        Assert.Equal(0, before.ExitCode);
        Assert.Equal(before, behind);
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("--json")]
    [InlineData("-x")]
    public async Task Behind_two_dashes_everything_is_a_name(string name)
    {
        var shown = await _folder.RunAsync("status", "--", name);

        Assert.Equal(64, shown.ExitCode);
        Assert.Contains($"\"{name}\"", shown.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("option", shown.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_of_arguments_is_not_read()
    {
        _folder.Write("arguments", "search");

        var shown = await _folder.RunAsync("status", "@" + _folder.In("arguments"));

        Assert.NotEqual(0, shown.ExitCode);
        Assert.Contains("@", shown.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_somebody_gave_is_shown_escaped_and_not_without_end()
    {
        var shown = await _folder.RunAsync("\u001b[31mred\u202e" + new string('x', 100_000));

        Assert.Equal(64, shown.ExitCode);
        Assert.Contains("\\u{1b}[31mred\\u{202e}xxx", shown.Error, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', shown.Error);
        Assert.InRange(shown.Error.Length, 100, 3000);
    }

    [Fact]
    public async Task The_version_is_the_one_of_the_package()
    {
        var shown = await _folder.RunAsync("--version");

        Assert.Equal(0, shown.ExitCode);
        Assert.Matches(@"^feature-rollout \d+\.\d+\.\d+(\+[0-9a-f]+)?\n\z", shown.Out.ReplaceLineEndings("\n"));
    }
}
