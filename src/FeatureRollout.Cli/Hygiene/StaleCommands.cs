using System.CommandLine;
using FeatureRollout.AdminApi.Wire;
using FeatureRollout.Cli.Operating;
using FeatureRollout.Cli.Terminal;
using FeatureRollout.Text;

namespace FeatureRollout.Cli.Hygiene;

/// <summary><c>stale</c>: flags that should be looked at, and where the code asks for them.</summary>
internal static class StaleCommands
{
    /// <summary>So many troubles with files are told one by one.</summary>
    private const int MostWarnings = 10;

    public static IEnumerable<Command> Create(CliContext context)
    {
        var days = new Option<int?>("--days") { Description = "A flag is stale when nobody has asked for it for so many days; only a host knows. Default 14.", HelpName = "N" };
        var source = new Option<string?>("--source") { Description = "A folder of source code: flags that it does not use, and names it asks for that no flag has.", HelpName = "FOLDER" };
        var command = new Command("stale", "List flags to clean up: expired, finished, unread, unowned or unused; exit code 1 if there are any.") { days, source };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var unread = parsed.GetValue(days) switch
            {
                null => (TimeSpan?)null,
                < 1 or > 36500 => throw CliException.Usage("--days is a number from 1 to 36500."),
                { } given => TimeSpan.FromDays(given),
            };
            var folder = parsed.GetValue(source);
            if (folder is not null && !Directory.Exists(folder))
            {
                throw new CliException(ExitCodes.NoInput, $"There is no folder {Plain.Text(folder)}.");
            }

            var found = await FindAsync(context, parsed, unread, folder, cancellationToken);
            if (context.IsJson(parsed))
            {
                context.Print(found, StaleJson.Default.StaleDocument);
            }
            else
            {
                StaleText.Write(found, context.Terminal);
            }

            return found.IsClean ? ExitCodes.Yes : ExitCodes.No;
        });
        return [command];
    }

    private static async Task<StaleDocument> FindAsync(CliContext context, ParseResult parsed, TimeSpan? unread, string? folder, CancellationToken cancellationToken)
    {
        await using var backend = await context.OpenAsync(parsed, cancellationToken);
        var flags = (await backend.DoAsync(Readings.Flags(), cancellationToken)).Flags;
        var asked = (await backend.DoAsync(Readings.UnknownFlags(), cancellationToken)).Flags;
        var scan = folder is null ? null : Scan(folder, flags, context.Terminal, cancellationToken);
        var now = context.Terminal.Time.GetUtcNow();
        var stale = flags
            .Select(flag => new StaleFlag(flag.Key, flag.Owner, MarksOf(flag, unread, now), scan?.Of(flag.Key).Count, scan is null ? [] : Places(scan.Of(flag.Key))))
            .Where(flag => flag.Marks.Count > 0 || flag.Uses == 0)
            .OrderBy(flag => flag.Key, StringComparer.Ordinal);
        var unknown = scan?.Unknown.Select(name => new UnknownInSource(name.Key, NearestName.To(name.Key, flags.Select(flag => flag.Key)), name.Value.Count, Places(name.Value)));
        return new StaleDocument(backend.Environment, [.. stale], asked, unknown is null ? null : [.. unknown], scan?.Files);
    }

    /// <summary>The host's marks; for how long nobody may have asked is the asker's to say.</summary>
    private static IReadOnlyList<MarkResource> MarksOf(FlagSummaryResource flag, TimeSpan? unread, DateTimeOffset now)
    {
        if (unread is not { } limit)
        {
            return flag.Marks;
        }

        var marks = flag.Marks.Where(mark => mark.Kind != FlagMarkKind.Unread);
        return !flag.Permanent && flag.UnreadSince is { } since && now - since >= limit
            ? [.. marks, new MarkResource(FlagMarkKind.Unread, $"Nobody has asked for it in this process since {Figures.Moment(since)}.")]
            : [.. marks];
    }

    private static SourceScan Scan(string folder, IReadOnlyList<FlagSummaryResource> flags, CliTerminal terminal, CancellationToken cancellationToken)
    {
        var warnings = 0;
        var scan = SourceScan.Of(folder, flags.Select(flag => flag.Key), Warn, cancellationToken);
        if (warnings > MostWarnings)
        {
            terminal.Error.WriteLine($"feature-rollout: and {Figures.Count(warnings - MostWarnings)} more.");
        }

        return scan;

        void Warn(string what)
        {
            if (++warnings <= MostWarnings)
            {
                terminal.Error.WriteLine($"feature-rollout: {Plain.Text(what)}");
            }
        }
    }

    private static IReadOnlyList<PlaceInSource> Places(SourceUses uses) => [.. uses.Places.Select(place => new PlaceInSource(place.File, place.Line))];
}
