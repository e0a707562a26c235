using System.CommandLine;
using FeatureRollout.Cli.Files;
using FeatureRollout.Cli.Operating;
using FeatureRollout.Cli.Simulating;
using FeatureRollout.Cli.Terminal;

namespace FeatureRollout.Cli.Reporting;

/// <summary><c>report</c>: how rollouts stand, for people who are not at a terminal.</summary>
internal sealed class ReportCommands
{
    private const string Stdout = "-";

    private static readonly TimeSpan Week = TimeSpan.FromDays(7);

    private readonly CliContext _context;
    private readonly Argument<string?> _flag = new("FLAG") { Description = "The flag that leads a rollout; without, all rollouts.", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<bool> _html = new("--html") { Description = "Write a page of HTML that needs nothing else." };
    private readonly Option<string?> _output = new("--output", "-o") { HelpName = "FILE", Description = "Write it into a file, over the one that is there. Default -, the standard output." };
    private readonly Option<bool> _digest = new("--digest") { Description = "What happened in a time instead, by rollout and flag." };
    private readonly Option<DateTimeOffset?> _from = Quantities.Option<DateTimeOffset>("--from", "TIME", "The digest's beginning. Default a week before its end.", Quantities.TryReadMoment, Quantities.Moment);
    private readonly Option<DateTimeOffset?> _until = Quantities.Option<DateTimeOffset>("--until", "TIME", "The digest's end. Default now.", Quantities.TryReadMoment, Quantities.Moment);

    private ReportCommands(CliContext context) => _context = context;

    public static IEnumerable<Command> Create(CliContext context)
    {
        var report = new ReportCommands(context);
        var command = new Command("report", "Report how rollouts stand, as Markdown or HTML: stage, metrics, issues, dates, budgets, last week.")
        {
            report._flag, report._html, report._output, report._digest, report._from, report._until,
        };
        command.SetAction(report.RunAsync);
        return [command];
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        Check(parsed);
        var output = parsed.GetValue(_output) ?? Stdout;
        using var file = output == Stdout ? null : new OutputFile(output);
        string markdown;
        await using (var backend = await _context.OpenAsync(parsed, cancellationToken))
        {
            markdown = ReportText.Clean(await ReadAsync(parsed, backend, cancellationToken));
        }

        var text = _context.IsJson(parsed) ? ReportDocument.Write(new ReportDocument(markdown))
            : parsed.GetValue(_html) ? HtmlPage.Write(markdown)
            : markdown;
        if (file is null)
        {
            await _context.Terminal.Out.WriteAsync(text);
        }
        else
        {
            file.Write(to => to.Write(text));
            file.Keep();
        }

        return ExitCodes.Yes;
    }

    private void Check(ParseResult parsed)
    {
        var isDigest = parsed.GetValue(_digest);
        if (parsed.GetValue(_html) && _context.IsJson(parsed))
        {
            throw CliException.Usage("--html and --json cannot be had together.");
        }

        if (!isDigest && (parsed.GetValue(_from) is not null || parsed.GetValue(_until) is not null))
        {
            throw CliException.Usage("--from and --until are those of a digest; add --digest.");
        }

        if (isDigest && parsed.GetValue(_flag) is not null)
        {
            throw CliException.Usage("A digest is of all rollouts; leave the flag out, or see its events with \"events\".");
        }
    }

    private Task<string> ReadAsync(ParseResult parsed, IBackend backend, CancellationToken cancellationToken)
    {
        if (parsed.GetValue(_digest))
        {
            var until = parsed.GetValue(_until) ?? _context.Terminal.Time.GetUtcNow();
            var from = parsed.GetValue(_from) ?? until - Week;
            return from < until
                ? backend.DoAsync(Readings.Digest(from, until), cancellationToken)
                : throw CliException.Usage("The digest ends before it begins: --from is to be earlier than --until.");
        }

        return parsed.GetValue(_flag) is { } flag ? backend.DoAsync(Readings.Report(flag), cancellationToken) : AllRollouts.ReportAsync(backend, cancellationToken);
    }
}
