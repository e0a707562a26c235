using System.CommandLine;
using System.Globalization;
using FeatureRollout.Cli.Operating;
using FeatureRollout.Cli.Terminal;

namespace FeatureRollout.Cli.Commands.Moves;

/// <summary>What people write down beside a rollout. It changes nobody's answer by itself, so that nobody is asked.</summary>
internal static class NoteMoves
{
    public static IEnumerable<Move> All => [Approve(), Tick(), Incident(), Value(), Baseline(), Milestone()];

    private static Move Approve()
    {
        var approval = Inputs.Text("APPROVAL", "As the plan calls it.");
        return Note("approve", "Give an approval for leaving the stage, or for the start.", [approval], [], call => Changes.Approve(call.Key, call.Get(approval), call.Reason), call => $"{Plain.Text(call.Get(approval))} is approved");
    }

    private static Move Tick()
    {
        var item = Inputs.Text("ITEM", "As the plan's checklist calls it.");
        var undo = Inputs.Switch("--undo", "Take the tick back.");
        return Note("tick", "Tick an item of a checklist.", [item], [undo], call => Changes.Tick(call.Key, call.Get(item), !call.Get(undo), call.Reason), call => $"{Plain.Text(call.Get(item))} is {(call.Get(undo) ? "not ticked any more" : "ticked")}");
    }

    private static Move Incident()
    {
        var severity = Inputs.MaybeText("SEVERITY", "As criteria name it, such as P1.");
        var text = Inputs.MaybeText("TEXT", "What happened.");
        var resolve = new Option<string?>("--resolve") { Description = "Resolve the incident of this id instead.", HelpName = "ID" };
        return new Move("incident", "Report an incident; a trigger on its severity fires at the next look.")
        {
            Arguments = [severity, text],
            Options = [resolve],
            Why = _ => ReasonNeed.Kept,
            Check = result =>
            {
                if (result.GetValue(resolve) is null ? result.GetValue(text) is null : result.GetValue(severity) is not null)
                {
                    result.AddError("incident takes FLAG SEVERITY TEXT, or FLAG --resolve ID.");
                }
            },
            Act = async call =>
            {
                if (call.Get(resolve) is { } id)
                {
                    return await call.ChangeAsync(Changes.ResolveIncident(call.Key, id, call.Reason), $"{Plain.Text(call.Key)}: {Plain.Text(id)} is resolved");
                }

                var reported = await call.DoAsync(Changes.ReportIncident(call.Key, call.Parsed.GetValue(severity)!, call.Parsed.GetValue(text)!, call.Reason));
                return new MoveAnswer(
                    $"{Plain.Text(call.Key)}: {Plain.Text(reported.Id)} is reported as {Plain.Text(call.Parsed.GetValue(severity))}", context => context.Print(reported, CliJson.Default.ReportedResource));
            },
        };
    }

    private static Move Value()
    {
        var (metric, number) = (Inputs.Text("METRIC", "As the plan's criteria name it."), Inputs.Number());
        return Note("value", "Report a metric's value by hand.", [metric, number], [], call => Changes.ReportValue(call.Key, call.Get(metric), call.Get(number), call.Reason),
            call => string.Create(CultureInfo.InvariantCulture, $"{Plain.Text(call.Get(metric))} is reported as {call.Get(number)}"));
    }

    private static Move Baseline() => Note("baseline", "Keep the present readings as the baseline.", [], [], call => Changes.CaptureBaseline(call.Key, call.Reason), _ => "the present readings are the baseline");

    private static Move Milestone()
    {
        var (milestone, status) = (Inputs.Text("MILESTONE", "As the plan calls it."), Inputs.Text("STATUS", "Such as done."));
        return Note("milestone", "Mark a milestone of the plan.", [milestone, status], [], call => Changes.MarkMilestone(call.Key, call.Get(milestone), call.Get(status), call.Reason),
            call => $"{Plain.Text(call.Get(milestone))} is {Plain.Text(call.Get(status))}");
    }

    private static Move Note(string name, string description, IReadOnlyList<Argument> arguments, IReadOnlyList<Option> options, Func<MoveCall, Operation<Done>> change, Func<MoveCall, string> noted) => new(name, description)
    {
        Arguments = arguments,
        Options = options,
        Why = _ => ReasonNeed.Kept,
        Act = call => call.ChangeAsync(change(call), $"{Plain.Text(call.Key)}: {noted(call)}"),
    };
}
