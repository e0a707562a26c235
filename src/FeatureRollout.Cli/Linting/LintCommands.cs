using System.CommandLine;
using FeatureRollout.Cli.Files;
using FeatureRollout.Cli.Linting.Formats;
using FeatureRollout.Cli.Terminal;

namespace FeatureRollout.Cli.Linting;

/// <summary><c>lint</c> and <c>schema</c>: what is wrong in a flag file, and what may stand in one.</summary>
internal static class LintCommands
{
    private const string DefaultFile = "flags.json";

    /// <summary>What findings in the input call it.</summary>
    private const string InputName = "stdin";

    public static IEnumerable<Command> Create(CliContext context) => [CreateLint(context), CreateSchema(context)];

    private static Command CreateLint(CliContext context)
    {
        var files = new Argument<string[]>("FILE") { Description = "Flag files, or - for the input. Default the file of --file.", Arity = ArgumentArity.ZeroOrMore };
        var format = new Option<string>("--format") { Description = "How findings are printed: text, json, sarif (2.1.0) or github (annotations).", HelpName = "FORMAT", DefaultValueFactory = _ => LintFormat.Text };
        format.AcceptOnlyFromAmong(LintFormat.Names);
        var strict = new Option<bool>("--strict") { Description = "Warnings count as errors, and flags without an owner are warned of." };
        var layer = new Option<bool>("--layer") { Description = "What the files name may stand in another layer, such as configuration." };
        var command = new Command("lint", "Find what is wrong and what is doubtful in flag files.") { files, format, strict, layer };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var linter = new FileLinter(context.Terminal.Time.GetUtcNow(), parsed.GetValue(strict), parsed.GetValue(layer));
            var named = parsed.GetValue(files) is { Length: > 0 } some ? some : [FileOf(parsed, context)];
            var missing = new List<CliException>();
            var report = await LintAsync(linter, named, missing, context.Terminal, cancellationToken);
            LintFormat.Print(context, report, context.IsJson(parsed) ? LintFormat.Json : parsed.GetValue(format)!);
            foreach (var refused in missing)
            {
                context.Terminal.Error.WriteLine($"feature-rollout: {refused.Message}");
            }

            context.Terminal.Error.WriteLine(Summary(report));
            return missing.Count > 0 ? ExitCodes.NoInput : report.Errors > 0 || (parsed.GetValue(strict) && report.Warnings > 0) ? ExitCodes.No : ExitCodes.Yes;
        });
        return command;
    }

    private static Command CreateSchema(CliContext context)
    {
        var command = new Command("schema", "Print the JSON schema of flag files, for editors and validators.");
        command.SetAction(_ =>
        {
            context.Terminal.Out.Write(FlagFileSchema.Read());
            return ExitCodes.Yes;
        });
        return command;
    }

    private static string FileOf(ParseResult parsed, CliContext context)
    {
        if (parsed.GetValue(context.Options.Url) is not null || parsed.GetValue(context.Options.PostgreSql) is not null)
        {
            throw CliException.Usage("lint reads files; leave --url and --postgres out.");
        }

        return parsed.GetValue(context.Options.File) ?? context.Terminal.Variable(GlobalOptions.FileVariable) ?? DefaultFile;
    }

    private static async Task<LintReport> LintAsync(FileLinter linter, string[] files, List<CliException> missing, CliTerminal terminal, CancellationToken cancellationToken)
    {
        var findings = new List<LintFinding>();
        var (errors, read) = (0, new List<string>());
        foreach (var file in files)
        {
            try
            {
                var bytes = await InputFile.ReadAsync(file, terminal, cancellationToken);
                var name = file == InputFile.Standard ? InputName : file;
                var lint = linter.Lint(bytes, name);
                findings.AddRange(lint.Findings);
                errors += lint.Errors;
                read.Add(name);
            }
            catch (CliException refused)
            {
                missing.Add(refused);
            }
        }

        return new LintReport(read, errors, findings.Count(finding => finding.Severity == LintFinding.Warning), findings);
    }

    private static string Summary(LintReport report)
    {
        var left = report.Errors + report.Warnings - report.Findings.Count;
        var shown = left > 0 ? $", {Figures.Count(left)} of them not listed" : "";
        return $"{Of(report.Errors, "error")} and {Of(report.Warnings, "warning")} in {Of(report.Files.Count, "file")}{shown}";

        static string Of(int count, string noun) => $"{(count == 0 ? "no" : Figures.Count(count))} {noun}{(count == 1 ? "" : "s")}";
    }
}
