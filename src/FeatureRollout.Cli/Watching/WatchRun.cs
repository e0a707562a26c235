using System.Text.Json;
using FeatureRollout.Cli.Operating;
using FeatureRollout.Cli.Terminal;
using FeatureRollout.Cli.Watching.Drawing;
using FeatureRollout.Cli.Watching.Live;
using FeatureRollout.Cli.Watching.Pages;
using FeatureRollout.Cli.Watching.Reading;
using Spectre.Console;

namespace FeatureRollout.Cli.Watching;

/// <summary>Shows one kind of picture: as a live page, as one page, as a log of changes, or as JSON.</summary>
/// <typeparam name="T">The picture.</typeparam>
internal sealed class WatchRun<T>(CliTerminal terminal, string name, string place, TimeSpan interval, Func<CancellationToken, Task<T>> read)
    where T : class
{
    private readonly TimeProvider _time = terminal.Time;

    public required DrawPage<T> Draw { get; init; }

    /// <summary>What has changed since the picture before.</summary>
    public required Func<T?, T, IEnumerable<string>> Changes { get; init; }

    /// <summary>A picture, or why there is none, with the picture before, as one line of JSON.</summary>
    public required Func<T?, T?, string?, DateTimeOffset, string> Json { get; init; }

    /// <summary>Shows it until left or cancelled.</summary>
    public async Task<int> LiveAsync(ILiveScreen screen, CancellationToken cancellationToken)
    {
        var reading = new BackgroundReading<T>(read, interval, _time);
        try
        {
            await new LivePage<T>(screen, reading, Draw, name, place, interval, _time).RunAsync(cancellationToken);
            return ExitCodes.Yes;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return ExitCodes.Interrupted;
        }
    }

    /// <summary>One page, however long.</summary>
    public async Task<int> OnceAsync(bool asJson, CancellationToken cancellationToken)
    {
        var picture = await ReadAsync(cancellationToken);
        if (asJson)
        {
            terminal.Out.WriteLine(Json(null, picture, null, _time.GetUtcNow()));
            return ExitCodes.Yes;
        }

        foreach (var line in Draw(picture, _time.GetUtcNow(), terminal.Screen.Profile.Width, null, null, out _))
        {
            terminal.Out.WriteLine(WatchRun.HasColours(terminal) ? line.Coloured() : line.ToString());
        }

        return ExitCodes.Yes;
    }

    /// <summary>A line for each change, or a document for each look, until cancelled.</summary>
    public async Task<int> LogAsync(bool asJson, CancellationToken cancellationToken)
    {
        T? before = null;
        string? trouble = null;
        try
        {
            while (true)
            {
                T? picture = null;
                string? missing = null;
                try
                {
                    picture = await ReadAsync(cancellationToken);
                }
                catch (Exception exception) when (before is not null && !cancellationToken.IsCancellationRequested)
                {
                    missing = exception.Message;
                }

                var now = _time.GetUtcNow();
                if (asJson)
                {
                    terminal.Out.WriteLine(Json(before, picture, missing, now));
                }
                else
                {
                    foreach (var line in Lines(before, picture, trouble, missing))
                    {
                        terminal.Out.WriteLine($"{Words.Stamp(now)}  {line}");
                    }
                }

                terminal.Out.Flush();
                (before, trouble) = (picture ?? before, missing);
                await Task.Delay(interval, _time, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return ExitCodes.Interrupted;
        }
    }

    private IEnumerable<string> Lines(T? before, T? picture, string? troubleBefore, string? trouble)
    {
        if (trouble is not null)
        {
            return troubleBefore is null ? [$"not reachable: {Plain.Text(trouble)}"] : [];
        }

        return [.. troubleBefore is null ? Array.Empty<string>() : ["reachable again"], .. picture is null ? [] : Changes(before, picture)];
    }

    private Task<T> ReadAsync(CancellationToken cancellationToken) => Away.WithinAsync(BackgroundReading<T>.Longest, _time, read, cancellationToken);
}

/// <summary>The two kinds of pictures that are watched.</summary>
internal static class WatchRun
{
    public static WatchRun<FlagPicture> OfFlag(IBackend backend, CliTerminal terminal, string flag, TimeSpan interval) =>
        new(terminal, flag, backend.Place, interval, new PictureReader(backend, flag, terminal.Time, withHistory: true).ReadAsync)
        {
            Draw = FlagPage.Draw,
            Changes = ChangeLog.Between,
            Json = (before, now, trouble, at) => JsonSerializer.Serialize(
                new WatchDocument(at, backend.Environment, backend.Place, trouble, now?.SeesOutcomes, now?.Flag, now?.Rollout, now?.Assessment, now?.Stats, now?.History, now?.Fleet, News(before, now)),
                WatchJson.Default.WatchDocument),
        };

    public static WatchRun<ListPicture> OfAll(IBackend backend, CliTerminal terminal, TimeSpan interval) =>
        new(terminal, "rollouts", backend.Place, interval, async cancellationToken =>
        {
            var surroundings = await Surroundings.ReadAsync(backend, cancellationToken);
            var rollouts = await backend.DoAsync(Surroundings.Rollouts(), cancellationToken);
            return new ListPicture(terminal.Time.GetUtcNow(), backend.Environment, backend.Place, surroundings.SeesOutcomes, rollouts.Rollouts);
        })
        {
            Draw = ListPage.Draw,
            Changes = ChangeLog.Between,
            Json = (_, now, trouble, at) =>
                JsonSerializer.Serialize(new WatchListDocument(at, backend.Environment, backend.Place, trouble, now?.SeesOutcomes, now?.Rollouts), WatchJson.Default.WatchListDocument),
        };

    public static bool HasColours(CliTerminal terminal) => terminal.Screen.Profile.Capabilities.ColorSystem != ColorSystem.NoColors;

    private static IReadOnlyList<AdminApi.Wire.EventResource>? News(FlagPicture? before, FlagPicture? now)
    {
        var last = before is { Events.Count: > 0 } ? before.Events[^1].Sequence : 0;
        return now is null ? null : [.. now.Events.Where(happened => happened.Sequence > last)];
    }
}
