using System.Diagnostics;
using FeatureRollout.Cli.Tests.Running;

namespace FeatureRollout.Cli.Tests.Watching;

/// <summary>A real pseudo terminal, of tmux, with a shell in a folder.</summary>
internal sealed class TmuxTerminal : IAsyncDisposable
{
    private readonly string _socket = "fr-" + Guid.NewGuid().ToString("N");

    public static async Task<TmuxTerminal> OpenAsync(string folder, int width, int height)
    {
        var terminal = new TmuxTerminal();
        await terminal.RunAsync("-f", "/dev/null", "new-session", "-d", "-x", $"{width}", "-y", $"{height}", "-c", folder, "env", "PS1=ready> ", "LC_ALL=C.UTF-8", "bash", "--norc", "--noprofile");
        await terminal.UntilShownAsync("ready>");
        return terminal;
    }

    /// <summary>Starts the program from the shell.</summary>
    public Task StartAsync(string arguments) => TypeAsync($"dotnet '{CliProcess.Program}' {arguments}; echo \"exit $?\"", "Enter");

    public Task TypeAsync(params string[] keys) => RunAsync(["send-keys", .. keys]);

    public Task ResizeAsync(int width, int height) => RunAsync("resize-window", "-x", $"{width}", "-y", $"{height}");

    public async Task<string> ShownAsync() => await RunAsync("capture-pane", "-p");

    /// <summary>Such as <c>#{alternate_on}</c>.</summary>
    public async Task<string> AskAsync(string format) => (await RunAsync("display-message", "-p", format)).Trim();

    public async Task<string> UntilShownAsync(string text)
    {
        var shown = "";
        for (var turn = 0; turn < 600; turn++)
        {
            shown = await ShownAsync();
            if (shown.Contains(text, StringComparison.Ordinal))
            {
                return shown;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }

        Assert.Fail($"\"{text}\" does not come; there is:\n{shown}");
        return shown;
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
