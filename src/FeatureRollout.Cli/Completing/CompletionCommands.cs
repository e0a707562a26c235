using System.CommandLine;
using System.CommandLine.Parsing;
using FeatureRollout.Cli.Terminal;

namespace FeatureRollout.Cli.Completing;

/// <summary><c>completion</c>: what a shell needs to complete command lines.</summary>
internal static class CompletionCommands
{
    public static IEnumerable<Command> Create(CliContext context)
    {
        var shell = new Argument<string>("SHELL") { Description = $"One of {string.Join(", ", ShellScripts.Shells)}." };
        shell.AcceptOnlyFromAmong([.. ShellScripts.Shells]);
        var completion = new Command("completion", "Print a script that makes a shell complete this program's command lines.") { shell };
        completion.SetAction(parsed =>
        {
            context.Terminal.Out.Write(ShellScripts.Of(parsed.GetRequiredValue(shell)));
            return ExitCodes.Yes;
        });

        // Words one by one: no shell's quoting has to be understood here, and a lone -- is a word as others.
        var words = new Argument<string[]>("WORDS") { Description = "The words behind the program's name; the last is completed.", Arity = ArgumentArity.ZeroOrMore };
        var complete = new Command("complete", "List what may stand where a command line ends; shells call it.") { words };
        complete.Hidden = true;
        complete.SetAction(parsed =>
        {
            var given = parsed.GetValue(words) ?? [];
            foreach (var found in CompletedWord.Find(parsed.RootCommandResult.Command, given, new KnownNames(given, context)))
            {
                context.Terminal.Out.WriteLine(found.Description.Length == 0 ? found.Word : $"{found.Word}\t{found.Description}");
            }

            return ExitCodes.Yes;
        });
        return [completion, complete];
    }
}
