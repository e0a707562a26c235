using System.CommandLine;
using System.CommandLine.Parsing;
using FeatureRollout.Cli.Terminal;

namespace FeatureRollout.Cli.Commands.Moves;

/// <summary>A change as the command line offers it. All go the same way, which <see cref="MoveCommand"/> knows.</summary>
/// <param name="name">The command.</param>
/// <param name="description">What it does, in one line.</param>
internal sealed class Move(string name, string description)
{
    public string Name => name;

    public string Description => description;

    /// <summary>Whether it is about one flag, whose key comes first.</summary>
    public bool HasFlag { get; init; } = true;

    /// <summary>What follows the flag.</summary>
    public IReadOnlyList<Argument> Arguments { get; init; } = [];

    public IReadOnlyList<Option> Options { get; init; } = [];

    /// <summary>Refuses what options and arguments do not mean together.</summary>
    public Action<CommandResult>? Check { get; init; }

    /// <summary>How much it wants to know why.</summary>
    public Func<ParseResult, ReasonNeed> Why { get; init; } = _ => ReasonNeed.Welcome;

    /// <summary>Whether it turns a flag off for everybody: then it shows who goes off too and how far it is served, and it is done whatever version stands.</summary>
    public Func<ParseResult, bool> TurnsOff { get; init; } = _ => false;

    /// <summary>Whether it is done although conditions are not met, which are then shown.</summary>
    public Func<ParseResult, bool> Forces { get; init; } = _ => false;

    /// <summary>Whether what is answered holds for the version that was shown alone.</summary>
    public bool IsBound { get; init; } = true;

    /// <summary>What is asked first, without the place and the question mark, where it changes who is on or cannot be taken back; null where it never asks. See <see cref="Consent"/>.</summary>
    public Func<MoveCall, string>? Question { get; init; }

    /// <summary>Refuses, before anybody is asked, what would be refused afterwards.</summary>
    public Func<MoveCall, Situation, Task>? Refuses { get; init; }

    /// <summary>What it will change, a line each. There is a situation where it is about a flag.</summary>
    public Func<MoveCall, Situation?, IEnumerable<string>> Touches { get; init; } = (_, _) => [];

    public required Func<MoveCall, Task<MoveAnswer>> Act { get; init; }
}
