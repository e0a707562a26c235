using System.Diagnostics;
using FeatureRollout.Cli.Tests.Running;

namespace FeatureRollout.Cli.Tests.Commands;

/// <summary>A terminal of 80 columns in which a person types. Its server is its own, and ended with it.</summary>
internal sealed class TmuxSession : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string _socket = $"feature-rollout-{Guid.NewGuid():N}";

    public TmuxSession(CliFolder folder)
    {
        var tool = $"feature-rollout() {{ dotnet '{CliProcess.Program}' \"$@\"; }}; PS1='$ '";
        _ = Run("-f", "/dev/null", "new-session", "-d", "-x", "80", "-y", "24", "-c", folder.Path, "env", "-u", "FEATURE_ROLLOUT_FILE", "NO_COLOR=1", "USER=ana", "bash", "--norc");
        Type(tool + "; clear");
        WaitFor(screen => screen.TrimEnd().EndsWith('$') && !screen.Contains("PS1", StringComparison.Ordinal));
    }

    /// <summary>Types a line and Enter.</summary>
    public void Type(string line)
    {
        _ = Run("send-keys", "-l", "--", line);
        Press("Enter");
    }

    public void Press(string key) => _ = Run("send-keys", key);

    /// <summary>Waits until the screen shows something.</summary>
    public string WaitFor(Func<string, bool> shows)
    {
        var start = Stopwatch.GetTimestamp();
        while (true)
        {
            // Starting tmux is pause enough.
            var screen = Run("capture-pane", "-p");
            if (shows(screen))
            {
                return screen;
            }

            Assert.True(Stopwatch.GetElapsedTime(start) < Patience, "The screen shows:\n" + screen);
        }
    }

    public void Dispose() => _ = Run("kill-server");

    private string Run(params string[] arguments)
    {
        using var tmux = Process.Start(new ProcessStartInfo("tmux", ["-L", _socket, .. arguments]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = tmux.StandardOutput.ReadToEnd();
        tmux.WaitForExit();
        return output;
    }
}
