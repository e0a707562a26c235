using System.Text.Json;
using FeatureRollout.Cli.Operating;
using FeatureRollout.Cli.Terminal;
using FeatureRollout.Cli.Watching.Drawing;
using FeatureRollout.Cli.Watching.Pages;
using FeatureRollout.Cli.Watching.Reading;

namespace FeatureRollout.Cli.Watching.Verifying;

/// <summary>Looks once, and says what is as it should be and what is not.</summary>
internal sealed class VerifyRun(IBackend backend, CliTerminal terminal, bool asJson)
{
    private const int NameWidth = 11;

    /// <returns>0 all pass, 1 one fails, 2 one is not decided or has no data and none fails.</returns>
    public async Task<int> RunAsync(IReadOnlyList<string> flags, decimal? expected, int? processes, CancellationToken cancellationToken)
    {
        var checks = await Away.WithinAsync(TimeSpan.FromMinutes(1), terminal.Time, cancellation => CheckAsync(flags, expected, processes, cancellation), cancellationToken);
        var verdict = Check.Of(checks);
        if (asJson)
        {
            terminal.Out.WriteLine(JsonSerializer.Serialize(new VerifyDocument(terminal.Time.GetUtcNow(), backend.Environment, backend.Place, verdict, checks), VerifyJson.Default.VerifyDocument));
        }
        else
        {
            Print(checks, verdict);
        }

        return verdict switch { CheckVerdict.Pass => ExitCodes.Yes, CheckVerdict.Fail => ExitCodes.No, _ => ExitCodes.Undecided };
    }

    private async Task<IReadOnlyList<Check>> CheckAsync(IReadOnlyList<string> flags, decimal? expected, int? processes, CancellationToken cancellationToken)
    {
        var surroundings = await Surroundings.ReadAsync(backend, cancellationToken);
        var unknown = await backend.DoAsync(Readings.UnknownFlags(), cancellationToken);
        var checks = PlaceChecks.Of(backend.Place, surroundings, unknown, terminal.Time.GetUtcNow()).ToList();
        if (flags.Count == 0)
        {
            var rollouts = await backend.DoAsync(Surroundings.Rollouts(), cancellationToken);
            flags = [.. rollouts.Rollouts.Where(rollout => rollout.Status is not (RolloutStatus.Draft or RolloutStatus.Completed)).Select(rollout => rollout.Key)];
        }

        foreach (var flag in flags.Distinct(StringComparer.Ordinal))
        {
            checks.AddRange(FlagChecks.Of(await new PictureReader(backend, flag, terminal.Time, withHistory: false).ReadAsync(cancellationToken), expected, processes));
        }

        return checks;
    }

    private void Print(IReadOnlyList<Check> checks, CheckVerdict verdict)
    {
        string? flag = null;
        var width = terminal.Screen.Profile.Width;
        foreach (var check in checks)
        {
            if (check.Flag != flag)
            {
                flag = check.Flag;
                Write(Line.Of(Plain.Text(flag), Tone.Strong));
            }

            var sign = check.Verdict switch
            {
                CheckVerdict.Pass => new Span(Signs.Good, Tone.Good),
                CheckVerdict.Fail => new Span(Signs.Bad, Tone.Bad),
                CheckVerdict.Undecided => new Span(Signs.Open, Tone.Attention),
                _ => new Span(Signs.Nothing, Tone.Attention),
            };
            foreach (var (i, line) in Cells.Wrap(Plain.Text(check.Text), Math.Max(20, width - NameWidth - 3)).Index())
            {
                Write(i == 0
                    ? new Line(sign, new Span(" " + Cells.Left(check.Name, NameWidth), Tone.Strong), new Span(line, Tone.Plain))
                    : Line.Of(new string(' ', NameWidth + 2) + line));
            }
        }

        var counts = checks.CountBy(check => check.Verdict).ToDictionary();
        Write(Line.Of($"{(verdict == CheckVerdict.Pass ? "passed" : verdict == CheckVerdict.Fail ? "failed" : "undecided")}: {checks.Count} checks, {counts.GetValueOrDefault(CheckVerdict.Fail)} failed, "
            + $"{counts.GetValueOrDefault(CheckVerdict.Undecided) + counts.GetValueOrDefault(CheckVerdict.NoData)} not decided", Tone.Strong));
    }

    private void Write(Line line) => terminal.Out.WriteLine(WatchRun.HasColours(terminal) ? line.Coloured() : line.ToString());
}
