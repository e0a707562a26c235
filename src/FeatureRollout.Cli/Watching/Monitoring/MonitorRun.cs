using System.Text.Json;
using FeatureRollout.Cli.Operating;
using FeatureRollout.Cli.Terminal;
using FeatureRollout.Cli.Watching.Live;
using FeatureRollout.Cli.Watching.Reading;
using FeatureRollout.Text;

namespace FeatureRollout.Cli.Watching.Monitoring;

/// <summary>Looks at a stage again and again until it is decided or the time is over.</summary>
internal sealed class MonitorRun(IBackend backend, CliTerminal terminal, string flag, string stage, TimeSpan limit, TimeSpan interval, bool asJson)
{
    private readonly TimeProvider _time = terminal.Time;
    private readonly PictureReader _reader = new(backend, flag, terminal.Time, withHistory: false);
    private FlagPicture? _before;
    private StageJudgement _judged = new(StageVerdict.Undecided, "Nothing could be read.");
    private bool _hasReached;
    private string? _trouble;

    /// <returns>0 passed, 1 failed, 2 not decided in time, 69 not reachable at the end of the time.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var began = _time.GetTimestamp();
        while (true)
        {
            await LookAsync(cancellationToken);
            if (_trouble is null && _judged.Verdict != StageVerdict.Undecided)
            {
                return End(_judged.Verdict == StageVerdict.Pass ? ExitCodes.Yes : ExitCodes.No);
            }

            var left = limit - _time.GetElapsedTime(began);
            if (left <= TimeSpan.Zero)
            {
                return End(_trouble is null ? ExitCodes.Undecided : ExitCodes.Unavailable);
            }

            await Task.Delay(left < interval ? left : interval, _time, cancellationToken);
        }
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        FlagPicture picture;
        try
        {
            picture = await Away.WithinAsync(BackgroundReading<FlagPicture>.Longest, _time, _reader.ReadAsync, cancellationToken);
        }
        catch (Exception exception) when (Away.Is(exception) && (_before is not null || exception is not CliException { ExitCode: ExitCodes.NoInput or ExitCodes.Data }))
        {
            if (_trouble is null)
            {
                _trouble = Plain.Text(exception.Message);
                Say([$"not reachable: {_trouble}"]);
            }

            return;
        }

        var rollout = picture.Rollout ?? throw CliException.Usage($"\"{Plain.Text(flag)}\" has no rollout.");
        var stages = rollout.CopiedPlan.Stages;
        var place = stages.Index().FirstOrDefault(each => string.Equals(each.Item.Name, stage, StringComparison.OrdinalIgnoreCase), (-1, null!)).Index + 1;
        if (place == 0)
        {
            throw Unknown(stage, [.. stages.Select(each => each.Name)]);
        }

        var assessment = picture.Assessment ?? throw CliException.Usage($"\"{Plain.Text(flag)}\" has no rollout.");
        _judged = StageJudgement.Decide(rollout, assessment, place, _hasReached, picture.SeesOutcomes);
        _hasReached |= rollout.StageNumber >= place;
        string[] changes = [.. _trouble is null ? Array.Empty<string>() : ["reachable again"], .. ChangeLog.Between(_before, picture)];
        (_before, _trouble) = (picture, null);
        Say(changes);
    }

    private static CliException Unknown(string stage, IReadOnlyList<string> names) => CliException.Usage(
        $"The plan has no stage called \"{Plain.Text(stage)}\"; "
        + (NearestName.To(stage, names) is { } nearest ? $"did you mean \"{Plain.Text(nearest)}\"?" : $"it has {string.Join(", ", names.Select(Plain.Text))}."));

    private void Say(string[] changes)
    {
        if (changes.Length == 0)
        {
            return;
        }

        if (asJson)
        {
            Print(changes, isFinal: false);
            return;
        }

        foreach (var change in changes)
        {
            terminal.Out.WriteLine($"{Words.Stamp(_time.GetUtcNow())}  {change}");
        }

        terminal.Out.Flush();
    }

    private int End(int exit)
    {
        if (asJson)
        {
            Print([], isFinal: true);
            return exit;
        }

        var (word, why) = exit switch
        {
            ExitCodes.Yes => ("passed", Plain.Text(_judged.Why)),
            ExitCodes.No => ("failed", Plain.Text(_judged.Why)),
            ExitCodes.Undecided => ("undecided", Plain.Text(_judged.Why)),
            _ => ("not reachable", _trouble ?? ""),
        };
        terminal.Out.WriteLine($"{Words.Stamp(_time.GetUtcNow())}  {word}: {why}");
        terminal.Out.Flush();
        return exit;
    }

    private void Print(IReadOnlyList<string> changes, bool isFinal)
    {
        var rollout = _before?.Rollout;
        var document = new MonitorDocument(
            _time.GetUtcNow(), flag, stage, _trouble is null ? _judged.Verdict : StageVerdict.Undecided, _trouble is null ? _judged.Why : "not reachable", isFinal, _trouble,
            rollout?.Status, rollout?.Stage, rollout?.Percentage, changes);
        terminal.Out.WriteLine(JsonSerializer.Serialize(document, WatchJson.Default.MonitorDocument));
        terminal.Out.Flush();
    }
}
