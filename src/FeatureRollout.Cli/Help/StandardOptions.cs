using System.CommandLine;
using System.CommandLine.Help;
using FeatureRollout.Cli.Terminal;

namespace FeatureRollout.Cli.Help;

/// <summary><c>--help</c> and <c>--version</c>, in this program's words.</summary>
internal static class StandardOptions
{
    public static void Adopt(RootCommand root, CliTerminal terminal)
    {
        foreach (var option in root.Options)
        {
            switch (option)
            {
                case HelpOption:
                    option.Description = "Show help, of a command behind its name.";
                    option.Action = new Printing(parsed => terminal.Out.Write(HelpPage.Of(parsed.CommandResult.Command, terminal.Width)));
                    break;
                case VersionOption:
                    option.Description = "Show the version.";
                    option.Action = new Printing(_ => terminal.Out.WriteLine($"{Tool.Name} {Tool.Version}"));
                    break;
                default:
                    break;
            }
        }
    }
}
