namespace FeatureRollout.Cli.Tests.Running;

/// <summary>What a command did.</summary>
/// <param name="ExitCode">What it ended with.</param>
/// <param name="Out">What it printed.</param>
/// <param name="Error">What it said on the error stream.</param>
internal sealed record CliResult(int ExitCode, string Out, string Error)
{
    /// <summary>All of it as one text, as approved files keep it.</summary>
    public override string ToString() => $"exit {ExitCode}\n{Section("out", Out)}{Section("error", Error)}";

    private static string Section(string name, string text) => text.Length == 0 ? "" : $"--- {name}\n{text.ReplaceLineEndings("\n").TrimEnd('\n')}\n";
}
