namespace FeatureRollout.Cli.Terminal;

/// <summary>Ends a command with one clear message on the error stream.</summary>
/// <param name="exitCode">One of <see cref="ExitCodes"/>.</param>
/// <param name="message">What is wrong, where, and what would be right.</param>
/// <param name="details">More lines, such as every condition that is not met.</param>
internal sealed class CliException(int exitCode, string message, IReadOnlyList<string>? details = null) : Exception(message)
{
    public int ExitCode { get; } = exitCode;

    public IReadOnlyList<string> Details { get; } = details ?? [];

    /// <summary>The command line asks for something that cannot be meant.</summary>
    public static CliException Usage(string message) => new(ExitCodes.Usage, message);
}
