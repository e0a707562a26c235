using System.CommandLine;
using System.Globalization;
using FeatureRollout.Cli.Customers.Reading;
using FeatureRollout.Cli.Files;
using FeatureRollout.Cli.Operating;
using FeatureRollout.Cli.Parsing;
using FeatureRollout.Cli.Terminal;
using FeatureRollout.Hashing;
using FeatureRollout.Text;
using Spectre.Console;

namespace FeatureRollout.Cli.Customers;

/// <summary><c>preview FLAG [FROM] TO</c>, <c>preview FLAG --bucketing NAME</c>: who changes; changes nothing.</summary>
internal static class PreviewCommand
{
    private const int UsuallyShown = 10;

    private const string HowToMove = "Nothing is changed: a bucketing is edited in the flag file, in flag and rules.";

    public static Command Create(CliContext context)
    {
        var flag = new Argument<string>("FLAG") { Description = "The flag." };
        var percentages = new Argument<string[]>("PERCENTAGE") { Description = "To which percentage, as 25; or from one to another, as 10 25.", Arity = new ArgumentArity(0, 2) };
        var bucketing = new Option<string?>("--bucketing") { Description = "By which bucketing flag and rules are to draw, such as v1.", HelpName = "NAME" };
        var customers = new CustomerInput();
        var output = new Option<string?>("--output", "-o") { Description = "Write whoever changes into a CSV file.", HelpName = "FILE" };
        var show = new Option<string?>("--show") { Description = "How many of those who change are named. Default 10.", HelpName = "COUNT" };
        var command = new Command("preview", "Show who changes at another percentage; nothing is changed.") { flag, percentages };
        customers.AddTo(command);
        command.Options.Add(bucketing);
        command.Options.Add(output);
        command.Options.Add(show);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var given = parsed.GetValue(percentages)!;
            Percentage? from = given.Length == 2 ? PercentageText.Read(given[0], "A percentage") : null;
            Percentage? to = given.Length > 0 ? PercentageText.Read(given[^1], "A percentage") : null;
            var other = parsed.GetValue(bucketing);
            Check(to, other);
            var shown = parsed.GetValue(show) is not { } text ? UsuallyShown
                : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count
                : throw CliException.Usage($"--show is a whole number, not \"{Plain.Text(text)}\".");
            var isExact = parsed.GetValue(customers.File) is not null;
            if (!isExact && parsed.GetValue(output) is not null)
            {
                throw CliException.Usage("--output needs a list: an estimate does not know who changes. Name one with --customers.");
            }

            await using var backend = await context.OpenAsync(parsed, cancellationToken);
            var summary = isExact
                ? await OverAsync(context, parsed, customers, parsed.GetValue(output), backend, (parsed.GetValue(flag)!, from, to, other, shown), cancellationToken)
                : await EstimateAsync(backend, parsed.GetValue(flag)!, from, to, other, cancellationToken);
            if (context.IsJson(parsed))
            {
                context.Print(summary, CustomersJson.Default.PreviewSummary);
            }
            else
            {
                Write(context.Terminal, summary);
            }

            return ExitCodes.Yes;
        });
        return command;
    }

    private static void Check(Percentage? to, string? bucketing)
    {
        if (to is null && bucketing is null)
        {
            throw CliException.Usage("Say a percentage to look at, or a bucketing with --bucketing.");
        }

        if (bucketing is not null && !Bucketing.TryGet(bucketing, out _))
        {
            var nearest = NearestName.To(bucketing, Bucketing.Names);
            throw CliException.Usage($"There is no bucketing \"{Plain.Text(bucketing)}\"; {(nearest is null ? $"there are {string.Join(", ", Bucketing.Names)}." : $"did you mean \"{nearest}\"?")}");
        }
    }

    private static async Task<PreviewSummary> EstimateAsync(IBackend backend, string flag, Percentage? from, Percentage? to, string? bucketing, CancellationToken cancellationToken)
    {
        var answer = await AskAsync(() => backend.DoAsync(Readings.Preview(flag, from, to, customers: null, bucketing), cancellationToken));
        var (before, after) = (answer.EnabledNow, answer.EnabledThen);
        return new PreviewSummary(answer.Key, answer.From, answer.To, answer.IsExact, null, before, after, Math.Max(0, after - before), Math.Max(0, before - after), [], [])
        {
            Bucketing = answer.Bucketing, ExpectedShare = answer.ExpectedShare,
        };
    }

    /// <summary>A bucketing that cannot draw by a flag's salts is no fault of the program.</summary>
    private static async Task<T> AskAsync<T>(Func<Task<T>> ask)
    {
        try
        {
            return await ask();
        }
        catch (ArgumentException refused) when (refused.ParamName == "bucketing")
        {
            throw CliException.Usage(Plain.Text(refused.Message.Replace(" (Parameter 'bucketing')", "", StringComparison.Ordinal)) + ".");
        }
    }

    private static Task<PreviewSummary> OverAsync(
        CliContext context, ParseResult parsed, CustomerInput customers, string? output, IBackend backend, (string Flag, Percentage? From, Percentage? To, string? Bucketing, int Shown) asked, CancellationToken cancellationToken)
    {
        var most = context.Options.Choose(parsed, context.Terminal.Variable).Url is null ? BackendPreview.MostOfStore : BackendPreview.MostOfHost;
        var run = new PreviewRun(new BackendPreview(backend, asked.Flag, asked.From, asked.To, asked.Bucketing), most, asked.Shown);
        return PreviewRun.InOnePieceAsync(tries: parsed.GetValue(customers.File) == "-" ? 1 : 2, async () =>
        {
            using var reader = customers.Open(parsed, context.Terminal);
            using var file = output is null ? null : new OutputFile(output, isPrivate: true);
            file?.Write(static text => Csv.WriteRecord(text, ["change", "customerId"]));
            PreviewSummary? summary = null;
            await ReadingProgress.RunAsync(context.Terminal, reader, async told => summary = await AskAsync(() => run.OnceAsync(
                reader, (isAdded, id) => file?.Write(text => Csv.WriteRecord(text, [isAdded ? "added" : "removed", id])), told, cancellationToken)));
            if (summary is not null)
            {
                file?.Keep();
                foreach (var note in reader.Notes)
                {
                    context.Terminal.Error.WriteLine(note);
                }
            }

            return summary;
        });
    }

    private static void Write(CliTerminal terminal, PreviewSummary summary)
    {
        var percentages = summary.Bucketing is { } bucketing
            ? $"{Plain.Text(summary.Key)} by {Plain.Text(bucketing)}{At(summary)}"
            : $"{Plain.Text(summary.Key)} from {Figures.Percent(summary.From)} to {Figures.Percent(summary.To)}";
        if (summary is { ExpectedShare: not null, From: 0, To: 0 })
        {
            terminal.Out.WriteLine($"{percentages}: its own percentage is 0%, and what rules and lists");
            terminal.Out.WriteLine("do cannot be estimated. Exact with --customers.");
            terminal.Out.WriteLine(HowToMove);
            return;
        }

        if (summary.ExpectedShare is { } expected)
        {
            terminal.Out.WriteLine($"{percentages}: about {Figures.Rate(expected)} of all customers would change, as two draws that");
            terminal.Out.WriteLine("know nothing of each other do; lists and rules are left out. Exact with --customers.");
            terminal.Out.WriteLine(HowToMove);
            return;
        }

        if (!summary.IsExact)
        {
            terminal.Out.WriteLine(summary is { EnabledNow: 0, EnabledThen: 0 }
                ? $"{percentages}: no estimate, since nobody has been seen for whom it is on; name a list with --customers."
                : $"{percentages}: about {Figures.Count(summary.EnabledNow)} customers now, about {Figures.Count(summary.EnabledThen)} then. Exact with --customers.");
            return;
        }

        var all = summary.Customers ?? 0;
        terminal.Out.WriteLine($"{percentages}, over {Figures.Count(all)} rows");
        var table = new Table().Border(TableBorder.None).AddColumn("").AddColumns([new TableColumn("CUSTOMERS").RightAligned(), new TableColumn("SHARE").RightAligned()]);
        var other = summary.OtherVariant ?? 0;
        foreach (var (name, count) in new[]
        {
            ("on before", summary.EnabledNow), ("on after", summary.EnabledThen), ("added", summary.AddedCount), ("removed", summary.RemovedCount),
            ("other variant", other), ("unchanged", all - summary.AddedCount - summary.RemovedCount - other),
        })
        {
            if (name == "other variant" && summary.OtherVariant is null)
            {
                continue;
            }

            table.AddRow(new TextCell(name), new TextCell(Figures.Count(count)), new TextCell(Figures.Rate(all == 0 ? null : (double)count / all)));
        }

        terminal.Screen.Write(table);
        Name(terminal, "Added", summary.Added, summary.AddedCount);
        Name(terminal, "Removed", summary.Removed, summary.RemovedCount);
        if (summary.Bucketing is not null)
        {
            terminal.Out.WriteLine(HowToMove);
        }
    }

    /// <summary>Where all shares are in rules the flag's own percentage says nothing.</summary>
    private static string At(PreviewSummary summary) =>
        summary is { From: 0, To: 0 } ? ""
        : summary.From == summary.To ? $" at {Figures.Percent(summary.To)}"
        : $" from {Figures.Percent(summary.From)} at {Figures.Percent(summary.To)}";

    private static void Name(CliTerminal terminal, string what, IReadOnlyList<string> ids, long count)
    {
        if (ids.Count == 0)
        {
            return;
        }

        terminal.Out.WriteLine($"{what}{(ids.Count < count ? $", the first {Figures.Count(ids.Count)}" : "")}:");
        foreach (var id in ids)
        {
            terminal.Out.WriteLine($"  {Plain.Text(id)}");
        }
    }
}
