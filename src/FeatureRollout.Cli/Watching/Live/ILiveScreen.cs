using System.Threading.Channels;
using FeatureRollout.Cli.Watching.Drawing;

namespace FeatureRollout.Cli.Watching.Live;

/// <summary>What a person does to a live page, or the terminal.</summary>
internal enum LiveSignal
{
    /// <summary>Draw again: the size has changed, or time has passed.</summary>
    Redraw,

    /// <summary>Read now.</summary>
    Again,

    /// <summary>Enough.</summary>
    Leave,
}

/// <summary>A terminal that shows whole pages; disposing it brings back what was there before.</summary>
internal interface ILiveScreen : IDisposable
{
    (int Width, int Height) Size { get; }

    ChannelReader<LiveSignal> Signals { get; }

    /// <summary>Shows these lines and nothing else.</summary>
    void Show(IReadOnlyList<Line> lines);
}
