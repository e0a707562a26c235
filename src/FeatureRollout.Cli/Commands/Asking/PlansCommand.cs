using System.CommandLine;
using FeatureRollout.AdminApi.Wire;
using FeatureRollout.Cli.Operating;
using FeatureRollout.Cli.Terminal;
using FeatureRollout.Text;
using Spectre.Console;

namespace FeatureRollout.Cli.Commands.Asking;

/// <summary><c>plans [PLAN]</c>: along what a rollout can go.</summary>
internal static class PlansCommand
{
    /// <summary>No time, as plans write it.</summary>
    private const string Nothing = "0s";

    public static Command Create(CliContext context)
    {
        var plan = Inputs.MaybeText("PLAN", "A plan; without, all of them.");
        var command = new Command("plans", "Show the plans of the flag file and those that ship.") { plan };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var backend = await context.OpenAsync(parsed, cancellationToken);
            var plans = await backend.DoAsync(Readings.Plans(), cancellationToken);
            var one = parsed.GetValue(plan) is { } name ? Find(plans, name) : null;
            if (context.IsJson(parsed) && one is null)
            {
                context.Print(plans, CliJson.Default.PlansResource);
            }
            else if (context.IsJson(parsed))
            {
                context.Print(one!, CliJson.Default.PlanResource);
            }
            else if (one is null)
            {
                Write(context.Terminal.Screen, plans);
            }
            else
            {
                Write(context.Terminal.Screen, one);
            }

            return ExitCodes.Yes;
        });
        return command;
    }

    private static PlanResource Find(PlansResource plans, string name)
    {
        if (plans.Plans.FirstOrDefault(plan => string.Equals(plan.Name, name, StringComparison.Ordinal)) is { } found)
        {
            return found;
        }

        var nearest = NearestName.To(name, plans.Plans.Select(plan => plan.Name));
        throw CliException.Usage($"There is no plan called \"{Plain.Text(name)}\"; {(nearest is null ? $"there are: {string.Join(", ", plans.Plans.Select(plan => Plain.Text(plan.Name)))}." : $"did you mean \"{Plain.Text(nearest)}\"?")}");
    }

    private static void Write(IAnsiConsole screen, PlansResource plans)
    {
        var sheet = new Sheet(new("PLAN", Least: 16), new("STAGES", Least: 16), new("WHAT", Least: 20)) { Wraps = true };
        foreach (var plan in plans.Plans)
        {
            sheet.Add(new(Plain.Text(plan.Name), Tone.Strong), string.Join(' ', plan.Stages.Select(stage => Figures.Percent(stage.Steps is [.., var last] ? last.Percentage : 0))), Plain.Text(plan.Description));
        }

        sheet.WriteTo(screen);
    }

    private static void Write(IAnsiConsole screen, PlanResource plan)
    {
        var facts = new Sheet(new SheetColumn(), new(Least: 20)) { Wraps = true };
        facts.Add(new(Plain.Text(plan.Name), Tone.Strong), Plain.Text(plan.Description));
        Add(facts, "owner", plan.Owner is { } owner ? [owner] : []);
        Add(facts, "before start", [.. plan.Approvals.Select(each => $"approval {each}"), .. plan.Checklist.Select(Item)]);
        Add(facts, "advance when", plan.AdvanceWhen);
        Add(facts, "hold when", plan.HoldWhen);
        Add(facts, "roll back when", plan.RollbackWhen);
        Add(facts, "band", plan.Bands.Select(band => $"{char.ToLowerInvariant(band.Then.ToString()[0])}{band.Then.ToString()[1..]} when {band.When}"));
        Add(facts, "soak", plan.Soak is Nothing ? [] : [plan.Soak]);
        facts.WriteTo(screen);
        foreach (var (stage, i) in plan.Stages.Select((stage, i) => (stage, i)))
        {
            var sheet = new Sheet(new SheetColumn(), new(Least: 20)) { Wraps = true, Indent = 2 };
            sheet.Add(new(FormattableString.Invariant($"{i + 1} {Plain.Text(stage.Name)}"), Tone.Strong), Plain.Text($"{string.Join(" → ", stage.Steps.Select(step => Figures.Percent(step.Percentage)))}{(stage.MinimumDuration is Nothing ? "" : $", at least {stage.MinimumDuration}")}{(stage.Automatic ? "" : ", by hand")}"));
            Add(sheet, "  what", stage.Description is { } what ? [what] : []);
            Add(sheet, "  advance when", stage.AdvanceWhen);
            Add(sheet, "  hold when", stage.HoldWhen);
            Add(sheet, "  roll back when", stage.RollbackWhen);
            Add(sheet, "  asks for", [.. stage.Approvals.Select(each => $"approval {each}"), .. stage.StartChecklist.Concat(stage.EndChecklist).Select(Item)]);
            Add(sheet, "  only", stage.Eligible is { } eligible ? [eligible] : []);
            sheet.WriteTo(screen);
        }
    }

    private static string Item(ChecklistItemResource item) => $"{item.Item}{(item.Owner is { } owner ? $" ({owner})" : "")}{(item.Required ? "" : ", if you like")}";

    private static void Add(Sheet sheet, string name, IEnumerable<string> values)
    {
        foreach (var (value, i) in values.Select((value, i) => (value, i)))
        {
            sheet.Add(i == 0 ? name : "", Plain.Text(value));
        }
    }
}
