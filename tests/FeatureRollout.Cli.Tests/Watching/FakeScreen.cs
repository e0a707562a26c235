using System.Threading.Channels;
using FeatureRollout.Cli.Watching.Drawing;
using FeatureRollout.Cli.Watching.Live;

namespace FeatureRollout.Cli.Tests.Watching;

/// <summary>A screen that keeps what it shows, and a keyboard.</summary>
internal sealed class FakeScreen : ILiveScreen
{
    private readonly Channel<LiveSignal> _signals = Channel.CreateUnbounded<LiveSignal>();
    private volatile string _shown = "";
    private (int Width, int Height) _size = (80, 24);
    private (int Width, int Height) _drawnFor;

    public (int Width, int Height) Size
    {
        get => _drawnFor = _size;
        set => _size = value;
    }

    public ChannelReader<LiveSignal> Signals => _signals.Reader;

    public string Shown => _shown;

    public void Press(LiveSignal signal) => _signals.Writer.TryWrite(signal);

    public void Show(IReadOnlyList<Line> lines)
    {
        // Its size may have changed since the page was drawn.
        Assert.True(lines.Count <= _drawnFor.Height);
        _shown = string.Join('\n', lines);
    }

    /// <summary>Waits until a text is shown; the time of the world passes meanwhile, second by second.</summary>
    public async Task UntilShownAsync(World world, string text)
    {
        for (var turn = 0; turn < 5_000 && !Shown.Contains(text, StringComparison.Ordinal); turn++)
        {
            world.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
        }

        Assert.Contains(text, Shown, StringComparison.Ordinal);
    }

    public void Dispose() => _signals.Writer.TryComplete();
}
