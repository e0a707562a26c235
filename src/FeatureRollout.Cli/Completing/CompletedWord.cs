using System.CommandLine;
using System.CommandLine.Completions;
using FeatureRollout.Cli.Terminal;

namespace FeatureRollout.Cli.Completing;

/// <summary>Something that a word may become.</summary>
/// <param name="Word">The whole word.</param>
/// <param name="Description">What it is, on one line; empty for nothing to say.</param>
internal readonly record struct CompletedWord(string Word, string Description)
{
    /// <summary>What the last word may become, in the order in which help lists it.</summary>
    /// <param name="root">All commands.</param>
    /// <param name="words">The words behind the program's name; the last, perhaps empty, is completed.</param>
    /// <param name="names">The names of flags and the like.</param>
    public static IEnumerable<CompletedWord> Find(Command root, IReadOnlyList<string> words, KnownNames names)
    {
        // Shells take --option=value apart in different ways.
        var given = words.Where(word => word != "=").ToList();
        var last = given.Count == 0 || words[^1] == "=" ? "" : given[^1];
        if (given.Count > 0 && words[^1] != "=")
        {
            given.RemoveAt(given.Count - 1);
        }

        var place = Place.After(root, given);
        IEnumerable<CompletedWord> all = place switch
        {
            { Awaiting: { } option } => ValuesOf(option, names),
            _ when last is ['-', ..] => place.Options.SelectMany(option => option.Aliases.Prepend(option.Name).Select(name => new CompletedWord(name, Short(option.Description)))),
            _ => place.Command.Subcommands.Where(command => !command.Hidden).Select(command => new CompletedWord(command.Name, Short(command.Description)))
                .Concat(place.Argument is { } argument ? ValuesOf(argument, names) : []),
        };
        return all.Where(found => found.Word.StartsWith(last, StringComparison.OrdinalIgnoreCase));
    }

    private static IEnumerable<CompletedWord> ValuesOf(Symbol symbol, KnownNames names) => names.Of(symbol) ?? symbol.GetCompletions(CompletionContext.Empty).Select(item => new CompletedWord(item.Label, ""));

    private static string Short(string? description)
    {
        var text = Plain.Text(description);
        var end = text.IndexOf(". ", StringComparison.Ordinal);
        return (end < 0 ? text : text[..end]).TrimEnd('.');
    }

    /// <summary>Where a command line stands after some words.</summary>
    /// <param name="Command">The command that the words name.</param>
    /// <param name="Options">What it takes, its parents' included.</param>
    /// <param name="Awaiting">The option whose value comes next; null for none.</param>
    /// <param name="Argument">The argument that comes next; null for none.</param>
    private sealed record Place(Command Command, IReadOnlyList<Option> Options, Option? Awaiting, Argument? Argument)
    {
        public static Place After(Command root, IReadOnlyList<string> words)
        {
            var (command, options, arguments) = (root, Taken(root, []), 0);
            Option? awaiting = null;
            foreach (var word in words)
            {
                if (awaiting is not null)
                {
                    awaiting = null;
                }
                else if (word is ['-', _, ..])
                {
                    var name = word.Split('=', 2);
                    var option = options.FirstOrDefault(each => each.Name == name[0] || each.Aliases.Contains(name[0]));
                    awaiting = name.Length == 1 && option is { Arity.MaximumNumberOfValues: > 0 } && option.ValueType != typeof(bool) ? option : null;
                }
                else if (command.Subcommands.FirstOrDefault(each => each.Name == word || each.Aliases.Contains(word)) is { } below)
                {
                    (options, command) = (Taken(below, options), below);
                }
                else
                {
                    arguments++;
                }
            }

            var next = command.Arguments.Count > arguments ? command.Arguments[arguments]
                : command.Arguments is [.., { Arity.MaximumNumberOfValues: > 1 } rest] ? rest
                : null;
            return new Place(command, options, awaiting, next);
        }

        private static List<Option> Taken(Command command, IEnumerable<Option> above) =>
            [.. command.Options.Where(option => !option.Hidden), .. above.Where(option => option.Recursive)];
    }
}
