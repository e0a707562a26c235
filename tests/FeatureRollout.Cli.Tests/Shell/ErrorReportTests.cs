using FeatureRollout.Cli.Terminal;
using FeatureRollout.Cli.Tests.Running;

namespace FeatureRollout.Cli.Tests.Shell;

public sealed class ErrorReportTests
{
    [Fact]
    public void A_fault_of_the_program_is_one_line_with_where_to_report_it_and_no_stack()
    {
        var (exit, said) = Report(new InvalidOperationException("one\ntwo\u001b[2J"));

        Assert.Equal(70, exit);
        Assert.StartsWith("feature-rollout: This is a fault of this program, ", said, StringComparison.Ordinal);
        Assert.Contains("InvalidOperationException: one\\ntwo\\u{1b}[2J\n", said, StringComparison.Ordinal);
        Assert.Contains("Please report it", said, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task On_a_terminal_a_long_line_breaks_between_words()
    {
        using var folder = new CliFolder();

        var refused = await Commands.Answering.RunAsync(folder, "", "status", "-f", "none.json");

        var lines = refused.Error.TrimEnd().ReplaceLineEndings("\n").Split('\n');
        Assert.Equal((66, true), (refused.ExitCode, lines.Length > 1));
        Assert.All(lines, line => Assert.True(line.Length <= 80, line));
        Assert.All(lines.Skip(1), line => Assert.StartsWith("  ", line, StringComparison.Ordinal));
        Assert.Contains("feature-rollout new.", string.Join(' ', lines.Select(line => line.Trim())), StringComparison.Ordinal);
    }

    [Fact]
    public void With_debug_on_the_stack_is_there()
    {
        var (_, said) = Report(Thrown(), ("FEATURE_ROLLOUT_DEBUG", "1"));

        Assert.Contains("   at ", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("the host said: key k-12345 is unknown")]
    [InlineData("Host=db;Username=ops;Password=k-12345;Database=app")]
    [InlineData("Host=db;password = \"k-12345\"")]
    [InlineData("postgres://ops:k-12345@db/app does not answer")]
    public void Secrets_are_not_shown(string message)
    {
        var (_, said) = Report(new InvalidOperationException(message), ("FEATURE_ROLLOUT_KEY", "k-12345"), ("FEATURE_ROLLOUT_DEBUG", "1"));
        var (_, without) = Report(new InvalidOperationException(message.Replace("key k-12345", "no key", StringComparison.Ordinal)), ("FEATURE_ROLLOUT_DEBUG", "1"));

        Assert.DoesNotContain("k-12345", said + without, StringComparison.Ordinal);
        Assert.Contains("***", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("the host said: key k-12345 is unknown")]
    [InlineData("Host=db;Password=\"one\"\"k-12345\";Database=app")]
    [InlineData("Host=db;Password=correct horse battery;Database=app")]
    [InlineData("the driver said: correct horse battery does not fit")]
    public void Secrets_that_stand_in_a_file_with_a_line_break_or_in_a_connection_string_are_not_shown(string message)
    {
        var (_, said) = Report(
            new InvalidOperationException(message), ("FEATURE_ROLLOUT_KEY", "k-12345\n"), ("FEATURE_ROLLOUT_POSTGRES", "Host=db;Username=ops;Password=correct horse battery"), ("FEATURE_ROLLOUT_DEBUG", "1"));

        Assert.DoesNotContain("k-12345", said, StringComparison.Ordinal);
        Assert.DoesNotContain("battery", said, StringComparison.Ordinal);
    }

    [Fact]
    public void The_stack_steers_no_terminal()
    {
        var (_, said) = Report(new InvalidOperationException("\u001b[2J\u009b1m"), ("FEATURE_ROLLOUT_DEBUG", "1"));

        Assert.DoesNotContain(said, each => char.IsControl(each) && each != '\n');
    }

    [Theory]
    [InlineData(typeof(FileNotFoundException), 66)]
    [InlineData(typeof(DirectoryNotFoundException), 66)]
    [InlineData(typeof(UnauthorizedAccessException), 73)]
    [InlineData(typeof(IOException), 73)]
    [InlineData(typeof(NotSupportedException), 70)]
    [InlineData(typeof(OperationCanceledException), 70)]
    public void What_no_command_foresaw_has_an_exit_code(Type type, int exit)
    {
        Assert.Equal(exit, Report((Exception)Activator.CreateInstance(type)!).Exit);
    }

    [Fact]
    public void Who_was_asked_to_end_ends_with_130()
    {
        using var asked = new CancellationTokenSource();
        asked.Cancel();
        using var error = new StringWriter { NewLine = "\n" };

        Assert.Equal(130, new ErrorReport(TestTerminal.To(error), isJson: false).Write(new OperationCanceledException(), asked.Token));
        Assert.Equal("feature-rollout: Stopped before the end.\n", error.ToString());
    }

    [Fact]
    public void Nothing_is_said_where_the_reader_has_gone()
    {
        Assert.Equal((141, ""), Report(new CliException(ExitCodes.BrokenPipe, "gone")));
        Assert.Equal((141, ""), Report(new InvalidOperationException("while drawing", new CliException(ExitCodes.BrokenPipe, "gone"))));
    }

    private static (int Exit, string Said) Report(Exception thrown, params (string Name, string Value)[] variables)
    {
        using var error = new StringWriter { NewLine = "\n" };
        var terminal = TestTerminal.To(error, variables.ToDictionary(each => each.Name, each => each.Value, StringComparer.Ordinal));
        return (new ErrorReport(terminal, isJson: false).Write(thrown, CancellationToken.None), error.ToString());
    }

    private static InvalidOperationException Thrown()
    {
        try
        {
            throw new InvalidOperationException("thrown");
        }
        catch (InvalidOperationException thrown)
        {
            return thrown;
        }
    }
}
