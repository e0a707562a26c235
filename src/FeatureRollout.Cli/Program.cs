using FeatureRollout.Cli;
using FeatureRollout.Cli.Terminal;

return await Tool.RunAsync(args, CliTerminal.OfProcess(), CancellationToken.None);
