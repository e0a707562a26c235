using System.CommandLine;
using FeatureRollout.AdminApi.Wire;
using FeatureRollout.Cli.Operating;
using FeatureRollout.Cli.Terminal;

namespace FeatureRollout.Cli.Commands.Asking;

/// <summary><c>events [FLAG]</c>: who did what, when and why, the newest last.</summary>
internal static class EventsCommand
{
    private const int UsualLimit = 20;
    private const int Page = 1000;

    public static Command Create(CliContext context)
    {
        var flag = Inputs.MaybeText("FLAG", "A flag or rollout; without, all of them.");
        var limit = new Option<int>("--limit", "-n") { Description = "At most so many, the newest.", DefaultValueFactory = _ => UsualLimit, HelpName = "COUNT" };
        var after = new Option<long>("--after") { Description = "Only those after this number.", HelpName = "NUMBER" };
        limit.Validators.Add(result =>
        {
            if (result.Errors.Any() is false && result.GetValueOrDefault<int>() is < 1 or > 100_000)
            {
                result.AddError("--limit is 1 to 100,000.");
            }
        });
        after.Validators.Add(result =>
        {
            if (result.Errors.Any() is false && result.GetValueOrDefault<long>() < 0)
            {
                result.AddError("--after is the number of an event, from 0.");
            }
        });
        var command = new Command("events", "Show what happened: who, what and why, the newest last.") { flag, limit, after };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var backend = await context.OpenAsync(parsed, cancellationToken);
            var events = await NewestAsync(backend, parsed.GetValue(flag), parsed.GetValue(after), parsed.GetValue(limit), cancellationToken);
            if (context.IsJson(parsed))
            {
                context.Print(events, CliJson.Default.EventsResource);
            }
            else
            {
                Write(context.Terminal, events.Events);
            }

            return ExitCodes.Yes;
        });
        return command;
    }

    /// <summary>The store gives events from the oldest on, so that all are gone through and the last kept.</summary>
    private static async Task<EventsResource> NewestAsync(IBackend backend, string? key, long after, int limit, CancellationToken cancellationToken)
    {
        var kept = new Queue<EventResource>();
        for (long? next = after; next is { } from;)
        {
            var page = await backend.DoAsync(Readings.Events(key, from, Page), cancellationToken);
            foreach (var each in page.Events)
            {
                kept.Enqueue(each);
                if (kept.Count > limit)
                {
                    kept.Dequeue();
                }
            }

            next = page.Next;
        }

        return new EventsResource([.. kept], Next: null);
    }

    private static void Write(CliTerminal terminal, IReadOnlyList<EventResource> events)
    {
        if (events.Count == 0)
        {
            terminal.Error.WriteLine("Nothing has happened yet.");
            return;
        }

        var sheet = new Sheet(new("NUMBER", IsNumber: true), new("UTC"), new("FLAG", Least: 12), new("WHO", Least: 8), new("WHAT", Least: 24)) { Wraps = true };
        foreach (var each in events)
        {
            sheet.Add(
                FormattableString.Invariant($"{each.Sequence}"), Figures.Moment(each.At), new(Plain.Text(each.Key), Tone.Strong), Plain.Text(each.Actor),
                new((each.Forced ? "forced: " : "") + Plain.Text(each.Text) + (each.Reason is { } why ? $": {Plain.Text(why)}" : ""), each.Forced ? Tone.Attention : Tone.Plain));
        }

        sheet.WriteTo(terminal.Screen);
    }
}
