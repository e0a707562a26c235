using System.CommandLine;
using System.CommandLine.Parsing;
using FeatureRollout.Cli.Help;
using FeatureRollout.Cli.Terminal;
using FeatureRollout.Text;

namespace FeatureRollout.Cli.Parsing;

/// <summary>Says what is wrong with a command line: one sentence about the first thing, with the name that was probably meant.</summary>
internal static class UsageErrors
{
    /// <summary>What is wrong; null for nothing.</summary>
    public static CliException? Of(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        var message = parsed.Action is Printing
            ? command.Subcommands.Count > 0 ? Unknown(parsed, command) : null
            : TakenForArgument(parsed, command) ?? Unknown(parsed, command) ?? parsed.Errors.Select(error => Say(error, command)).FirstOrDefault();
        return message is null ? null : new CliException(ExitCodes.Usage, message, [$"Try '{HelpPage.PathOf(command)} --help'."]);
    }

    /// <summary>The parser takes an option that it does not know for an argument where one is missing.</summary>
    private static string? TakenForArgument(ParseResult parsed, Command command) =>
        parsed.CommandResult.Children.OfType<ArgumentResult>()
            .SelectMany(argument => argument.Tokens)
            .Where(token => token.Value is ['-', not (>= '0' and <= '9' or '.'), ..] && !IsBehindDashes(parsed, token.Value))
            .Select(token => UnknownOption(command, token.Value))
            .FirstOrDefault();

    private static string UnknownOption(Command command, string token)
    {
        var name = token.Split('=', ':')[0];
        return $"{Of(command)} has no option {Plain.Text(name)}.{Meant(name, OptionsOf(command))}";
    }

    private static string? Unknown(ParseResult parsed, Command command)
    {
        if (parsed.UnmatchedTokens is not [var token, ..])
        {
            return null;
        }

        if (token is ['-', _, ..] && !IsBehindDashes(parsed, token))
        {
            return UnknownOption(command, token);
        }

        if (command.Subcommands.Count > 0)
        {
            var names = command.Subcommands.Where(sub => !sub.Hidden).Select(sub => sub.Name);
            return $"There is no command \"{Plain.Text(token)}\"{(command is RootCommand ? "" : " of " + command.Name)}.{Meant(token, names)}";
        }

        var takes = string.Join(' ', command.Arguments.Select(HelpPage.NameOf));
        return $"\"{Plain.Text(token)}\" is one too many: {Of(command)} takes {(takes.Length == 0 ? "no argument" : takes)}.";
    }

    private static string Say(ParseError error, Command command) => error.SymbolResult switch
    {
        OptionResult { Tokens.Count: 0, Option: var option } when option.Arity.MinimumNumberOfValues > 0 => $"{option.Name} needs a value: {option.Name}{HelpPage.ValueOf(option)}.",
        OptionResult { Option: var option } given when given.IdentifierTokenCount > option.Arity.MaximumNumberOfValues && option.Arity.MaximumNumberOfValues == 1 =>
            $"{option.Name} stands there {given.IdentifierTokenCount} times; it is taken once.",
        OptionResult { Option: var option } given => OfValue(error, option.Name, option.ValueType, given.Tokens),
        ArgumentResult { Parent: OptionResult { Option: var option } } given => OfValue(error, option.Name, option.ValueType, given.Tokens),
        ArgumentResult { Tokens.Count: 0, Argument: var argument } => $"{Of(command)} needs {HelpPage.NameOf(argument)}{(argument.Description is { } said ? ": " + said : ".")}",
        ArgumentResult { Argument: var argument } given => OfValue(error, argument.HelpName ?? argument.Name, argument.ValueType, given.Tokens),
        CommandResult { Command.Subcommands: { Count: > 0 } commands } when command.Action is null =>
            $"{Of(command)} needs one of its commands: {string.Join(", ", commands.Where(sub => !sub.Hidden).Select(sub => sub.Name))}.",
        CommandResult given when given.Command.Options.FirstOrDefault(option => option.Required && given.GetResult(option) is null or { Implicit: true }) is { } option =>
            $"{Of(command)} needs {option.Name}{HelpPage.ValueOf(option)}{(option.Description is { } said ? ": " + said : ".")}",
        CommandResult { Command.Arguments: var arguments } when MissingOf(error, arguments) is { } argument => $"{Of(command)} needs {HelpPage.NameOf(argument)}{(argument.Description is { } said ? ": " + said : ".")}",
        _ => error.Message,
    };

    private static Argument? MissingOf(ParseError error, IList<Argument> arguments) =>
        arguments.FirstOrDefault(argument => argument.Arity.MinimumNumberOfValues > 0 && error.SymbolResult!.GetResult(argument) is null or { Tokens.Count: 0 });

    /// <summary>The parser's own sentence about a type is for programmers, its list of names for nobody; a command's own sentence stays.</summary>
    private static string OfValue(ParseError error, string name, Type type, IReadOnlyList<Token> tokens)
    {
        var given = tokens.Count > 0 ? tokens[^1].Value : "";
        if (error.Message.StartsWith("Cannot parse argument ", StringComparison.Ordinal))
        {
            return $"{name} is {Kind(Nullable.GetUnderlyingType(type) ?? type)}, and \"{Plain.Text(given)}\" is not.";
        }

        if (error.Message.Contains("Must be one of:", StringComparison.Ordinal))
        {
            var names = error.Message[error.Message.IndexOf("Must be one of:", StringComparison.Ordinal)..].Split('\n').Skip(1).Select(line => line.Trim().Trim('\'')).Where(line => line.Length > 0).ToArray();
            return $"{name} is one of {string.Join(", ", names)}, and \"{Plain.Text(given)}\" is not.{Meant(given, names)}";
        }

        // What a command says of a value need not name the place again.
        return error.Message.StartsWith('"') ? $"{name}: {error.Message}" : error.Message;
    }

    private static string Kind(Type type) => Type.GetTypeCode(type) switch
    {
        _ when type.IsEnum => "one of " + string.Join(", ", Enum.GetNames(type).Select(name => name.ToLowerInvariant())),
        TypeCode.Int32 or TypeCode.Int64 or TypeCode.UInt32 or TypeCode.UInt64 or TypeCode.Int16 or TypeCode.UInt16 => "a whole number",
        TypeCode.Decimal or TypeCode.Double or TypeCode.Single => "a number",
        TypeCode.Boolean => "true or false",
        _ when type == typeof(TimeSpan) => "a duration",
        _ => "of another form",
    };

    private static string Of(Command command) => command is RootCommand ? Tool.Name : command.Name;

    private static string Meant(string given, IEnumerable<string> names) => NearestName.To(given, names) is { } nearest ? $" Do you mean {nearest}?" : "";

    private static IEnumerable<string> OptionsOf(Command command)
    {
        for (Command? at = command; at is not null; at = at.Parents.OfType<Command>().FirstOrDefault())
        {
            foreach (var option in at.Options.Where(option => !option.Hidden && (at == command || option.Recursive)))
            {
                yield return option.Name;
            }
        }
    }

    private static bool IsBehindDashes(ParseResult parsed, string token)
    {
        var dashes = parsed.Tokens.TakeWhile(each => each.Type != TokenType.DoubleDash).Count();
        return parsed.Tokens.Skip(dashes).Any(each => each.Value == token);
    }
}
