using System.Globalization;
using FeatureRollout.Cli.Linting.Hygiene;
using FeatureRollout.Flags.Files;

namespace FeatureRollout.Cli.Linting;

/// <summary>Finds what is wrong in one flag file, or, where nothing is, what is doubtful. Pure.</summary>
/// <param name="now">The moment.</param>
/// <param name="isStrict">Whether to ask for owners too.</param>
/// <param name="isLayer">Whether what the file names may stand in another layer.</param>
internal sealed class FileLinter(DateTimeOffset now, bool isStrict, bool isLayer)
{
    /// <summary>Finds it, in the order of the file.</summary>
    /// <param name="utf8">The file.</param>
    /// <param name="file">Its name.</param>
    public FileLint Lint(byte[] utf8, string file)
    {
        try
        {
            var set = FlagFileReader.Read(utf8, file, closed: !isLayer);
            return new FileLint(0, [.. PlanDoubts(set, file).Concat(Doubts(set, utf8, file)).OrderBy(found => found.Line).ThenBy(found => found.Column)]);
        }
        catch (FlagFileException refused)
        {
            return new FileLint(refused.TotalErrors, [.. refused.Errors.Select(error => LintFinding.Of(error, ErrorRules.Of(error)))]);
        }
    }

    /// <summary>The reader has put the warnings into lines: file, line, column, path and message. No name in a path of a file without errors has a space or a colon.</summary>
    private static IEnumerable<LintFinding> PlanDoubts(FlagSet set, string file)
    {
        foreach (var line in set.PlanWarnings)
        {
            var rest = line[(file.Length + 1)..];
            var (place, message) = (rest[..rest.IndexOf(": ", StringComparison.Ordinal)], rest[(rest.IndexOf(": ", StringComparison.Ordinal) + 2)..]);
            var parts = place.Split(':', ' ');
            yield return LintFinding.Of(new FlagFileError(file, Number(parts[0]), Number(parts[1]), parts[2], message), LintRules.PlanDoubt);
        }

        static int Number(string text) => int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
    }

    private List<LintFinding> Doubts(FlagSet set, byte[] utf8, string file)
    {
        var finder = new PlaceFinder();
        var doubts = new List<(LintRule Rule, string Message, PlaceFinder.Place Place)>();
        void Doubt(LintRule rule, string message, params ReadOnlySpan<string> path) => doubts.Add((rule, message, finder.Want(path)));

        var hygiene = new FlagHygiene(now, Doubt);
        foreach (var flag in set.Flags.Values)
        {
            hygiene.Check(flag);
            SaltHygiene.Check(flag, set, Doubt);
            RuleHygiene.Check(flag, Doubt);
            if (isStrict)
            {
                hygiene.CheckOwner(flag, set);
            }
        }

        if (doubts.Count == 0)
        {
            return [];
        }

        finder.Find(utf8);
        var inOrder = doubts.OrderBy(doubt => doubt.Place.At).ToList();
        var places = FilePlaces.Find(utf8, file, [.. inOrder.Select(doubt => new FileFault(doubt.Place.At, doubt.Message))]);
        return [.. places.Zip(inOrder, (place, doubt) => LintFinding.Of(place, doubt.Rule))];
    }
}

/// <summary>What is found in one file.</summary>
/// <param name="Errors">How many errors there are, those left out included.</param>
/// <param name="Findings">The errors, or the warnings where there is no error; in the order of the file.</param>
internal sealed record FileLint(int Errors, IReadOnlyList<LintFinding> Findings);
