using System.CommandLine;

namespace FeatureRollout.Cli.Completing;

/// <summary>The names of flags, plans, stages and environments for whoever completes a command line: out of the flag file, quickly, and never a word about trouble.</summary>
/// <param name="words">The command line that is completed; it may name a file.</param>
/// <param name="context">What commands have at hand.</param>
internal sealed class KnownNames(IReadOnlyList<string> words, CliContext context)
{
    private FileNames? _file;

    private string Path => ValueOf(context.Options.File) ?? context.Terminal.Variable(GlobalOptions.FileVariable) ?? "flags.json";

    /// <summary>A host or a database is not asked: nobody waits for a network at a key press.</summary>
    private FileNames File => _file ??= ValueOf(context.Options.Url) is null && ValueOf(context.Options.PostgreSql) is null ? FileNames.Read(Path) : FileNames.None;

    /// <summary>What may stand for an argument or option; null for one that is not about names.</summary>
    public IEnumerable<CompletedWord>? Of(Symbol symbol) => symbol.Name switch
    {
        "FLAG" or "--flag" => File.Flags.Select(key => new CompletedWord(key, "")),
        "PLAN" or "--plan" => Plans(),
        "STAGE" or "--stage" => Stages().Select(name => new CompletedWord(name, "")),
        "--environment" => Environments().Select(name => new CompletedWord(name, "")),
        _ => null,
    };

    private IEnumerable<CompletedWord> Plans() =>
        File.Stages.Keys.Select(name => new CompletedWord(name, ""))
            .Concat(ShippedPlans.Names.Where(name => !File.Stages.ContainsKey(name)).Select(name => new CompletedWord(name, ShippedPlans.All[name].Description ?? "")));

    private IEnumerable<string> Stages() =>
        File.Stages.Values.SelectMany(stages => stages)
            .Concat(ShippedPlans.All.OrderBy(plan => plan.Key, StringComparer.Ordinal).SelectMany(plan => plan.Value.Stages.Select(stage => stage.Name)))
            .Distinct(StringComparer.Ordinal);

    private string? ValueOf(Option option)
    {
        for (var index = 0; index < words.Count - 1; index++)
        {
            var (name, next) = (words[index], words[index + 1]);
            if (name == option.Name || option.Aliases.Contains(name))
            {
                return next == "=" && index + 2 < words.Count ? words[index + 2] : next;
            }
        }

        return words.FirstOrDefault(word => word.StartsWith(option.Name + "=", StringComparison.Ordinal))?[(option.Name.Length + 1)..];
    }

    /// <summary>Those that have a state beside the flag file.</summary>
    private IEnumerable<string> Environments()
    {
        const string End = ".state.json";
        var (folder, start) = (System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(Path))!, System.IO.Path.GetFileNameWithoutExtension(Path) + ".");
        try
        {
            return
            [
                .. Directory.GetFiles(folder, "*" + End).Select(file => System.IO.Path.GetFileName(file))
                    .Where(name => name.StartsWith(start, StringComparison.Ordinal) && name.Length > start.Length + End.Length)
                    .Select(name => name[start.Length..^End.Length]).Order(StringComparer.Ordinal),
            ];
        }
        catch (Exception trouble) when (trouble is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
