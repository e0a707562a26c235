using FeatureRollout.Cli;
using FeatureRollout.Cli.Terminal;

using var signals = new ProcessSignals();
return await signals.RunAsync(asked => Tool.RunAsync(args, CliTerminal.OfProcess(), asked));
