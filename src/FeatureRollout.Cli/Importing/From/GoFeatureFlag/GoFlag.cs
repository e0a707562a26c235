using System.Globalization;
using FeatureRollout.Cli.Importing.From.Decided;
using FeatureRollout.Cli.Importing.From.JsonLogic;
using FeatureRollout.Cli.Importing.Sources;
using static FeatureRollout.Cli.Importing.ConditionText;

namespace FeatureRollout.Cli.Importing.From.GoFeatureFlag;

/// <summary>Reads one flag of GO Feature Flag.</summary>
internal sealed class GoFlag(Import import)
{
    private const string TargetingKey = "targetingKey";

    private static readonly string[] Members =
        ["variations", "targeting", "defaultRule", "experimentation", "scheduledRollout", "disable", "bucketingKey", "version", "metadata", "trackEvents"];

    private string Customer => import.CustomerAttribute ?? TargetingKey;

    public void Read(string original, SourceNode node)
    {
        if (node["variations"] is not { Kind: SourceKind.Map, Members.Count: > 0 } variations)
        {
            import.Lose(node, "A flag has \"variations\"; this one is passed over.");
            return;
        }

        NoteWhatIsLost(node);
        var unit = node["bucketingKey"] is { Text: not "" } key ? NameOf(key.Text) : NameOf(TargetingKey);
        var rules = new GoFlagRule(import, original, unit, variations.Members, Variable);
        List<Decision> decisions = [.. Guards(node, unit)];
        foreach (var rule in node["targeting"]?.Items ?? [])
        {
            if (rules.Read(rule, isDefault: false) is { } decision)
            {
                decisions.Add(decision);
            }
        }

        import.Add(new DecidedFlag
        {
            Key = import.KeyFor(node, original),
            At = node,
            Variants = variations.Members,
            Enabled = node["disable"] is not { Text: "true" },
            Decisions = decisions,
            Last = Last(node, rules),
            Bucketing = "go-feature-flag",
            IsProportional = false,
            Schedule = node["experimentation"] is { } experimentation ? Schedule(experimentation) : null,
        }.Define(import));
    }

    private Outcome Last(SourceNode node, GoFlagRule rules)
    {
        if (node["defaultRule"] is not { Kind: SourceKind.Map } rule)
        {
            import.Lose(node, "A flag has a \"defaultRule\"; without one all others are off.");
            return OffOutcome.Instance;
        }

        return rules.Read(rule, isDefault: true)?.Outcome ?? OffOutcome.Instance;
    }

    private void NoteWhatIsLost(SourceNode node)
    {
        import.LoseOthers(node.Members, Members);
        if (node["scheduledRollout"] is { } scheduled)
        {
            var days = string.Join(", ", scheduled.Items.Select(step => step["date"]?.Text ?? "no date"));
            import.Lose(scheduled, $"Scheduled changes ({days}) are not carried, those already made neither: write them into the flag, or make a plan with \"stages\".");
        }

        foreach (var name in new[] { "metadata", "version", "trackEvents" })
        {
            if (node[name] is { } member)
            {
                import.Tell(member, $"\"{name}\" changes no answer, and is not carried.");
            }
        }
    }

    /// <summary>Who gets the value that code names, whatever the rules say: those whom a flag that draws cannot draw.</summary>
    private static IEnumerable<Decision> Guards(SourceNode node, string unit)
    {
        var draws = (node["targeting"]?.Items ?? []).Append(node["defaultRule"]).Any(rule => rule is not null && GoFlagRule.Draws(rule));
        var own = node["bucketingKey"] is { Text: not "" };
        if (own && unit != EvaluationContext.CustomerIdName)
        {
            yield return new Decision(Not(draws ? All([ConditionText.IsText(unit), Compare(unit, "!=", ConditionText.Text(""))]) : ConditionText.IsText(unit)), OffOutcome.Instance);
        }
        else if (draws && HasFixedOutcomes(node))
        {
            yield return new Decision(Not(Known.Attribute(unit)), OffOutcome.Instance);
        }
    }

    private static bool HasFixedOutcomes(SourceNode node) =>
        (node["targeting"]?.Items ?? []).Append(node["defaultRule"]).Any(rule => rule is not null && !GoFlagRule.Draws(rule));

    private FlagSchedule? Schedule(SourceNode experimentation)
    {
        var schedule = new FlagSchedule(Moment(experimentation["start"]), Moment(experimentation["end"]));
        return schedule is { From: null, Until: null } ? null : schedule;
    }

    private DateTimeOffset? Moment(SourceNode? node)
    {
        if (node is null)
        {
            return null;
        }

        if (DateTimeOffset.TryParse(node.Text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment))
        {
            return moment;
        }

        import.Lose(node, "This is no moment, and is not carried.");
        return null;
    }

    private IReadOnlyList<LogicCase> Variable(SourceNode node, string path)
    {
        var name = string.Join('.', path.Split('.', StringSplitOptions.RemoveEmptyEntries));
        return name switch
        {
            "anonymous" => [new LogicCase(Has(name), new AttributeTerm(name)), new LogicCase(Always, ConstantTerm.False)],
            "key" => [new LogicCase(Always, new AttributeTerm(NameOf(TargetingKey)))],
            EvaluationContext.CustomerIdName when Customer != name =>
                throw new NotCarriedException(node, $"The name customerId always means the customer's id here, which GO Feature Flag keeps in {Customer}."),
            _ => [new LogicCase(Always, new AttributeTerm(NameOf(name)))],
        };
    }

    private string NameOf(string attribute) => attribute == Customer ? EvaluationContext.CustomerIdName : attribute;
}
