using System.CommandLine;

namespace FeatureRollout.Cli.Help;

/// <summary>The text that <c>--help</c> prints.</summary>
internal static class HelpPage
{
    /// <summary>Names wider than this stand on a line of their own.</summary>
    private const int WidestName = 26;

    public static string Of(Command command, int width) => command is RootCommand root ? OfProgram(root, width) : OfCommand(command, width);

    /// <summary>A few lines for whoever types the name alone.</summary>
    public static string Short(RootCommand root, int width)
    {
        var page = new HelpText(width);
        page.Paragraph(root.Description!);
        page.Section("USAGE").Line($"{Tool.Name} COMMAND [OPTIONS]");
        page.Section("COMMANDS").Wrapped(string.Join(", ", root.Subcommands.Where(command => !command.Hidden).Select(command => command.Name)));
        page.Blank().Paragraph($"{Tool.Name} --help shows all of them, and the way from nothing to everybody and back. {Tool.Name} COMMAND --help shows one.");
        return page.ToString();
    }

    /// <summary>The command as one types it, such as <c>feature-rollout incident resolve</c>.</summary>
    public static string PathOf(Command command) =>
        command is RootCommand || command.Parents.OfType<Command>().FirstOrDefault() is not { } parent ? Tool.Name : $"{PathOf(parent)} {command.Name}";

    private static string OfProgram(RootCommand root, int width)
    {
        var page = new HelpText(width);
        page.Paragraph(root.Description!);
        page.Section("USAGE").Line($"{Tool.Name} COMMAND [OPTIONS]");
        page.Section("FROM NOTHING TO EVERYBODY, AND BACK");
        foreach (var (text, line) in Examples.FirstWay)
        {
            if (text.Length > 0)
            {
                page.Line("# " + text);
            }

            page.Line(line);
        }

        var left = root.Subcommands.Where(command => !command.Hidden).ToDictionary(command => command.Name, StringComparer.Ordinal);
        foreach (var group in CommandGroups.All)
        {
            var commands = group.Commands.Where(left.ContainsKey).Select(name => left[name]).ToArray();
            Commands(page, group.Heading, commands);
            foreach (var command in commands)
            {
                left.Remove(command.Name);
            }
        }

        Commands(page, CommandGroups.Others, [.. left.Values]);
        Options(page, "OPTIONS OF EVERY COMMAND", root.Options);
        page.Blank().Paragraph($"Results go to standard output, all else to standard error. Exit codes: 0 yes, done; 1 no, refused; 2 not decided; 64 and up usage and trouble. "
            + $"{Tool.Name} COMMAND --help shows a command with an example.");
        return page.ToString();
    }

    private static string OfCommand(Command command, int width)
    {
        var page = new HelpText(width);
        page.Paragraph(command.Description ?? "");
        page.Section("USAGE").Wrapped(Usage(command));
        if (Examples.AllOf(command).ToArray() is { Length: > 0 } examples)
        {
            page.Section(examples.Length == 1 ? "EXAMPLE" : "EXAMPLES");
            foreach (var example in examples)
            {
                page.Line(example);
            }
        }

        Commands(page, "COMMANDS", [.. command.Subcommands.Where(sub => !sub.Hidden)]);
        var arguments = command.Arguments.Where(argument => !argument.Hidden).Select(argument => (NameOf(argument), Described(argument.Description, argument))).ToArray();
        if (arguments.Length > 0)
        {
            page.Section("ARGUMENTS").Rows(arguments, WidestName);
        }

        Options(page, "OPTIONS", command.Options);
        if (HelpTables.Of(command) is { } table)
        {
            page.Section(table.Heading).Rows(table.Rows, WidestName);
        }

        page.Section("OPTIONS OF EVERY COMMAND");
        page.Wrapped(string.Join(", ", Root(command).Options.Where(option => option is { Hidden: false, Recursive: true }).Select(Shortly)) + $"; see {Tool.Name} --help.");
        return page.ToString();
    }

    private static void Commands(HelpText page, string heading, Command[] commands)
    {
        if (commands.Length > 0)
        {
            page.Section(heading).Rows([.. commands.Select(command => (command.Name, command.Description ?? ""))], WidestName);
        }
    }

    private static void Options(HelpText page, string heading, IEnumerable<Option> options)
    {
        var shown = options.Where(option => !option.Hidden).Select(option => (NamesOf(option), Described(option.Description, option))).ToArray();
        if (shown.Length > 0)
        {
            page.Section(heading).Rows(shown, WidestName);
        }
    }

    private static string Usage(Command command)
    {
        var parts = new List<string> { PathOf(command) };
        if (command.Subcommands.Count > 0)
        {
            parts.Add(command.Action is null ? "COMMAND" : "[COMMAND]");
        }

        parts.AddRange(command.Arguments.Where(argument => !argument.Hidden).Select(argument => argument.Arity.MinimumNumberOfValues == 0 ? $"[{NameOf(argument)}]" : NameOf(argument)));
        parts.AddRange(command.Options.Where(option => option is { Hidden: false, Required: true }).Select(option => option.Name + ValueOf(option)));
        if (command.Options.Any(option => option is { Hidden: false, Required: false }))
        {
            parts.Add("[OPTIONS]");
        }

        return string.Join(' ', parts);
    }

    /// <summary>An argument as usage and errors name it.</summary>
    public static string NameOf(Argument argument) => (argument.HelpName ?? argument.Name) + (argument.Arity.MaximumNumberOfValues > 1 ? "..." : "");

    /// <summary>What stands behind an option's name, with the space before it; nothing for a switch.</summary>
    public static string ValueOf(Option option) => option.Arity.MaximumNumberOfValues == 0 || IsSwitch(option) ? "" : " " + (option.HelpName ?? option.Name.TrimStart('-').ToUpperInvariant());

    private static bool IsSwitch(Option option) => option.ValueType == typeof(bool) || option.ValueType == typeof(void);

    private static string NamesOf(Option option) =>
        string.Join(", ", option.Aliases.Append(option.Name).Where(name => name is not ("/?" or "/h" or "-?")).Distinct(StringComparer.Ordinal).OrderBy(name => name.Length)) + ValueOf(option);

    private static string Shortly(Option option) => option.Aliases.Append(option.Name).Where(name => name[0] == '-').MaxBy(name => name.Length)!;

    private static string Described(string? description, Option option) => (description ?? "") + (option.Required ? " Needed." : "");

    private static string Described(string? description, Argument argument) => description ?? (argument.Arity.MinimumNumberOfValues == 0 ? "May be left out." : "");

    private static Command Root(Command command) => command.Parents.OfType<Command>().FirstOrDefault() is { } parent ? Root(parent) : command;
}
