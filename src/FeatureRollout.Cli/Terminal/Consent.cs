using System.CommandLine;

namespace FeatureRollout.Cli.Terminal;

/// <summary>What every command that writes asks before it does: why, and whether it is really meant.</summary>
internal sealed class Consent
{
    public Option<string?> Reason { get; } = new("--reason", "-r") { Description = "Why, for the audit.", HelpName = "TEXT" };

    public Option<bool> Yes { get; } = new("--yes", "-y") { Description = "Do not ask; needed where nobody can be asked." };

    /// <summary>Puts the options on a command.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(Reason);
        command.Options.Add(Yes);
    }

    /// <summary>The reason: the one of the command line, else asked for on a terminal.</summary>
    /// <exception cref="CliException">One is needed, and nobody can be asked.</exception>
    public string? AskReason(ParseResult parsed, CliTerminal terminal, bool isNeeded) => throw new NotSupportedException("to be built");

    /// <summary>Shows what will be touched and asks, unless <c>--yes</c> was given.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="terminal">Where to ask.</param>
    /// <param name="touched">What will change, a line each; already fit for a terminal.</param>
    /// <param name="question">Such as <c>Kill search in production?</c></param>
    /// <returns>False where the answer is no.</returns>
    /// <exception cref="CliException">Nobody can be asked, and <c>--yes</c> was not given.</exception>
    public bool Confirm(ParseResult parsed, CliTerminal terminal, IReadOnlyList<string> touched, string question) => throw new NotSupportedException("to be built");
}
