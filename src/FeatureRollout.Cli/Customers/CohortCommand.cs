using System.CommandLine;
using System.Text;
using FeatureRollout.Cli.Customers.Drawing;
using FeatureRollout.Cli.Customers.Reading;
using FeatureRollout.Cli.Files;
using FeatureRollout.Cli.Operating;
using FeatureRollout.Cli.Terminal;

namespace FeatureRollout.Cli.Customers;

/// <summary><c>cohort --customers FILE --size 50</c>: draws so many customers, always the same.</summary>
internal static class CohortCommand
{
    private const int RowsAtATime = 4096;
    private const string UsualSalt = "cohort";

    public static Command Create(CliContext context)
    {
        var options = new CohortOptions();
        var command = new Command("cohort", "Draw a cohort of exact size from a list of customers.");
        options.AddTo(command);
        command.SetAction((parsed, cancellationToken) => RunAsync(context, options, parsed, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(CliContext context, CohortOptions options, ParseResult parsed, CancellationToken cancellationToken)
    {
        var terminal = context.Terminal;
        if (parsed.GetValue(options.Customers.File) is null)
        {
            throw CliException.Usage("Name the list to draw from with --customers.");
        }

        var size = options.ReadSize(parsed);
        var stratify = parsed.GetValue(options.Stratify) ?? [];
        var eligibility = new Eligibility(stratify, parsed.GetValue(options.Exclude) ?? [], parsed.GetValue(options.Only) ?? []);
        var salt = await SaltAsync(context, options, parsed, cancellationToken);
        var format = parsed.GetValue(options.Format) ?? "lines";
        using var reader = options.Customers.Open(parsed, terminal);
        if (format == "csv" && reader is not CsvCustomers)
        {
            throw CliException.Usage("--format csv repeats the records of a CSV list, which this one is not; take lines or json.");
        }

        if (reader.KnowsColumns)
        {
            eligibility.CheckColumns(reader);
        }

        var draw = new CohortDraw(size, salt);
        await ReadingProgress.RunAsync(terminal, reader, told =>
        {
            for (var rows = 1; reader.Next() is { } row; rows++)
            {
                draw.Add(row, eligibility.StratumOf(row), eligibility.IsEligible(row));
                if (rows % RowsAtATime == 0)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    told();
                }
            }

            return Task.CompletedTask;
        });
        if (!reader.KnowsColumns)
        {
            eligibility.CheckColumns(reader);
        }

        var cohort = draw.Finish();
        Tell(context, parsed, options, reader, cohort, new Told(salt, format, stratify.Length > 0, eligibility.Undecided));
        return ExitCodes.Yes;
    }

    private static async Task<string> SaltAsync(CliContext context, CohortOptions options, ParseResult parsed, CancellationToken cancellationToken)
    {
        var salt = parsed.GetValue(options.Salt);
        if (parsed.GetValue(options.Flag) is not { } key)
        {
            return salt ?? UsualSalt;
        }

        if (salt is not null)
        {
            throw CliException.Usage("--flag takes the flag's salt; leave --salt out.");
        }

        await using var backend = await context.OpenAsync(parsed, cancellationToken);
        var flag = await backend.DoAsync(Readings.Flag(key), cancellationToken);
        if (flag.Definition.Bucketing is { } bucketing and not "v1")
        {
            throw new CliException(ExitCodes.No, $"{Plain.Text(flag.Key)} draws by {Plain.Text(bucketing)}, whose order this command does not know; draw by --salt.");
        }

        if (flag.Definition.Unit is { } unit && unit != EvaluationContext.CustomerIdName && parsed.GetValue(options.Customers.IdColumn) is null)
        {
            throw CliException.Usage($"{Plain.Text(flag.Key)} draws by {Plain.Text(unit)} and not by customer; name its column with --id-column.");
        }

        return flag.Definition.Salt ?? flag.Key;
    }

    private static void Tell(CliContext context, ParseResult parsed, CohortOptions options, CustomerReader reader, Cohort cohort, Told told)
    {
        var (terminal, output, isJson) = (context.Terminal, parsed.GetValue(options.Output), context.IsJson(parsed));
        if (output is not null)
        {
            CohortOutput.Check(cohort, told.Format);
            using var file = new OutputFile(output, isPrivate: true);
            file.Write(text => CohortOutput.Write(text, cohort, reader, told.Format, isScreen: false));
            file.Keep();
        }

        if (isJson)
        {
            context.Print(
                new CohortResource(
                    told.Salt, cohort.Strata.Sum(stratum => stratum.Listed), cohort.Strata.Sum(stratum => stratum.Eligible), cohort.Drawn.Count, cohort.ReachedAt.Value, told.Undecided,
                    [.. cohort.Strata.Select(stratum => new StratumResource(stratum.Name, stratum.Listed, stratum.Eligible, stratum.Drawn))], [.. cohort.Drawn.Select(drawn => drawn.Row.Id)]),
                CustomersJson.Default.CohortResource);
        }
        else
        {
            if (output is null)
            {
                CohortOutput.Check(cohort, told.Format);
                CohortOutput.Write(terminal.Out, cohort, reader, told.Format, terminal.IsScreen);
            }

            CohortOutput.WriteTable(terminal.Asking, cohort, told.IsStratified);
            if (cohort.Drawn.Count > 0)
            {
                terminal.Error.WriteLine($"A flag with the salt \"{Plain.Text(told.Salt)}\" has all of them by itself from {Figures.Percent(cohort.ReachedAt.Value)} on.");
            }
        }

        Warn(terminal, reader, cohort, told);
    }

    /// <summary>What the list has that is probably not meant.</summary>
    private static void Warn(CliTerminal terminal, CustomerReader reader, Cohort cohort, Told told)
    {
        Say(told.Undecided, "left out because what --exclude or --only asks for is empty or cannot be judged");
        Say(cohort.Drawn.Count(drawn => drawn.Rows > 1), "drawn once, though the list has them more than once");
        Say(cohort.Drawn.Count(drawn => Encoding.UTF8.GetByteCount(drawn.Row.Id) > CustomerList.MaximumIdLength), "drawn whose ids of more than 512 bytes no flag can list");
        foreach (var note in reader.Notes)
        {
            terminal.Error.WriteLine(note);
        }

        void Say(long count, string what)
        {
            if (count > 0)
            {
                terminal.Error.WriteLine($"Note: {Figures.Count(count)} {what}.");
            }
        }
    }

    private sealed record Told(string Salt, string Format, bool IsStratified, long Undecided);
}
