using System.CommandLine;
using FeatureRollout.AdminApi.Wire;
using FeatureRollout.Cli.Commands.Status;
using FeatureRollout.Cli.Operating;
using FeatureRollout.Cli.Terminal;
using FeatureRollout.Cli.Watching.Reading;

namespace FeatureRollout.Cli.Commands;

/// <summary><c>status [FLAG]</c>: where everything stands, or one flag.</summary>
internal static class StatusCommand
{
    public static Command Create(CliContext context)
    {
        var flag = Inputs.MaybeText("FLAG", "A flag; without, all of them.");
        var command = new Command("status", "Show where flags and rollouts stand.") { flag };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var backend = await context.OpenAsync(parsed, cancellationToken);
            await (parsed.GetValue(flag) is { } key ? OneAsync(context, parsed, backend, key, cancellationToken) : AllAsync(context, parsed, backend, cancellationToken));
            return ExitCodes.Yes;
        });
        return command;
    }

    private static async Task AllAsync(CliContext context, ParseResult parsed, IBackend backend, CancellationToken cancellationToken)
    {
        var flags = await backend.DoAsync(Readings.Flags(), cancellationToken);
        if (context.IsJson(parsed))
        {
            context.Print(flags, CliJson.Default.FlagsResource);
            return;
        }

        var hasRollouts = flags.Flags.Any(flag => flag.Rollout is not null);
        FlagTable.Write(context.Terminal.Screen, flags, hasRollouts ? await backend.DoAsync(RolloutList.Operation(), cancellationToken) : new RolloutsResource(flags.Environment, []));
    }

    private static async Task OneAsync(CliContext context, ParseResult parsed, IBackend backend, string key, CancellationToken cancellationToken)
    {
        var flag = await backend.DoAsync(Readings.Flag(key), cancellationToken);
        if (context.IsJson(parsed))
        {
            context.Print(flag, CliJson.Default.FlagResource);
            return;
        }

        var rollout = flag.Rollout is { } moved ? await backend.DoAsync(Readings.Rollout(moved.Key), cancellationToken) : null;
        var judged = rollout is { Status: not (RolloutStatus.Killed or RolloutStatus.Completed) } ? await backend.DoAsync(Readings.Assessment(rollout.Key), cancellationToken) : null;
        new FlagDetail(context.Terminal.Screen, backend.Environment, (await Surroundings.ReadAsync(backend, cancellationToken)).SeesOutcomes).Write(flag, rollout, judged);
    }
}
