using System.CommandLine;
using System.CommandLine.Parsing;
using FeatureRollout.AdminApi.Wire;
using FeatureRollout.Cli.Commands.Status;
using FeatureRollout.Cli.Operating;
using FeatureRollout.Cli.Terminal;

namespace FeatureRollout.Cli.Commands.Moves;

/// <summary>The way that every change goes: refuse what could not be asked, look, ask why and whether, do, say what stands now.</summary>
internal sealed class MoveCommand
{
    private readonly CliContext _context;
    private readonly Move _move;
    private readonly Consent _consent = new();
    private readonly Argument<string> _flag = Inputs.Flag();

    private MoveCommand(CliContext context, Move move) => (_context, _move) = (context, move);

    private CliTerminal Terminal => _context.Terminal;

    public static Command Create(CliContext context, Move move)
    {
        var made = new MoveCommand(context, move);
        var command = new Command(move.Name, move.Description);
        if (move.HasFlag)
        {
            command.Arguments.Add(made._flag);
        }

        foreach (var argument in move.Arguments)
        {
            command.Arguments.Add(argument);
        }

        foreach (var option in move.Options)
        {
            command.Options.Add(option);
        }

        made._consent.AddTo(command, asks: move.Question is not null);
        if (move.Check is { } check)
        {
            command.Validators.Add(result =>
            {
                // An option without its value is refused by itself, and has none that could be asked for.
                if (!result.Children.OfType<OptionResult>().Any(option => !option.Implicit && option.Tokens.Count < option.Option.Arity.MinimumNumberOfValues))
                {
                    check(result);
                }
            });
        }

        command.SetAction(made.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var need = _move.Why(parsed);
        _consent.ThrowIfNobodyAnswers(parsed, Terminal, need, asks: _move.Question is not null);
        await using var backend = await _context.OpenAsync(parsed, cancellationToken);
        var call = new MoveCall(parsed, _move.HasFlag ? parsed.GetRequiredValue(_flag) : "", backend, cancellationToken);
        var looks = _move.Question is not null && !parsed.GetValue(_consent.Yes);
        var seen = looks && _move.HasFlag ? await Situation.ReadAsync(backend, call.Key, cancellationToken) : null;
        if (looks)
        {
            if (seen is not null && _move.Refuses is { } refuses)
            {
                await refuses(call, seen);
            }

            foreach (var line in await TouchedAsync(call, seen))
            {
                Terminal.Error.WriteLine(line);
            }
        }

        call = call with { Reason = await _consent.AskReasonAsync(parsed, Terminal, need, cancellationToken) };
        if (looks && !await _consent.ConfirmAsync(parsed, Terminal, [], $"{_move.Question!(call)} in {Plain.Text(backend.Environment)}?", cancellationToken))
        {
            return ExitCodes.No;
        }

        var answer = await _move.Act(call with { Seen = _move.IsBound && !_move.TurnsOff(parsed) ? seen?.Flag : null });
        await SayAsync(call, answer);
        return ExitCodes.Yes;
    }

    /// <summary>What stands before the question, so that nobody says yes to something else than is meant.</summary>
    private async Task<IReadOnlyList<string>> TouchedAsync(MoveCall call, Situation? seen)
    {
        List<string> lines = [$"{Plain.Text(call.Backend.Place)}, environment {Plain.Text(call.Backend.Environment)}"];
        if (seen is not null)
        {
            lines.Add("  " + Standing.Line(seen.Flag, seen.Rollout));
            if (seen.Flag.Counts.EnabledCustomers > 0)
            {
                lines.Add($"  on for about {Figures.Count(seen.Flag.Counts.EnabledCustomers)} customers as counted there");
            }
        }

        if (_move.TurnsOff(call.Parsed))
        {
            var others = await DependantsAsync(call);
            lines.Add(others.Length == 0 ? "  no other flag requires it" : $"  goes off with it: {others}");
        }

        lines.AddRange(_move.Touches(call, seen).Select(line => "  " + line));
        if (_move.Forces(call.Parsed) && seen?.Rollout is { } rollout)
        {
            var judged = await call.Backend.DoAsync(Readings.Assessment(rollout.Key), call.CancellationToken);
            lines.AddRange(judged.Unmet.Select(unmet => "  not met: " + Plain.Text(unmet)));
        }

        return lines;
    }

    /// <summary>Which other flags go off with it; empty for none.</summary>
    private static async Task<string> DependantsAsync(MoveCall call)
    {
        var dependants = await call.Backend.DoAsync(Readings.Dependants(call.Key), call.CancellationToken);
        return string.Join(", ", dependants.Dependants.Where(key => !string.Equals(key, dependants.Key, StringComparison.Ordinal)).Select(Plain.Text));
    }

    private async Task SayAsync(MoveCall call, MoveAnswer answer)
    {
        var isJson = _context.IsJson(call.Parsed);
        if (isJson && answer.Print is { } print)
        {
            print(_context);
            return;
        }

        if (!isJson && answer.Line is { } line)
        {
            Terminal.Out.WriteLine(line);
        }

        if (_move.HasFlag)
        {
            await SayStandingAsync(call, isJson);
        }
    }

    private async Task SayStandingAsync(MoveCall call, bool isJson)
    {
        try
        {
            var now = await Situation.ReadAsync(call.Backend, call.Key, call.CancellationToken);
            if (isJson)
            {
                _context.Print(now.Flag, CliJson.Default.FlagResource);
                return;
            }

            Terminal.Out.WriteLine(Standing.Line(now.Flag, now.Rollout));
            if (!_move.TurnsOff(call.Parsed))
            {
                return;
            }

            // Who was asked has seen it.
            if (call.Parsed.GetValue(_consent.Yes) && await DependantsAsync(call) is { Length: > 0 } others)
            {
                Terminal.Out.WriteLine($"{Plain.Text(now.Flag.Key)}: goes off with it: {others}");
            }

            if (await FleetAsync(call) is { } fleet)
            {
                Terminal.Out.WriteLine(fleet);
            }
        }
        catch (CliException refused) when (refused.ExitCode != ExitCodes.BrokenPipe)
        {
            throw new CliException(refused.ExitCode, $"It is done, but what stands now cannot be read: {refused.Message}", refused.Details);
        }
    }

    /// <summary>Who serves it already; nothing where the store knows of no process but this one, which serves nobody.</summary>
    private static async Task<string?> FleetAsync(MoveCall call)
    {
        var fleet = await call.Backend.DoAsync(Readings.Fleet(call.Key), call.CancellationToken);
        var itself = FormattableString.Invariant($":{Environment.ProcessId}");
        return fleet.Processes.Count == 0 || (call.Backend is LocalBackend && fleet.Processes is [var only] && only.Name.EndsWith(itself, StringComparison.Ordinal))
            ? null
            : Plain.Text($"{fleet.Key}: {fleet.Text} processes");
    }
}
