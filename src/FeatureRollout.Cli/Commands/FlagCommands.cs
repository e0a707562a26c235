using System.CommandLine;
using FeatureRollout.Cli.Commands.Moves;
using FeatureRollout.Cli.Operating;
using FeatureRollout.Cli.Terminal;

namespace FeatureRollout.Cli.Commands;

/// <summary>What people do with a flag by hand: a table of moves.</summary>
internal static class FlagCommands
{
    public static IEnumerable<Command> Create(CliContext context) =>
        new[] { Enable(), Disable(), Reset(), Include(), SetPercentage(), Kill(), Revive(), Erase() }.Select(move => MoveCommand.Create(context, move));

    private static Move Enable()
    {
        var (customer, until) = (Inputs.Customer(), Inputs.Until());
        return new Move("enable", "Fix a flag on for one customer.")
        {
            Arguments = [customer],
            Options = [until],
            Why = _ => ReasonNeed.Needed,
            Question = call => $"Fix {RolloutCommands.Shown(call)} on for {Whom(call.Get(customer))}",
            Act = call => call.ChangeAsync(Changes.FixAnswer(call.Key, call.Get(customer), enabled: true, call.Get(until), call.Reason!), Fixed(call, call.Get(customer), "on", call.Get(until))),
        };
    }

    private static Move Disable()
    {
        var (customer, until) = (Inputs.MaybeText("CUSTOMER", "The customer for whom; after -- also one that begins with a dash."), Inputs.Until());
        var global = Inputs.Switch("--global", "For everybody: throws the kill switch.");
        return new Move("disable", "Fix a flag off for one customer, or kill it with --global.")
        {
            Arguments = [customer],
            Options = [global, until],
            Check = result =>
            {
                if (result.GetValue(customer) is null != result.GetValue(global))
                {
                    result.AddError("disable takes a CUSTOMER, or --global for everybody.");
                }
                else if (result.GetValue(global) && result.GetResult(until) is not null)
                {
                    result.AddError("A kill stands until somebody revives the flag: --until is for one customer.");
                }
            },
            Why = _ => ReasonNeed.Needed,
            TurnsOff = parsed => parsed.GetValue(global),
            Question = call => call.Parsed.GetValue(customer) is { } id ? $"Fix {RolloutCommands.Shown(call)} off for {Whom(id)}" : $"Kill {RolloutCommands.Shown(call)} for everybody",
            Act = call => call.Parsed.GetValue(customer) is { } id
                ? call.ChangeAsync(Changes.FixAnswer(call.Key, id, enabled: false, call.Get(until), call.Reason!), Fixed(call, id, "off", call.Get(until)))
                : call.ChangeAsync(Changes.Kill(call.Key, call.Reason!)),
        };
    }

    private static Move Reset()
    {
        var customer = Inputs.Customer();
        return new Move("reset", "Take a customer's fixed answer away.")
        {
            Arguments = [customer],
            Question = call => $"Take the fixed answer of {RolloutCommands.Shown(call)} from {Whom(call.Get(customer))}",
            Touches = (call, seen) => seen!.Flag.Overrides.Any(each => string.Equals(each.CustomerId, call.Get(customer), StringComparison.Ordinal)) ? [] : ["people have fixed no answer for this customer"],
            Act = call => call.ChangeAsync(Changes.UnfixAnswer(call.Key, call.Get(customer), call.Reason), $"{Plain.Text(call.Key)}: no fixed answer for {Plain.Text(call.Get(customer))}"),
        };
    }

    private static Move Include()
    {
        var customers = new Argument<string[]>("CUSTOMER") { Description = "Customers who are on while the flag is on at all.", Arity = ArgumentArity.OneOrMore };
        var remove = Inputs.Switch("--remove", "Take them from the list instead.");
        return new Move("include", "Put customers on a flag's list of those who are always on.")
        {
            Arguments = [customers],
            Options = [remove],
            Question = call => $"{(call.Get(remove) ? "Take" : "Put")} {Number(call.Get(customers).Length)} {(call.Get(remove) ? "from" : "on")} the list of {RolloutCommands.Shown(call)}",
            Act = call => call.ChangeAsync((call.Get(remove) ? (Func<string, CustomerList, string?, Operation<Done>>)Changes.Exclude : Changes.Include)(call.Key, Customers.ListOf(call.Get(customers)), call.Reason),
                $"{Plain.Text(call.Key)}: {Number(call.Get(customers).Length)} {(call.Get(remove) ? "taken from" : "put on")} the list"),
        };
    }

    private static Move SetPercentage()
    {
        var percent = Inputs.Percent();
        return new Move("percentage", "Set the share of customers by hand; under a rollout that pauses it.")
        {
            Arguments = [percent],
            Question = call => $"Set {RolloutCommands.Shown(call)} to {Figures.Percent(call.Get(percent).Value)}",
            Touches = (call, seen) =>
            [
                $"from {Figures.Percent(seen!.Flag.Percentage)} to {Figures.Percent(call.Get(percent).Value)}",
                .. seen.Rollout is { Status: RolloutStatus.Running or RolloutStatus.Held } ? new[] { "pauses the rollout; resume goes back to the stage's own" } : [],
            ],
            Act = call => call.ChangeAsync(Changes.SetPercentage(call.Key, call.Get(percent), call.Reason)),
        };
    }

    private static Move Kill() => new("kill", "Throw the kill switch: off for everybody until revived.")
    {
        Why = _ => ReasonNeed.Needed,
        TurnsOff = _ => true,
        Question = call => $"Kill {RolloutCommands.Shown(call)} for everybody",
        Act = call => call.ChangeAsync(Changes.Kill(call.Key, call.Reason!)),
    };

    private static Move Revive() => new("revive", "Put the kill switch back; a rollout is then paused where it was.")
    {
        Question = call => $"Revive {RolloutCommands.Shown(call)}",
        Act = call => call.ChangeAsync(Changes.Revive(call.Key, call.Reason)),
    };

    private static Move Erase()
    {
        var customer = Inputs.Customer();
        return new Move("erase", "Erase a customer from answers, lists, recorded errors and past events.")
        {
            HasFlag = false,
            Arguments = [customer],
            Question = call => $"Erase {Whom(call.Get(customer))} for good",
            Touches = (_, _) => ["all flags; it cannot be taken back, and flag files are left as they are"],
            Act = async call =>
            {
                var erased = await call.DoAsync(Changes.Erase(call.Get(customer), call.Reason));
                var left = erased.LeftInDefinitions.Count == 0 ? "" : $"\nStill named by flag files and configuration: {string.Join(", ", erased.LeftInDefinitions.Select(Plain.Text))}";
                return new MoveAnswer(
                    FormattableString.Invariant($"Erased from {erased.Keys.Count} flags and rollouts, and {erased.Records} records, which now name {Plain.Text(erased.Replacement)}.{left}"),
                    context => context.Print(erased, CliJson.Default.ErasureResource));
            },
        };
    }

    private static string Fixed(MoveCall call, string customer, string answer, DateTimeOffset? until) =>
        $"{Plain.Text(call.Key)}: fixed {answer} for {Plain.Text(customer)}{(until is { } end ? $" until {Figures.Moment(end)} UTC" : "")}";

    private static string Whom(string customer) => Cells.Fit(Plain.Text(customer), 40);

    private static string Number(int customers) => customers == 1 ? "1 customer" : $"{Figures.Count(customers)} customers";
}
