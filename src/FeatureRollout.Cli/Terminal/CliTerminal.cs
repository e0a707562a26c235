using System.Globalization;
using System.Text;
using Spectre.Console;

namespace FeatureRollout.Cli.Terminal;

/// <summary>Where a command reads and writes: results go to the output, whatever else is said, asked or drawn meanwhile to the error stream. Not thread-safe.</summary>
internal sealed class CliTerminal
{
    /// <summary>So wide is what goes to no terminal.</summary>
    private const int PlainWidth = 80;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    private IAnsiConsole? _screen;
    private IAnsiConsole? _asking;

    public required TextWriter Out { get; init; }

    public required TextWriter Error { get; init; }

    public required TextReader In { get; init; }

    /// <summary>Opens the input as bytes, for what is not text until it has been looked at.</summary>
    public Func<Stream> Input { get; init; } = Console.OpenStandardInput;

    /// <summary>Whether the output is a terminal.</summary>
    public required bool IsScreen { get; init; }

    /// <summary>Whether somebody can be asked: the input and the error stream are terminals.</summary>
    public required bool CanAsk { get; init; }

    /// <summary>An environment variable; null where it is not set or empty.</summary>
    public required Func<string, string?> Variable { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Draws tables and the like on the output, with colours on a terminal only.</summary>
    public IAnsiConsole Screen => _screen ??= Draw(Out, IsScreen);

    /// <summary>Draws questions and progress on the error stream.</summary>
    public IAnsiConsole Asking => _asking ??= Draw(Error, CanAsk);

    /// <summary>The width of what is written without Spectre, such as help.</summary>
    public int Width => Screen.Profile.Width;

    /// <summary>The streams of this process. UTF-8 whatever the locale says; nothing is read before somebody asks.</summary>
    public static CliTerminal OfProcess()
    {
        // Spectre asks whether its writer is the console's own before it takes it for a terminal.
        Console.SetOut(Write(StandardStream.Open(1)));
        Console.SetError(Write(StandardStream.Open(2, mayFail: true)));
        return new CliTerminal
        {
            Out = Console.Out,
            Error = Console.Error,
            Input = static () => StandardStream.Open(0),
            In = new StreamReader(StandardStream.Open(0), Utf8, detectEncodingFromByteOrderMarks: true),
            IsScreen = !Console.IsOutputRedirected,
            CanAsk = !Console.IsInputRedirected && !Console.IsErrorRedirected,
            Variable = static name => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null,
        };
    }

    private static StreamWriter Write(Stream stream) => new(stream, Utf8) { AutoFlush = true, NewLine = "\n" };

    private IAnsiConsole Draw(TextWriter writer, bool isTerminal)
    {
        var colours = isTerminal && Variable("NO_COLOR") is null;
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = isTerminal ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = colours ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = isTerminal && CanAsk ? InteractionSupport.Yes : InteractionSupport.No,
            Out = new AnsiConsoleOutput(writer),
        });
        if (!isTerminal)
        {
            console.Profile.Width = PlainWidth;
            console.Profile.Capabilities.Unicode = true;
        }

        if (int.TryParse(Variable("COLUMNS"), NumberStyles.None, CultureInfo.InvariantCulture, out var columns) && columns is >= 20 and <= 1000)
        {
            console.Profile.Width = columns;
        }

        return console;
    }
}
