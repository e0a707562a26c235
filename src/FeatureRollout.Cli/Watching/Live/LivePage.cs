using System.Threading.Channels;
using FeatureRollout.Cli.Terminal;
using FeatureRollout.Cli.Watching.Drawing;
using FeatureRollout.Cli.Watching.Pages;

namespace FeatureRollout.Cli.Watching.Live;

/// <summary>Draws a page of what is known at the moment, in a width and height, with a note on what is wrong.</summary>
internal delegate IReadOnlyList<Line> DrawPage<in T>(T picture, DateTimeOffset now, int width, int? height, string? trouble, out int hidden);

/// <summary>Keeps a page on the screen until somebody leaves. It never waits for what is read.</summary>
internal sealed class LivePage<T>(ILiveScreen screen, BackgroundReading<T> reading, DrawPage<T> draw, string name, string place, TimeSpan interval, TimeProvider time)
    where T : class
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    /// <summary>Runs until <c>q</c>; then all that was begun has ended or was given up.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var wakes = Channel.CreateUnbounded<bool>();
        var read = Task.Run(() => reading.RunAsync(() => wakes.Writer.TryWrite(true), ended.Token), CancellationToken.None);
        await using var tick = time.CreateTimer(_ => wakes.Writer.TryWrite(true), null, Tick, Tick);
        try
        {
            while (true)
            {
                Show();
                await Task.WhenAny(read, wakes.Reader.WaitToReadAsync(cancellationToken).AsTask(), screen.Signals.WaitToReadAsync(cancellationToken).AsTask());
                cancellationToken.ThrowIfCancellationRequested();
                if (read.IsCompleted)
                {
                    await read;
                }

                while (screen.Signals.TryRead(out var signal))
                {
                    switch (signal)
                    {
                        case LiveSignal.Leave:
                            return;
                        case LiveSignal.Again:
                            reading.Again();
                            break;
                    }
                }

                while (wakes.Reader.TryRead(out _))
                {
                    // However often it was woken, it draws once.
                }
            }
        }
        finally
        {
            await ended.CancelAsync();
        }
    }

    private void Show()
    {
        var (width, height) = screen.Size;
        var (seen, now) = (reading.Seen, time.GetUtcNow());
        var hidden = 0;
        IReadOnlyList<Line> lines = seen.Last is { } picture
            ? draw(picture, now, width, Math.Max(1, height - 1), seen.Note(place), out hidden)
            : [HeadPart.Title(name, "", place, now, width), Line.Empty, Line.Of("Reading …", Tone.Quiet)];
        screen.Show([.. lines.Take(height - 1), .. Enumerable.Repeat(Line.Empty, Math.Max(0, height - 1 - lines.Count)), Foot(hidden, width)]);
    }

    private Line Foot(int hidden, int width)
    {
        var keys = new Span("q leaves  r reads now", Tone.Strong);
        var every = new Span($"  every {Words.Duration(interval)}", Tone.Quiet);
        return hidden == 0
            ? new Line(keys, every).Fit(width)
            : new Line(keys, every, new Span($"  {Cells.More} {hidden} more lines in a higher window", Tone.Attention)).Fit(width);
    }
}
