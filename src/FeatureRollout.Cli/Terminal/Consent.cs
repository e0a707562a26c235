using System.CommandLine;

namespace FeatureRollout.Cli.Terminal;

/// <summary>What every command that writes asks before it does: why, and whether it is really meant.</summary>
/// <remarks>
/// <para>
/// One rule for all: <b>a command that changes who is on, or that cannot be taken back, asks first</b>, and where nobody can be asked it needs
/// <c>--yes</c>; a kill is then one line of a script, <c>kill FLAG --reason TEXT --yes</c>. A command that only writes something down or lets a
/// rollout wait (an approval, a tick, an incident, a value, a pause, a hold and their like) never asks.
/// </para>
/// <para>
/// Kill, rollback, fixed answers and whatever is forced need a reason; where nobody can be asked it must stand on the command line.
/// Questions go to the error stream; whoever answers no, or nothing at the end of the input, has changed nothing.
/// </para>
/// </remarks>
internal sealed class Consent
{
    public Option<string?> Reason { get; } = new("--reason", "-r") { Description = "Why, for the audit.", HelpName = "TEXT" };

    public Option<bool> Yes { get; } = new("--yes", "-y") { Description = "Do not ask; needed where nobody can be asked." };

    /// <summary>Puts the options on a command; one that never asks takes no <c>--yes</c>.</summary>
    public void AddTo(Command command, bool asks = true)
    {
        command.Options.Add(Reason);
        if (asks)
        {
            command.Options.Add(Yes);
        }
    }

    /// <summary>Refuses, before anything is opened, what could not be asked later.</summary>
    /// <exception cref="CliException">Nobody can be asked, and an answer is missing on the command line.</exception>
    public void ThrowIfNobodyAnswers(ParseResult parsed, CliTerminal terminal, ReasonNeed need, bool asks)
    {
        if (terminal.CanAsk)
        {
            return;
        }

        var name = parsed.CommandResult.Command.Name;
        if (need == ReasonNeed.Needed && Given(parsed) is null)
        {
            throw CliException.Usage($"{name} needs a reason, and nobody can be asked here: add --reason TEXT.");
        }

        if (asks && !parsed.GetValue(Yes))
        {
            throw CliException.Usage($"{name} asks first, and nobody can be asked here: add --yes.");
        }
    }

    /// <summary>The reason: the one of the command line, else asked for on a terminal; one that is only welcome not after <c>--yes</c>.</summary>
    /// <exception cref="CliException">One is needed, and there is none.</exception>
    public async Task<string?> AskReasonAsync(ParseResult parsed, CliTerminal terminal, ReasonNeed need, CancellationToken cancellationToken)
    {
        ThrowIfNobodyAnswers(parsed, terminal, need, asks: false);
        if (Given(parsed) is { } given)
        {
            return given;
        }

        if (!terminal.CanAsk || need == ReasonNeed.Kept || (need == ReasonNeed.Welcome && parsed.GetValue(Yes)))
        {
            return null;
        }

        while (true)
        {
            var line = await AskAsync(terminal, need == ReasonNeed.Needed ? "Why? " : "Why? (Enter for no reason) ", cancellationToken);
            if (Text(line) is { } reason || need != ReasonNeed.Needed)
            {
                return Text(line);
            }

            if (line is null)
            {
                throw new CliException(ExitCodes.No, "Nothing was changed: a reason is needed.");
            }

            terminal.Error.WriteLine("A reason is needed; the audit keeps it.");
        }
    }

    /// <summary>Shows what will be touched and asks, unless <c>--yes</c> was given.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="terminal">Where to ask.</param>
    /// <param name="touched">What will change, a line each; already fit for a terminal. None where it has been shown.</param>
    /// <param name="question">Such as <c>Kill search in production?</c></param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>Whether it is meant; where not, that nothing was changed has been said.</returns>
    /// <exception cref="CliException">Nobody can be asked, and <c>--yes</c> was not given.</exception>
    public async Task<bool> ConfirmAsync(ParseResult parsed, CliTerminal terminal, IReadOnlyList<string> touched, string question, CancellationToken cancellationToken)
    {
        ThrowIfNobodyAnswers(parsed, terminal, ReasonNeed.Kept, asks: true);
        if (parsed.GetValue(Yes))
        {
            return true;
        }

        foreach (var line in touched)
        {
            terminal.Error.WriteLine(line);
        }

        while (true)
        {
            switch (Text(await AskAsync(terminal, $"{question} [y/N] ", cancellationToken))?.ToUpperInvariant())
            {
                case "Y" or "YES":
                    return true;
                case null or "N" or "NO":
                    terminal.Error.WriteLine("Nothing was changed.");
                    return false;
                default:
                    terminal.Error.WriteLine("Please answer y or n.");
                    break;
            }
        }
    }

    private string? Given(ParseResult parsed) => Text(parsed.GetValue(Reason));

    private static string? Text(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    /// <summary>Reading a line from a console cannot be interrupted; so it is left behind where somebody ends the program.</summary>
    private static async Task<string?> AskAsync(CliTerminal terminal, string question, CancellationToken cancellationToken)
    {
        await terminal.Error.WriteAsync(question.AsMemory(), cancellationToken);
        await terminal.Error.FlushAsync(cancellationToken);
        try
        {
            return await Task.Run(terminal.In.ReadLine, cancellationToken).WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // What is said next must not stand behind the question.
            await terminal.Error.WriteLineAsync();
            throw;
        }
    }
}
