using System.CommandLine;
using FeatureRollout.Cli.Terminal;
using FeatureRollout.Flags.Plans;
using Spectre.Console;

namespace FeatureRollout.Cli.Simulating;

/// <summary><c>simulate</c>: a plan against traffic in virtual time.</summary>
internal sealed class SimulateCommands
{
    private readonly CliContext _context;
    private readonly Argument<string> _plan = new("PLAN") { Description = "A rollout or a plan of the flag file, or a plan that ships: pilot, canary, … (see plans)." };
    private readonly ModelOptions _model = new();
    private readonly LogOptions _log = new();
    private readonly PeopleOptions _people = new();
    private readonly Option<SimulatedFault[]> _faults = Quantities.Each("--fault", "TEXT", "What is wrong with the feature: \"errors=5% latency=2x from=2d until=3d at=25%\"; repeat for more.", TrafficTexts.Fault);
    private readonly Option<SimulatedMetric[]> _metrics = Quantities.Each("--metric", "NAME=VALUE", "A metric of the plan: cpu=40%, or cpu=40%,90%@50% for more from a percentage on, or nps=50,20@5d from a time on.", SimulatedMetric.Read);
    private readonly Option<ulong?> _seed = Quantities.Option<ulong>("--seed", "N", "Decides all that is left to chance: the same seed gives the same result. Default 1.", TryReadSeed, "a whole number");
    private readonly Option<DateTimeOffset?> _start = Quantities.Option<DateTimeOffset>("--start", "TIME", "When it begins. Default the log's or the plan's first day, else 2026-01-05.", Quantities.TryReadMoment, Quantities.Moment);
    private readonly Option<TimeSpan?> _for = Quantities.Option<TimeSpan>("--for", "TIME", "The longest that it runs: up to 1000d. Default 90d.", Quantities.TryReadDuration, "a time from 1s to 1000d, such as 60d", time => time >= TimeSpan.FromSeconds(1) && time <= TimeSpan.FromDays(1_000));
    private readonly Option<TimeSpan?> _interval = Quantities.Option<TimeSpan>("--interval", "TIME", "How often the controller looks: 1s to 1h. Default 1m.", Quantities.TryReadDuration, "a time from 1s to 1h, such as 15m", time => time >= TimeSpan.FromSeconds(1) && time <= TimeSpan.FromHours(1));
    private readonly Option<bool> _markdown = new("--markdown") { Description = "Print Markdown." };
    private readonly Option<bool> _csv = new("--csv") { Description = "Print the days as CSV." };
    private readonly Option<string?> _chart = new("--chart") { HelpName = "FILE", Description = "Draw a chart too: FILE.svg, or FILE.png by rsvg-convert, ImageMagick, Chromium or their like." };

    private SimulateCommands(CliContext context) => _context = context;

    public static IEnumerable<Command> Create(CliContext context)
    {
        var options = new SimulateCommands(context);
        var command = new Command("simulate", "Try a plan in virtual time against drawn or recorded traffic. Ends with 0 completed, 1 rolled back or killed, 2 not at an end.") { options._plan };
        Option[] all =
        [
            options._faults, options._metrics, options._seed, options._start, options._for, options._interval, options._markdown, options._csv, options._chart,
            .. options._model.All, .. options._log.All, .. options._people.All,
        ];
        foreach (var option in all)
        {
            command.Options.Add(option);
        }

        command.SetAction(options.RunAsync);
        return [command];
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        if ((parsed.GetValue(_markdown) ? 1 : 0) + (parsed.GetValue(_csv) ? 1 : 0) + (_context.IsJson(parsed) ? 1 : 0) > 1)
        {
            throw CliException.Usage("--markdown, --csv and --json cannot be had together.");
        }

        using var chart = parsed.GetValue(_chart) is { } file ? new ChartFile(file, _context.Terminal.Variable("PATH")) : null;
        var result = await SimulateAsync(SettingsOf(parsed), cancellationToken);
        Print(parsed, result);
        if (chart is not null)
        {
            await chart.WriteAsync(result, cancellationToken);
            if (_context.Terminal.CanAsk)
            {
                _context.Terminal.Error.WriteLine($"The chart is in {Plain.Text(parsed.GetValue(_chart))}.");
            }
        }

        return result.Status switch
        {
            RolloutStatus.Completed => ExitCodes.Yes,
            RolloutStatus.RolledBack or RolloutStatus.Killed => ExitCodes.No,
            _ => ExitCodes.Undecided,
        };
    }

    private RolloutSimulation SettingsOf(ParseResult parsed)
    {
        if (parsed.GetValue(_context.Options.Url) is not null || parsed.GetValue(_context.Options.PostgreSql) is not null)
        {
            throw CliException.Usage("simulate reads plans from a flag file; leave --url and --postgres out.");
        }

        var named = parsed.GetValue(_context.Options.File);
        var found = PlanChoice.Find(parsed.GetRequiredValue(_plan), named ?? _context.Terminal.Variable(GlobalOptions.FileVariable), named is not null);
        var log = _log.Read(parsed);
        if (log is not null && _model.All.FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false }) is { } drawn)
        {
            throw CliException.Usage($"{drawn.Name} is about traffic that is drawn, and --traffic names a log.");
        }

        return found with
        {
            Traffic = log ?? (SimulatedTraffic)_model.Read(parsed, found.Plan.TimeZone),
            Faults = parsed.GetValue(_faults) ?? [],
            Metrics = (parsed.GetValue(_metrics) ?? []).GroupBy(metric => metric.Name, StringComparer.Ordinal)
                .ToDictionary(metric => metric.Key, metric => (Func<SimulatedMoment, double?>)metric.Last().At, StringComparer.Ordinal),
            People = _people.Read(parsed),
            Seed = parsed.GetValue(_seed) ?? found.Seed,
            Start = parsed.GetValue(_start),
            MaximumDuration = parsed.GetValue(_for) ?? found.MaximumDuration,
            Interval = parsed.GetValue(_interval) ?? found.Interval,
        };
    }

    private async Task<SimulationResult> SimulateAsync(RolloutSimulation settings, CancellationToken cancellationToken)
    {
        try
        {
            return _context.Terminal.CanAsk ? await WatchAsync(settings, cancellationToken) : await RunAsync(settings, cancellationToken);
        }
        catch (FormatException wrong)
        {
            throw new CliException(ExitCodes.Data, Plain.Text(wrong.Message) + ".");
        }
        catch (ArgumentException wrong)
        {
            throw CliException.Usage(Plain.Text(wrong.Message.Split(" (Parameter '")[0]));
        }
        catch (Exception trouble) when (trouble is IOException or UnauthorizedAccessException)
        {
            throw new CliException(ExitCodes.NoInput, $"The log cannot be read: {Plain.Text(trouble.Message)}");
        }
    }

    /// <summary>On another thread: it calculates without a pause, and Ctrl-C is to be heard from the first moment on.</summary>
    private static Task<SimulationResult> RunAsync(RolloutSimulation settings, CancellationToken cancellationToken) => Task.Run(() => settings.SimulateAsync(cancellationToken), cancellationToken);

    private Task<SimulationResult> WatchAsync(RolloutSimulation settings, CancellationToken cancellationToken) =>
        _context.Terminal.Asking.Progress().AutoClear(true).Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn())
            .StartAsync(progress =>
            {
                var days = progress.AddTask("Day 0 of " + DurationText.Write(settings.MaximumDuration), maxValue: settings.MaximumDuration.TotalDays);
                return RunAsync(settings with
                {
                    Looked = elapsed =>
                    {
                        if (elapsed.TotalDays >= Math.Floor(days.Value) + 1)
                        {
                            days.Value = Math.Floor(elapsed.TotalDays);
                            days.Description = FormattableString.Invariant($"Day {days.Value} of {settings.MaximumDuration.TotalDays:0.#}");
                        }
                    },
                }, cancellationToken);
            });

    private void Print(ParseResult parsed, SimulationResult result)
    {
        if (_context.IsJson(parsed))
        {
            _context.Print(SimulationDocument.Of(result), SimulatingJson.Default.SimulationDocument);
        }
        else
        {
            _context.Terminal.Out.Write(parsed.GetValue(_markdown) ? result.ToMarkdown() : parsed.GetValue(_csv) ? result.ToCsv() : result.ToString());
        }
    }

    private static bool TryReadSeed(string text, out ulong seed) => ulong.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out seed);
}
