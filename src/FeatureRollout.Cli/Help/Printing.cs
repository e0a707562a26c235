using System.CommandLine;
using System.CommandLine.Invocation;
using FeatureRollout.Cli.Terminal;

namespace FeatureRollout.Cli.Help;

/// <summary>What an option that only prints something does.</summary>
internal sealed class Printing(Action<ParseResult> print) : SynchronousCommandLineAction
{
    /// <summary>Whoever asks for help has not finished the command line.</summary>
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        print(parseResult);
        return ExitCodes.Yes;
    }
}
