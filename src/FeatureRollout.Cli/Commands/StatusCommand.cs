using System.CommandLine;
using FeatureRollout.Cli.Operating;
using FeatureRollout.Cli.Terminal;
using Spectre.Console;

namespace FeatureRollout.Cli.Commands;

/// <summary><c>status [FLAG]</c>: where everything stands, or one flag.</summary>
internal static class StatusCommand
{
    public static Command Create(CliContext context)
    {
        var flag = new Argument<string?>("FLAG") { Description = "A flag; without, all of them.", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("status", "Show where flags and rollouts stand.") { flag };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var backend = await context.OpenAsync(parsed, cancellationToken);
            if (parsed.GetValue(flag) is { } key)
            {
                context.Print(await backend.DoAsync(Readings.Flag(key), cancellationToken), CliJson.Default.FlagResource);
                return ExitCodes.Yes;
            }

            var flags = await backend.DoAsync(Readings.Flags(), cancellationToken);
            if (context.IsJson(parsed))
            {
                context.Print(flags, CliJson.Default.FlagsResource);
                return ExitCodes.Yes;
            }

            var table = new Table().Border(TableBorder.None).AddColumns("FLAG", "ON FOR", "ROLLOUT");
            foreach (var each in flags.Flags)
            {
                table.AddRow(new TextCell(Plain.Text(each.Key)), new TextCell(FormattableString.Invariant($"{each.Percentage}%")), new TextCell(Plain.Text(each.Rollout?.Stage)));
            }

            context.Terminal.Screen.Write(table);
            return ExitCodes.Yes;
        });
        return command;
    }
}
