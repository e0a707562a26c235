using System.Globalization;
using FeatureRollout.Cli.Linting.Hygiene;
using FeatureRollout.Evaluation;
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
            return Undrawable(set, utf8, file) is { Count: > 0 } errors
                ? new FileLint(errors.Count, errors)
                : new FileLint(0, [.. PlanDoubts(set, file).Concat(Doubts(set, utf8, file)).OrderBy(found => found.Line).ThenBy(found => found.Column)]);
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

    /// <summary>What only the bucketings know: salts that they cannot draw with.</summary>
    private static IReadOnlyList<LintFinding> Undrawable(FlagSet set, byte[] utf8, string file)
    {
        var found = new Found();
        foreach (var flag in set.Flags.Values)
        {
            FlagChecks.Check(flag, (member, message) =>
                found.Add(LintRules.WrongValue, message, ["flags", flag.Key, .. member.Replace("[", ".#", StringComparison.Ordinal).Replace("]", "", StringComparison.Ordinal).Split('.')]));
        }

        return found.InOrder(utf8, file);
    }

    private IReadOnlyList<LintFinding> Doubts(FlagSet set, byte[] utf8, string file)
    {
        var found = new Found();
        var hygiene = new FlagHygiene(now, found.Add);
        foreach (var flag in set.Flags.Values)
        {
            hygiene.Check(flag);
            SaltHygiene.Check(flag, set, found.Add);
            RuleHygiene.Check(flag, found.Add);
            DrawHygiene.Check(flag, found.Add);
            if (isStrict)
            {
                hygiene.CheckOwner(flag, set);
            }
        }

        return found.InOrder(utf8, file);
    }

    /// <summary>What is found in a file that has been read, before the places are known.</summary>
    private sealed class Found
    {
        private readonly PlaceFinder _finder = new();
        private readonly List<(LintRule Rule, string Message, PlaceFinder.Place Place)> _all = [];

        public void Add(LintRule rule, string message, params ReadOnlySpan<string> path) => _all.Add((rule, message, _finder.Want(path)));

        public IReadOnlyList<LintFinding> InOrder(byte[] utf8, string file)
        {
            if (_all.Count == 0)
            {
                return [];
            }

            _finder.Find(utf8);
            var inOrder = _all.OrderBy(each => each.Place.At).ToList();
            var places = FilePlaces.Find(utf8, file, [.. inOrder.Select(each => new FileFault(each.Place.At, each.Message))]);
            return [.. places.Zip(inOrder, (place, each) => LintFinding.Of(place, each.Rule))];
        }
    }
}

/// <summary>What is found in one file.</summary>
/// <param name="Errors">How many errors there are, those left out included.</param>
/// <param name="Findings">The errors, or the warnings where there is no error; in the order of the file.</param>
internal sealed record FileLint(int Errors, IReadOnlyList<LintFinding> Findings);
