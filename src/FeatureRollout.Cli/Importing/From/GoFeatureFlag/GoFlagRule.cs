using System.Globalization;
using System.Text;
using System.Text.Json;
using FeatureRollout.Cli.Importing.From.Decided;
using FeatureRollout.Cli.Importing.From.JsonLogic;
using FeatureRollout.Cli.Importing.Sources;
using FeatureRollout.Cli.Terminal;
using static FeatureRollout.Cli.Importing.ConditionText;

namespace FeatureRollout.Cli.Importing.From.GoFeatureFlag;

/// <summary>Reads the rules of one flag.</summary>
/// <param name="import">Takes notes.</param>
/// <param name="flagName">The flag's name in GO Feature Flag, which is hashed.</param>
/// <param name="unit">The attribute that is drawn by.</param>
/// <param name="variations">The flag's variations.</param>
/// <param name="variable">What an attribute gives.</param>
internal sealed class GoFlagRule(
    Import import, string flagName, string unit, IReadOnlyList<SourceMember> variations, Func<SourceNode, string, IReadOnlyList<LogicCase>> variable)
{
    private static readonly string[] Known = ["name", "query", "variation", "percentage", "progressiveRollout", "disable"];

    private LogicScope Scope { get; } = new(import, flagName) { Variable = variable };

    /// <summary>Whether any of the rules draws, for which a flag needs somebody to draw.</summary>
    public static bool Draws(SourceNode rule) => rule["percentage"] is { Members.Count: > 0 } || rule["progressiveRollout"] is not null;

    /// <summary>What a rule says; null where it counts for nobody.</summary>
    public Decision? Read(SourceNode rule, bool isDefault)
    {
        import.LoseOthers(rule.Members, Known);
        if (!isDefault && rule["disable"] is { Text: "true" })
        {
            import.Tell(rule, "A rule that is disabled is left out.");
            return null;
        }

        try
        {
            var when = isDefault ? Always : Query(rule);
            return when == Never ? null : new Decision(when, OutcomeOf(rule));
        }
        catch (NotCarriedException lost)
        {
            import.Lose(lost.At, $"{lost.Message} The rule is left out: those it is for go on to the next.");
            return null;
        }
    }

    private string Query(SourceNode rule)
    {
        if (rule["query"] is not { } query)
        {
            return Always;
        }

        var text = string.Concat(query.Text.Split('\n').Select(line => line.TrimStart(' ')));
        if (text.Length == 0)
        {
            return Always;
        }

        return IsObject(text) ? Logic(query, text) : QueryReader.Read(query, text, Scope);
    }

    private string Logic(SourceNode query, string text)
    {
        SourceNode logic;
        try
        {
            logic = JsonSource.Read(Encoding.UTF8.GetBytes(text), "query");
        }
        catch (CliException)
        {
            throw new NotCarriedException(query, "This is no JSON that can be read.");
        }

        try
        {
            return new LogicReader(Scope).Truth(logic);
        }
        catch (NotCarriedException lost)
        {
            // Its place is one inside the query's text.
            throw new NotCarriedException(query, lost.Message);
        }
    }

    private static bool IsObject(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private Outcome OutcomeOf(SourceNode rule)
    {
        if (rule["progressiveRollout"] is { } progressive)
        {
            return Progressive(progressive);
        }

        if (rule["percentage"] is { Kind: SourceKind.Map, Members.Count: > 0 } percentages)
        {
            return Split(percentages);
        }

        return rule["variation"] is { } variation ? Fixed(variation) : throw new NotCarriedException(rule, "The rule names no variation.");
    }

    private FixedOutcome Fixed(SourceNode name) => Fixed(name, name.Text);

    private FixedOutcome Fixed(SourceNode at, string name) => variations.Any(each => each.Name == name)
        ? new FixedOutcome(name)
        : throw new NotCarriedException(at, $"There is no variation \"{name}\".");

    private SplitOutcome Split(SourceNode percentages)
    {
        List<(string Name, double End)> ends = [];
        var end = 0.0;
        foreach (var (name, percentage) in percentages.Members.OrderByDescending(each => each.Name, Utf8Order.Instance))
        {
            if (percentage.Kind != SourceKind.Number || double.Parse(percentage.Text, CultureInfo.InvariantCulture) is not (>= 0 and <= 1_000_000 and var share))
            {
                throw new NotCarriedException(percentage, "A percentage is a number that is not below 0.");
            }

            _ = Fixed(percentage, name);
            end += share * 1000;
            ends.Add((name, end));
        }

        var shares = ends.Select((each, i) => new OutcomeShare(each.Name, ((long)each.End - (i == 0 ? 0 : (long)ends[i - 1].End)) / 1000m)).ToArray();
        return shares.Sum(share => share.Weight) > 0
            ? new SplitOutcome(unit, flagName, shares)
            : throw new NotCarriedException(percentages, "The percentages add up to nothing.");
    }

    /// <summary>The state before the rollout's first day; a plan takes it from there.</summary>
    private Outcome Progressive(SourceNode rollout)
    {
        if (rollout["initial"] is not { } initial || rollout["end"] is not { } end || initial["variation"] is not { } first || end["variation"] is not { } last)
        {
            throw new NotCarriedException(rollout, "A progressive rollout needs \"initial\" and \"end\", each with a variation.");
        }

        var (from, to) = (Percent(initial), Percent(end) is var most and not (0 or > 100) ? most : 100);
        import.Lose(rollout, string.Create(
            CultureInfo.InvariantCulture,
            $"A progressive rollout from {from} % of \"{last.Text}\" on {Date(initial)} to {to} % on {Date(end)} stays at {from} % here, until a plan or somebody raises it. A plan with \"stages\" and \"steps\" does the same by day and by what is measured."));
        return from == 0
            ? Fixed(first)
            : new SplitOutcome(unit, flagName, [new OutcomeShare(Fixed(last).Variant, from), new OutcomeShare(Fixed(first).Variant, 100 - from)]);
    }

    private static decimal Percent(SourceNode step) =>
        step["percentage"] is { Kind: SourceKind.Number } percentage && decimal.TryParse(percentage.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            ? Math.Clamp(decimal.Truncate(value * 1000) / 1000, 0, 100)
            : 0;

    private static string Date(SourceNode step) => step["date"]?.Text ?? "no date";
}
