using System.Runtime.InteropServices;
using System.Text;
using System.Threading.Channels;
using FeatureRollout.Cli.Watching.Drawing;

namespace FeatureRollout.Cli.Watching.Live;

/// <summary>The terminal of this process on its second screen, without cursor and without wrapping. Whatever ends the program, the first screen comes back.</summary>
internal sealed class AnsiScreen : ILiveScreen
{
    private const string Enter = "\e[?1049h\e[?25l\e[?7l\e[2J";
    private const string Restore = "\e[0m\e[?7h\e[?25h\e[?1049l";

    private readonly Lock _gate = new();
    private readonly TextWriter _output;
    private readonly bool _hasColours;
    private readonly Channel<LiveSignal> _signals = Channel.CreateUnbounded<LiveSignal>();
    private readonly List<PosixSignalRegistration> _registrations = [];
    private string[] _shown = [];
    private (int Width, int Height) _shownSize;
    private bool _isOver;

    public AnsiScreen(TextWriter output, bool hasColours)
    {
        (_output, _hasColours) = (output, hasColours);
        AppDomain.CurrentDomain.ProcessExit += AtExit;
        if (!OperatingSystem.IsWindows())
        {
            _registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGWINCH, _ => Redraw()));

            // Ctrl-Z would leave a shell on this screen, without a cursor.
            _registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGTSTP, static signal => signal.Cancel = true));
            _registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGCONT, _ => Again()));
        }

        Write(Enter);
        new Thread(ReadKeys) { IsBackground = true, Name = "keys" }.Start();
    }

    public (int Width, int Height) Size
    {
        get
        {
            try
            {
                return (Math.Max(1, Console.WindowWidth), Math.Max(1, Console.WindowHeight));
            }
            catch (IOException)
            {
                return (80, 24);
            }
        }
    }

    public ChannelReader<LiveSignal> Signals => _signals.Reader;

    public void Show(IReadOnlyList<Line> lines)
    {
        var size = Size;
        string[] texts = [.. lines.Take(size.Height).Select(line => line.Fit(size.Width)).Select(line => _hasColours ? line.Coloured() : line.ToString())];
        var frame = new StringBuilder("\e[?2026h");
        lock (_gate)
        {
            if (size != _shownSize)
            {
                frame.Append("\e[2J");
                (_shown, _shownSize) = ([], size);
            }

            for (var row = 0; row < Math.Max(texts.Length, _shown.Length); row++)
            {
                var text = row < texts.Length ? texts[row] : "";
                if (row >= _shown.Length || text != _shown[row])
                {
                    // Erased before, not behind it: behind a line of the whole width that would take its last cell.
                    frame.Append(System.Globalization.CultureInfo.InvariantCulture, $"\e[{row + 1};1H\e[2K{text}");
                }
            }

            _shown = texts;
            Write(frame.Append("\e[?2026l").ToString());
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (_isOver)
            {
                return;
            }

            Write(Restore);
            _isOver = true;
        }

        AppDomain.CurrentDomain.ProcessExit -= AtExit;
        foreach (var registration in _registrations)
        {
            registration.Dispose();
        }
    }

    private void AtExit(object? sender, EventArgs e) => Dispose();

    private void Redraw() => _signals.Writer.TryWrite(LiveSignal.Redraw);

    private void Again()
    {
        lock (_gate)
        {
            _shown = [];
        }

        Redraw();
    }

    private void Write(string text)
    {
        lock (_gate)
        {
            if (!_isOver)
            {
                _output.Write(text);
                _output.Flush();
            }
        }
    }

    private void ReadKeys()
    {
        try
        {
            while (true)
            {
                var key = Console.ReadKey(intercept: true);
                if (key.Key is ConsoleKey.Q or ConsoleKey.Escape || key.KeyChar is 'q' or 'Q')
                {
                    _signals.Writer.TryWrite(LiveSignal.Leave);
                }
                else if (key.KeyChar is 'r' or 'R' or ' ')
                {
                    _signals.Writer.TryWrite(LiveSignal.Again);
                }
            }
        }
        catch (Exception exception) when (exception is InvalidOperationException or IOException)
        {
            // There is no keyboard: Ctrl-C still ends it.
        }
    }
}
