using System.CommandLine;
using FeatureRollout.AdminApi.Wire;
using FeatureRollout.Cli.Operating;

namespace FeatureRollout.Cli.Commands.Moves;

/// <summary>One change that is asked for.</summary>
/// <param name="Parsed">The command line.</param>
/// <param name="Key">The flag; empty where it is about none.</param>
/// <param name="Backend">Where.</param>
/// <param name="CancellationToken">Ends it.</param>
internal sealed record MoveCall(ParseResult Parsed, string Key, IBackend Backend, CancellationToken CancellationToken)
{
    public string? Reason { get; init; }

    /// <summary>What the person has seen who said yes; null where nobody was asked.</summary>
    public FlagResource? Seen { get; init; }

    public T Get<T>(Argument<T> argument) => Parsed.GetRequiredValue(argument);

    public T? Get<T>(Option<T> option) => Parsed.GetValue(option);

    /// <summary>Does it, for the version that was seen where somebody has seen one: the flag's own, or the rollout's.</summary>
    public Task<T> DoAsync<T>(Operation<T> operation) => Backend.DoAsync(
        Seen is { } seen ? operation with { IfVersion = operation.Path.StartsWith("flags/", StringComparison.Ordinal) ? seen.OwnVersion : seen.Version } : operation,
        CancellationToken);

    public async Task<MoveAnswer> ChangeAsync(Operation<Done> operation, string? line = null)
    {
        await DoAsync(operation);
        return line is null ? MoveAnswer.None : new MoveAnswer(line);
    }
}
