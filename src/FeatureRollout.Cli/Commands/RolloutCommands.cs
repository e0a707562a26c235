using System.CommandLine;
using FeatureRollout.Cli.Operating;
using FeatureRollout.Cli.Terminal;

namespace FeatureRollout.Cli.Commands;

/// <summary>What people do with a rollout.</summary>
internal static class RolloutCommands
{
    public static IEnumerable<Command> Create(CliContext context) =>
    [
        Move(context, "pause", "Stay in the stage until resumed; triggers still fire.", Changes.Pause),
    ];

    private static Command Move(CliContext context, string name, string description, Func<string, string?, Operation<Done>> change)
    {
        var flag = new Argument<string>("FLAG") { Description = "The flag that leads the rollout." };
        var reason = new Option<string?>("--reason", "-r") { Description = "Why, for the audit.", HelpName = "TEXT" };
        var command = new Command(name, description) { flag, reason };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var backend = await context.OpenAsync(parsed, cancellationToken);
            await backend.DoAsync(change(parsed.GetRequiredValue(flag), parsed.GetValue(reason)), cancellationToken);
            return ExitCodes.Yes;
        });
        return command;
    }
}
