using System.Diagnostics;

namespace FeatureRollout.Cli.Tests.Running;

/// <summary>A real pseudo terminal, of tmux, with a shell in a folder in which <c>feature-rollout</c> is the real program. Its server is its own, and ended with it.</summary>
internal sealed class TmuxTerminal : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string _socket = "feature-rollout-" + Guid.NewGuid().ToString("N");

    public static async Task<TmuxTerminal> OpenAsync(string folder, int width = 80, int height = 24)
    {
        var terminal = new TmuxTerminal();
        await terminal.RunAsync(
            "-f", "/dev/null", "new-session", "-d", "-x", $"{width}", "-y", $"{height}", "-c", folder,
            "env", "-u", "FEATURE_ROLLOUT_FILE", "NO_COLOR=1", "USER=ana", "LC_ALL=C.UTF-8", "PS1=$ ", "bash", "--norc", "--noprofile");
        await terminal.TypeAsync($"feature-rollout() {{ dotnet '{CliProcess.Program}' \"$@\"; }}; clear");
        await terminal.UntilAsync(shown => shown.Trim() == "$");
        return terminal;
    }

    /// <summary>Types a line and Enter.</summary>
    public async Task TypeAsync(string line)
    {
        await RunAsync("send-keys", "-l", "--", line);
        await PressAsync("Enter");
    }

    /// <summary>Presses a key by its name, such as <c>C-c</c>.</summary>
    public Task PressAsync(string key) => RunAsync("send-keys", key);

    public Task ResizeAsync(int width, int height) => RunAsync("resize-window", "-x", $"{width}", "-y", $"{height}");

    /// <summary>Such as <c>#{alternate_on}</c>.</summary>
    public async Task<string> AskAsync(string format) => (await RunAsync("display-message", "-p", format)).Trim();

    public Task<string> UntilShownAsync(string text) => UntilAsync(shown => shown.Contains(text, StringComparison.Ordinal));

    /// <summary>Waits until the screen shows something.</summary>
    public async Task<string> UntilAsync(Func<string, bool> shows)
    {
        var start = Stopwatch.GetTimestamp();
        while (true)
        {
            // Starting tmux is pause enough.
            var shown = await RunAsync("capture-pane", "-p");
            if (shows(shown))
            {
                return shown;
            }

            Assert.True(Stopwatch.GetElapsedTime(start) < Patience, "The screen shows:\n" + shown);
        }
    }

    public async ValueTask DisposeAsync() => await RunAsync("kill-server");

    private async Task<string> RunAsync(params string[] arguments)
    {
        using var tmux = Process.Start(new ProcessStartInfo("tmux", ["-L", _socket, .. arguments]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (output, error) = (tmux.StandardOutput.ReadToEndAsync(), tmux.StandardError.ReadToEndAsync());
        await tmux.WaitForExitAsync();
        _ = await error;
        return await output;
    }
}
