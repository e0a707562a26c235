using System.Text.Encodings.Web;
using System.Text.Json;

namespace FeatureRollout.Cli.Terminal;

/// <summary>What becomes of a command that did not come to its end: a line for people or a document for programs, and an exit code.</summary>
internal sealed class ErrorReport(CliTerminal terminal, bool isJson)
{
    private const string DebugVariable = "FEATURE_ROLLOUT_DEBUG";

    /// <summary>So much of a line is shown; what somebody gave may be long.</summary>
    private const int LongestLine = 2000;

    /// <summary>Lines are made fit for a terminal before; more escapes would only hide the quotes.</summary>
    private static readonly TerminalJson Json = new(new JsonSerializerOptions(TerminalJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <returns>The exit code.</returns>
    public int Write(Exception thrown, CancellationToken cancellationToken)
    {
        var refused = Of(thrown, cancellationToken);
        if (refused.ExitCode == ExitCodes.BrokenPipe)
        {
            return refused.ExitCode;
        }

        var (message, details) = (Line(refused.Message), refused.Details.Select(Line).ToArray());
        if (isJson)
        {
            terminal.Error.WriteLine(JsonSerializer.Serialize(new ErrorDocument(message, details, refused.ExitCode), Json.ErrorDocument));
        }
        else
        {
            Show($"{Tool.Name}: {message}", indent: 0);
            foreach (var detail in details)
            {
                Show(detail, indent: 2);
            }
        }

        if (terminal.Variable(DebugVariable) == "1")
        {
            foreach (var line in Secrets.Hide(thrown.ToString(), terminal.Variable).ReplaceLineEndings("\n").Split('\n'))
            {
                terminal.Error.WriteLine(Plain.Text(line));
            }
        }

        return refused.ExitCode;
    }

    /// <summary>A terminal breaks a line within a word; whatever else reads it wants one line.</summary>
    private void Show(string text, int indent)
    {
        foreach (var (i, line) in (terminal.CanAsk ? Cells.Wrap(text, Math.Max(10, terminal.Asking.Profile.Width - indent - 2)) : [text]).Index())
        {
            terminal.Error.WriteLine(new string(' ', i == 0 ? indent : indent + 2) + line);
        }
    }

    private static CliException Of(Exception thrown, CancellationToken cancellationToken) => thrown switch
    {
        CliException refused => refused,
        OperationCanceledException when cancellationToken.IsCancellationRequested => new CliException(ExitCodes.Interrupted, "Stopped before the end."),
        FileNotFoundException or DirectoryNotFoundException => new CliException(ExitCodes.NoInput, Sentence(thrown.Message)),
        UnauthorizedAccessException or IOException => new CliException(ExitCodes.CannotCreate, Sentence(thrown.Message)),
        _ when thrown.InnerException is CliException { ExitCode: ExitCodes.BrokenPipe or ExitCodes.CannotCreate } output => output,
        _ => new CliException(
            ExitCodes.Software,
            $"This is a fault of this program, {Tool.Version}: {thrown.GetType().Name}: {thrown.Message}",
            ["Please report it to those who maintain FeatureRollout, with this line and the command.", $"With {DebugVariable}=1 it says where it happened; look it through before you show it to others."]),
    };

    private static string Sentence(string text) => text.EndsWith('.') ? text : text + ".";

    private string Line(string text)
    {
        var line = Plain.Text(Secrets.Hide(text, terminal.Variable));
        return line.Length <= LongestLine ? line : string.Concat(line.AsSpan(0, LongestLine), "…");
    }
}
