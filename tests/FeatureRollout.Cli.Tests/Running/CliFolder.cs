using System.Diagnostics;
using FeatureRollout.Cli.Terminal;

namespace FeatureRollout.Cli.Tests.Running;

/// <summary>A folder of its own with a flag file, in which commands run: within this process, which is quick, or as the real program.</summary>
internal sealed class CliFolder : IDisposable
{
    public CliFolder(string? flags = null)
    {
        if (flags is not null)
        {
            Write("flags.json", flags);
        }
    }

    public string Path { get; } = Directory.CreateTempSubdirectory("feature-rollout-cli-").FullName;

    /// <summary>The clock of commands that run within this process.</summary>
    public TimeProvider Time { get; set; } = TimeProvider.System;

    /// <summary>Environment variables of the commands.</summary>
    public Dictionary<string, string> Variables { get; } = new(StringComparer.Ordinal);

    public string In(string name) => System.IO.Path.Combine(Path, name);

    public string Write(string name, string text)
    {
        File.WriteAllText(In(name), text);
        return In(name);
    }

    /// <summary>Runs a command within this process on this folder's <c>flags.json</c>, unless it names another place.</summary>
    /// <param name="arguments">The command line.</param>
    public async Task<CliResult> RunAsync(params string[] arguments)
    {
        using StringWriter output = new(), error = new();
        var terminal = new CliTerminal
        {
            Out = output, Error = error, In = new StringReader(""), Input = static () => Stream.Null, IsScreen = false, CanAsk = false, Time = Time,
            Variable = name => Variables.GetValueOrDefault(name) ?? (name == GlobalOptions.FileVariable ? In("flags.json") : null),
        };
        var exit = await Tool.RunAsync(arguments, terminal, CancellationToken.None);
        return new CliResult(exit, Hide(output.ToString()), Hide(error.ToString()));
    }

    /// <summary>Runs the real program in this folder.</summary>
    public Task<CliResult> RunProcessAsync(params string[] arguments) => RunProcessWithAsync(input: null, arguments);

    /// <summary>The same with something on its input.</summary>
    public Task<CliResult> RunProcessWithAsync(string? input, params string[] arguments) => FinishAsync(CliProcess.Start(Path, Variables, arguments), input);

    /// <summary>Runs a script of bash in this folder, in which <c>feature-rollout</c> is the real program.</summary>
    public Task<CliResult> RunScriptAsync(string script) => FinishAsync(CliProcess.StartScript(Path, Variables, script), input: null);

    /// <summary>Gives a process its input, and waits for its end.</summary>
    public async Task<CliResult> FinishAsync(Process started, string? input)
    {
        using var process = started;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        try
        {
            await process.StandardInput.WriteAsync(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has ended without reading.
        }

        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }

        return new CliResult(process.ExitCode, Hide(await output), Hide(await error));
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);

    /// <summary>The folder's name is another in each run.</summary>
    private string Hide(string text) => text.Replace(Path + System.IO.Path.DirectorySeparatorChar, "", StringComparison.Ordinal).Replace(Path, "FOLDER", StringComparison.Ordinal);
}
