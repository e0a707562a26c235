using FeatureRollout.Cli.Terminal;
using FeatureRollout.Cli.Tests.Running;

namespace FeatureRollout.Cli.Tests.Commands;

/// <summary>Runs commands as if somebody sat before a terminal.</summary>
internal static class Answering
{
    public static Task<CliResult> RunAsync(CliFolder folder, string answers, params string[] arguments) => RunAsync(folder, new StringReader(answers), arguments);

    public static async Task<CliResult> RunAsync(CliFolder folder, TextReader answers, params string[] arguments)
    {
        using StringWriter output = new(), error = new();
        var terminal = new CliTerminal
        {
            Out = output, Error = error, In = answers, IsScreen = false, CanAsk = true, Time = folder.Time,
            Variable = name => name == GlobalOptions.FileVariable ? folder.In("flags.json") : null,
        };
        var exit = await Tool.RunAsync(arguments, terminal, CancellationToken.None);
        return new CliResult(exit, Hide(folder, output), Hide(folder, error));
    }

    private static string Hide(CliFolder folder, StringWriter text) => text.ToString().Replace(folder.Path + Path.DirectorySeparatorChar, "", StringComparison.Ordinal);
}

/// <summary>Somebody who does something else before answering.</summary>
internal sealed class SlowAnswers(Action meanwhile, params string[] answers) : TextReader
{
    private readonly Queue<string> _answers = new(answers);

    public override string? ReadLine()
    {
        if (_answers.Count == 1)
        {
            meanwhile();
        }

        return _answers.TryDequeue(out var answer) ? answer : null;
    }
}
