using FeatureRollout.Cli.Tests.Running;

namespace FeatureRollout.Cli.Tests.Shell;

/// <summary>The real program behind what a shell does with streams.</summary>
public sealed class StreamTests : IDisposable
{
    private readonly CliFolder _folder = new("""{ "flags": { "search": { "percentage": 25 }, "chat": { "enabled": true } } }""");

    public void Dispose() => _folder.Dispose();

    [Fact]
    [Trait("Requirement", "F-23")]
    public async Task Streams_that_are_full_closed_or_left_end_it_quietly_and_with_a_code()
    {
        var shown = await _folder.RunScriptAsync("""
            set +o pipefail
            feature-rollout status | true; echo "left ${PIPESTATUS[0]}"
            feature-rollout status 2>&- | true; echo "left without an error stream ${PIPESTATUS[0]}"
            feature-rollout status > /dev/full; echo "full $?"
            feature-rollout status >&-; echo "closed $?"
            feature-rollout nonsense 2>&-; echo "error stream closed $?"
            feature-rollout nonsense 2> /dev/full; echo "error stream full $?"
            feature-rollout --version <&- > /dev/null; echo "input closed $?"
            { feature-rollout status; echo "after it"; } > appended; grep -c search appended; tail -1 appended
            """);

        Approved.Check(shown.ToString());
    }

    [Fact]
    public async Task Whatever_the_locale_is_text_is_UTF8_without_a_mark()
    {
        _folder.Variables["LANG"] = _folder.Variables["LC_ALL"] = "C";

        var shown = await _folder.RunScriptAsync("""feature-rollout status "caf$(printf '\303\251')" 2>&1 | od -An -c | head -3; feature-rollout status | od -An -tx1 | head -1""");

        Assert.DoesNotContain("357 273 277", shown.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("ef bb bf", shown.Out, StringComparison.Ordinal);
        Assert.StartsWith(" 46 4c 41 47", shown.Out.Split('\n')[^2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bytes_that_are_no_text_are_refused_as_a_name_and_shown_escaped()
    {
        var shown = await _folder.RunScriptAsync("""feature-rollout status "$(printf 'a\377\376\033[2Jb')"; echo $?""");

        Assert.Equal("64", shown.Out.Trim());
        Assert.DoesNotContain('\u001b', shown.Error);
        Assert.DoesNotContain("   at ", shown.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Colours_stay_away_from_pipes_and_wherever_they_are_not_wanted()
    {
        _folder.Variables["TERM"] = "xterm-256color";

        var piped = await _folder.RunProcessAsync("status");
        _folder.Variables["COLUMNS"] = "40";
        var narrow = await _folder.RunAsync("--help");

        Assert.DoesNotContain('\u001b', piped.Out);
        Assert.All(narrow.Out.Split('\n').Where(line => line.Trim().Contains(' ', StringComparison.Ordinal) && !line.Contains("# ", StringComparison.Ordinal) && !line.Contains("feature-rollout", StringComparison.Ordinal)), line => Assert.True(line.Length <= 40, line));
    }
}
