using System.CommandLine;
using FeatureRollout.Cli.Operating;
using FeatureRollout.Cli.Terminal;
using FeatureRollout.Cli.Watching.Live;
using FeatureRollout.Cli.Watching.Monitoring;
using FeatureRollout.Cli.Watching.Verifying;
using FeatureRollout.Flags.Plans;

namespace FeatureRollout.Cli.Watching;

/// <summary><c>watch</c>, <c>verify</c> and <c>monitor</c>: how it goes, for eyes and for scripts.</summary>
internal static class WatchCommands
{
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(1);

    public static IEnumerable<Command> Create(CliContext context) => [Watch(context), Verify(context), Monitor(context)];

    private static Command Watch(CliContext context)
    {
        var flag = new Argument<string?>("FLAG") { Description = "A flag; without, all rollouts.", Arity = ArgumentArity.ZeroOrOne };
        var interval = Interval();
        var once = new Option<bool>("--once") { Description = "Print one page and end." };
        var command = new Command("watch", "Watch a rollout live, with each criterion's reading and limit; q leaves.") { flag, interval, once };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var every = Read(parsed, interval, Least);
            await using var backend = await context.OpenAsync(parsed, cancellationToken);
            return parsed.GetValue(flag) is { } key
                ? await RunAsync(WatchRun.OfFlag(backend, context.Terminal, key, every), context, parsed, once, cancellationToken)
                : await RunAsync(WatchRun.OfAll(backend, context.Terminal, every), context, parsed, once, cancellationToken);
        });
        return command;
    }

    private static async Task<int> RunAsync<T>(WatchRun<T> run, CliContext context, ParseResult parsed, Option<bool> once, CancellationToken cancellationToken)
        where T : class
    {
        var (terminal, asJson) = (context.Terminal, context.IsJson(parsed));
        if (parsed.GetValue(once))
        {
            return await run.OnceAsync(asJson, cancellationToken);
        }

        if (asJson || !terminal.IsScreen || !terminal.Screen.Profile.Capabilities.Ansi)
        {
            return await run.LogAsync(asJson, cancellationToken);
        }

        using var screen = new AnsiScreen(terminal.Out, WatchRun.HasColours(terminal));
        return await run.LiveAsync(screen, cancellationToken);
    }

    private static Command Verify(CliContext context)
    {
        var flags = new Argument<string[]>("FLAG") { Description = "Flags; without, every rollout that is started and not completed.", Arity = ArgumentArity.ZeroOrMore };
        var expected = new Option<decimal?>("--expect") { Description = "The percentage of customers that each FLAG must be on for.", HelpName = "PERCENT" };
        var processes = new Option<int?>("--processes") { Description = "How many processes must serve each flag's last change at least.", HelpName = "COUNT" };
        var command = new Command("verify", "Check that all is well, as after a deployment: exit 0 passed, 1 failed, 2 not decided.") { flags, expected, processes };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var keys = parsed.GetValue(flags) ?? [];
            if (parsed.GetValue(expected) is { } percentage && (keys.Length == 0 || percentage is < 0 or > 100))
            {
                throw CliException.Usage(keys.Length == 0 ? "--expect needs the FLAG that it is about." : "--expect takes a percentage from 0 to 100.");
            }

            if (parsed.GetValue(processes) < 0)
            {
                throw CliException.Usage("--processes takes 0 or more.");
            }

            await using var backend = await context.OpenAsync(parsed, cancellationToken);
            return await new VerifyRun(backend, context.Terminal, context.IsJson(parsed)).RunAsync(keys, parsed.GetValue(expected), parsed.GetValue(processes), cancellationToken);
        });
        return command;
    }

    private static Command Monitor(CliContext context)
    {
        var flag = new Argument<string>("FLAG") { Description = "The flag that leads the rollout." };
        var stage = new Option<string>("--stage") { Description = "The stage that must be passed.", HelpName = "NAME", Required = true };
        var limit = new Option<string>("--for") { Description = "How long to wait for it; 0 looks once.", HelpName = "TIME", DefaultValueFactory = _ => "24h" };
        var interval = Interval();
        var command = new Command("monitor", "Wait for a stage: exit 0 its criteria hold, 1 it went back, 2 not decided in time.") { flag, stage, limit, interval };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (time, every) = (Read(parsed, limit, TimeSpan.Zero), Read(parsed, interval, Least));
            await using var backend = await context.OpenAsync(parsed, cancellationToken);
            return await new MonitorRun(backend, context.Terminal, parsed.GetRequiredValue(flag), parsed.GetRequiredValue(stage), time, every, context.IsJson(parsed)).RunAsync(cancellationToken);
        });
        return command;
    }

    private static Option<string> Interval() => new("--interval") { Description = "How often to look.", HelpName = "TIME", DefaultValueFactory = _ => "10s" };

    private static TimeSpan Read(ParseResult parsed, Option<string> option, TimeSpan least)
    {
        var text = parsed.GetValue(option) ?? "";
        var time = TimeSpan.Zero;
        if (text is not "0" && !DurationText.TryRead(text, out time))
        {
            throw CliException.Usage($"{option.Name} takes {DurationText.Expected}, not \"{Plain.Text(text)}\".");
        }

        return time >= least ? time : throw CliException.Usage($"{option.Name} takes {DurationText.Write(least)} or more.");
    }
}
