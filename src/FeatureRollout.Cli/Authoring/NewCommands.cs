using System.CommandLine;
using FeatureRollout.Cli.Files;
using FeatureRollout.Cli.Terminal;
using FeatureRollout.Flags.Files;
using FeatureRollout.Text;

namespace FeatureRollout.Cli.Authoring;

/// <summary><c>new</c>: a flag file from a question or two.</summary>
internal static class NewCommands
{
    public static IEnumerable<Command> Create(CliContext context)
    {
        var file = new Argument<string?>("FILE") { Description = "The file to write; without, that of --file or flags.json.", Arity = ArgumentArity.ZeroOrOne };
        var flag = new Option<string?>("--flag") { Description = "The flag, by the name that code asks for.", HelpName = "KEY" };
        var plan = new Option<string?>("--plan") { Description = $"One of {string.Join(", ", ShippedPlans.Names)}; without, the percentage is set by hand.", HelpName = "NAME" };
        var copy = new Option<bool>("--copy-plan") { Description = "Write the plan out, to be changed." };
        var owner = new Option<string?>("--owner") { Description = "Who looks after the flag.", HelpName = "NAME" };
        var customers = new Option<string[]>("--customer") { Description = "A customer who is always on; may be repeated.", HelpName = "ID" };
        var force = new Option<bool>("--force") { Description = "Overwrite a file that is there." };
        var command = new Command("new", "Write a flag file; asks for what is not said, on a terminal.") { file, flag, plan, copy, owner, customers, force };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var terminal = context.Terminal;
            var path = parsed.GetValue(file) ?? parsed.GetValue(context.Options.File) ?? terminal.Variable(GlobalOptions.FileVariable) ?? "flags.json";
            if (!parsed.GetValue(force) && Path.Exists(path))
            {
                throw new CliException(ExitCodes.CannotCreate, $"{Plain.Text(path)} is there already; name another file, or overwrite it with --force.");
            }

            var asks = terminal.CanAsk && parsed.GetValue(flag) is null;
            var key = parsed.GetValue(flag) ?? (asks ? await NewQuestions.FlagAsync(terminal.Asking, cancellationToken) : throw CliException.Usage("new needs a flag, and nobody can be asked here: add --flag KEY."));
            if (!FlagKey.IsValid(key))
            {
                throw CliException.Usage($"A flag cannot be called \"{Plain.Text(key)}\"; a key has {FlagKey.Rule}.");
            }

            var ladder = parsed.GetValue(plan) is { } named ? Shipped(named) : asks ? await NewQuestions.PlanAsync(terminal.Asking, cancellationToken) : null;
            if (ladder is null && parsed.GetValue(copy))
            {
                throw CliException.Usage("--copy-plan needs --plan NAME.");
            }

            var wanted = new NewFlag(
                key, ladder, parsed.GetValue(copy),
                parsed.GetValue(owner) ?? (asks ? await NewQuestions.OwnerAsync(terminal.Asking, cancellationToken) : null),
                parsed.GetValue(customers) is { Length: > 0 } given ? given : asks ? await NewQuestions.CustomersAsync(terminal.Asking, cancellationToken) : []);
            var text = NewFile.Write(wanted);
            using (var written = new OutputFile(path, replaces: parsed.GetValue(force)))
            {
                written.Write(to => to.Write(text));
                written.Keep();
            }

            if (context.IsJson(parsed))
            {
                context.Print(new NewDocument(path, key, wanted.PlanName, wanted.Owner, wanted.Customers), NewJson.Default.NewDocument);
            }
            else
            {
                Tell(terminal, wanted, path);
            }

            return ExitCodes.Yes;
        });
        return [command];
    }

    private static string Shipped(string name) => ShippedPlans.All.ContainsKey(name) ? name
        : throw CliException.Usage($"No plan that ships is called \"{Plain.Text(name)}\"{(NearestName.To(name, ShippedPlans.Names) is { } nearest ? $"; {nearest} is." : $"; there are {string.Join(", ", ShippedPlans.Names)}.")}");

    private static void Tell(CliTerminal terminal, NewFlag flag, string path)
    {
        var (shown, on) = (Plain.Text(path), path == "flags.json" || path == terminal.Variable(GlobalOptions.FileVariable) ? "" : $" -f {Plain.Text(path)}");
        terminal.Out.WriteLine(flag.Plan is null ? $"{shown}: {flag.Flag}, at 0%." : $"{shown}: {flag.Flag} along {flag.PlanName}, off until it is started.");
        terminal.Out.WriteLine("Next:");
        terminal.Out.WriteLine($"  feature-rollout lint {shown}");
        terminal.Out.WriteLine("  feature-rollout schema > flag-file.schema.json    (for editors)");
        terminal.Out.WriteLine(flag.Plan is null ? $"  feature-rollout percentage {flag.Flag} 10{on}" : $"  feature-rollout start {flag.Flag}{on}");
    }
}
