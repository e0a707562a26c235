using System.CommandLine;
using FeatureRollout.Cli.Commands.Moves;
using FeatureRollout.Cli.Operating;
using FeatureRollout.Cli.Terminal;

namespace FeatureRollout.Cli.Commands;

/// <summary>What people do with a rollout: a table of moves.</summary>
internal static class RolloutCommands
{
    public static IEnumerable<Command> Create(CliContext context) =>
        new[] { Create(), Start(), Advance(), Hold(), Pause(), Resume(), Previous(), Rollback(), Replan(), Observe(), Drill(), Remove() }
            .Concat(NoteMoves.All).Select(move => MoveCommand.Create(context, move));

    private static Option<bool> Force() => Inputs.Switch("--force", "Although conditions are not met; needs a reason.");

    private static Move Create()
    {
        var plan = new Option<string?>("--plan", "-p") { Description = "The plan; default the one of the flag file, else pilot.", HelpName = "PLAN" };
        var with = new Option<string[]>("--with") { Description = "A flag that moves with it; may be repeated.", HelpName = "FLAG" };
        var customer = new Option<string[]>("--customer") { Description = "On from the first stage; may be repeated.", HelpName = "CUSTOMER" };
        var observe = Inputs.Switch("--observe-only", "The controller only says what it would do.");
        return new Move("create", "Create a rollout of a flag along a plan; off until it is started.")
        {
            Options = [plan, with, customer, observe],
            IsBound = false,
            Question = call => $"Create a rollout of {Shown(call)}",
            Touches = (call, _) => ["off for everybody until it is started", .. (call.Get(with) ?? []).Select(flag => $"moves with it: {Plain.Text(flag)}")],
            Act = call => call.ChangeAsync(Changes.Create(
                new RolloutCreation
                {
                    FeatureName = call.Key,
                    MoreFlags = call.Get(with) ?? [],
                    PlanName = call.Get(plan),
                    WhitelistedCustomers = Customers.ListOf(call.Get(customer) ?? []),
                    ObserveOnly = call.Get(observe),
                },
                call.Reason)),
        };
    }

    private static Move Start() => Step("start", "Start a rollout at its first stage, also again after a rollback.", Changes.Start, (call, seen) => Targets.First(seen?.Rollout));

    private static Move Advance() => Step("advance", "Go on to the next stage, if everything that the plan asks for holds.", Changes.Advance, (call, seen) => Targets.Next(seen?.Rollout), NotYetAsync);

    private static Move Replan() => Step(
        "replan", "Take the plan and the flags anew from the flag file; under way only with --force.", Changes.Replan,
        (_, _) => ["plan and flags are taken anew; under way all counters, timers and detectors of the stage begin anew"]);

    private static Move Step(string name, string description, Func<string, bool, string?, Operation<Done>> change, Func<MoveCall, Situation?, IEnumerable<string>> touches, Func<MoveCall, Situation, Task>? refuses = null)
    {
        var force = Force();
        return new Move(name, description)
        {
            Options = [force],
            Why = parsed => parsed.GetValue(force) ? ReasonNeed.Needed : ReasonNeed.Welcome,
            Forces = parsed => parsed.GetValue(force),
            Question = call => $"{char.ToUpperInvariant(name[0])}{name[1..]} {Shown(call)}{(call.Get(force) ? " although that is not met" : "")}",
            Touches = touches,
            Refuses = refuses is null ? null : (call, seen) => call.Get(force) ? Task.CompletedTask : refuses(call, seen),
            Act = async call =>
            {
                try
                {
                    return await call.ChangeAsync(change(call.Key, call.Get(force), call.Reason));
                }
                catch (CliException refused) when (refused is { ExitCode: ExitCodes.No, Details.Count: > 0 } && !call.Get(force))
                {
                    throw WithForce(refused, call);
                }
            },
        };
    }

    /// <summary>Nobody is asked why and whether for what then is refused.</summary>
    private static async Task NotYetAsync(MoveCall call, Situation seen)
    {
        if (seen.Rollout is { Status: RolloutStatus.Running or RolloutStatus.Held, Key: var key }
            && await call.Backend.DoAsync(Readings.Assessment(key), call.CancellationToken) is { Unmet: { Count: > 0 } unmet })
        {
            throw WithForce(Refusals.NotAllowedByState($"\"{key}\": It cannot go on yet.", unmet), call);
        }
    }

    private static CliException WithForce(CliException refused, MoveCall call) =>
        new(refused.ExitCode, refused.Message, [.. refused.Details, $"With --force it is done all the same; {Tool.Name} status {Plain.Text(call.Key)} shows more."]);

    private static Move Hold()
    {
        var time = Inputs.Duration();
        return new Move("hold", "Stay in the stage for some time, then go on by itself.")
        {
            Arguments = [time],
            Act = call => call.ChangeAsync(Changes.Hold(call.Key, call.Get(time), call.Reason)),
        };
    }

    private static Move Pause() => new("pause", "Stay in the stage until resumed; triggers still fire.")
    {
        Act = call => call.ChangeAsync(Changes.Pause(call.Key, call.Reason)),
    };

    private static Move Resume() => new("resume", "End a pause or a hold, and a percentage that was set by hand.")
    {
        Act = call => call.ChangeAsync(Changes.Resume(call.Key, call.Reason)),
    };

    private static Move Previous()
    {
        var stage = Inputs.MaybeText("STAGE", "An earlier stage; default the one before.");
        return new Move("previous", "Go back to an earlier stage and pause there.")
        {
            Arguments = [stage],
            Question = call => $"Take {Shown(call)} back",
            Touches = (call, seen) => Targets.Earlier(seen?.Rollout, call.Parsed.GetValue(stage)),
            Act = call => call.ChangeAsync(Changes.Previous(call.Key, call.Parsed.GetValue(stage), call.Reason)),
        };
    }

    private static Move Rollback() => new("rollback", "Off for everybody at once; a person may start it again, from the first stage.")
    {
        Why = _ => ReasonNeed.Needed,
        TurnsOff = _ => true,
        Question = call => $"Roll {Shown(call)} back to nobody",
        Act = call => call.ChangeAsync(Changes.Rollback(call.Key, call.Reason!)),
    };

    private static Move Observe()
    {
        var state = Inputs.OnOff("on: the controller only says what it would do; off: it acts.");
        return new Move("observe", "Let the controller only observe, or act.")
        {
            Arguments = [state],
            Act = call => call.ChangeAsync(Changes.SetObserveOnly(call.Key, call.Get(state), call.Reason), $"{Plain.Text(call.Key)}: the controller {(call.Get(state) ? "only says what it would do" : "acts")}"),
        };
    }

    private static Move Drill() => new("drill", "Practise a rollback: off for everybody for a moment, timed, then as before.")
    {
        Question = call => $"Turn {Shown(call)} off for everybody for a moment",
        Act = async call =>
        {
            var drill = await call.DoAsync(Changes.Drill(call.Key, call.Reason));
            return new MoveAnswer($"{Plain.Text(drill.Key)}: practised a rollback in {Figures.Milliseconds(drill.TookMs)}", context => context.Print(drill, CliJson.Default.DrillResource));
        },
    };

    private static Move Remove() => new("remove", "Remove a rollout that is a draft, completed or rolled back; its events stay.")
    {
        Question = call => $"Remove the rollout of {Shown(call)}",
        Touches = (_, _) => ["the flag is then as the flag file and people have it"],
        Act = call => call.ChangeAsync(Changes.Remove(call.Key, call.Reason), $"{Plain.Text(call.Key)}: the rollout is removed, its events stay"),
    };

    /// <summary>A flag in a question.</summary>
    public static string Shown(MoveCall call) => Cells.Fit(Plain.Text(call.Key), 40);
}
