namespace FeatureRollout.Cli.Commands.Moves;

/// <summary>What a change answers beside where the flag then stands.</summary>
/// <param name="Line">What to say first; fit for a terminal.</param>
/// <param name="Print">Prints a document of its own as JSON, in the place of the flag's.</param>
internal sealed record MoveAnswer(string? Line = null, Action<CliContext>? Print = null)
{
    public static readonly MoveAnswer None = new();
}
