using FeatureRollout.Cli.Importing.From.Decided;
using FeatureRollout.Cli.Importing.From.JsonLogic;
using FeatureRollout.Cli.Importing.Sources;
using static FeatureRollout.Cli.Importing.ConditionText;

namespace FeatureRollout.Cli.Importing.From.Flagd;

/// <summary>Reads one flag of flagd.</summary>
/// <param name="import">Takes what is found.</param>
/// <param name="evaluators">The expressions that flags share; null where there are none.</param>
internal sealed class FlagdFlag(Import import, SourceNode? evaluators)
{
    private const string TargetingKey = "targetingKey";

    private static readonly string[] Known = ["state", "variants", "defaultVariant", "targeting", "metadata", "key"];

    private string Customer => import.CustomerAttribute ?? TargetingKey;

    public void Read(string original, SourceNode node)
    {
        if (node.Kind != SourceKind.Map || node["variants"] is not { Kind: SourceKind.Map, Members.Count: > 0 } variants)
        {
            import.Lose(node, "A flag is an object with \"variants\"; this one is passed over.");
            return;
        }

        import.LoseOthers(node.Members, Known);
        if (node["metadata"] is { } metadata)
        {
            import.Tell(metadata, "Metadata changes no answer, and is not carried.");
        }

        var reader = new LogicReader(Scope(original, variants.Members));
        var targeting = new FlagdTargeting(reader, import, variants.Members, DefaultOf(node, variants));
        import.Add(new DecidedFlag
        {
            Key = import.KeyFor(node, original),
            At = node["targeting"] ?? node,
            Variants = variants.Members,
            Enabled = IsEnabled(node),
            Decisions = node["targeting"] is { } logic and not { Kind: SourceKind.Map, Members.Count: 0 } ? targeting.Read(logic) : [],
            Last = targeting.Default,
            Bucketing = "flagd",
            IsProportional = true,
        }.Define(import));
    }

    private bool IsEnabled(SourceNode node)
    {
        if (node["state"] is { Text: not ("ENABLED" or "DISABLED") } state)
        {
            import.Lose(state, "\"state\" is ENABLED or DISABLED; flagd takes anything else for enabled.");
        }

        return node["state"] is not { Text: "DISABLED" };
    }

    private string? DefaultOf(SourceNode node, SourceNode variants)
    {
        if (node["defaultVariant"] is not { Text: not "" } name)
        {
            return null;
        }

        if (variants.Members.All(member => member.Name != name.Text))
        {
            import.Lose(name, "The default variant is none of the variants, and flagd refuses the whole file; here the flag is off instead.");
            return null;
        }

        return name.Text;
    }

    private LogicScope Scope(string flagKey, IReadOnlyList<SourceMember> variants) => new(import, flagKey)
    {
        Variable = (node, path) => Variable(node, path, flagKey),
        Shared = name => evaluators?[name],
        Operations = new Dictionary<string, Func<LogicReader, SourceNode, IReadOnlyList<SourceNode>, IReadOnlyList<LogicCase>>>(StringComparer.Ordinal)
        {
            ["fractional"] = new FlagdSplit(flagKey, NameOf(TargetingKey), [.. variants.Select(variant => variant.Name)]).Read,
            ["starts_with"] = FlagdOperations.StartsWith,
            ["ends_with"] = FlagdOperations.EndsWith,
            ["sem_ver"] = (reader, node, arguments) =>
            {
                import.TellOnce(node, "A version has to be a text here; flagd also takes the number 1.2 for one.");
                return FlagdOperations.Version(reader, node, arguments);
            },
        },
    };

    private IReadOnlyList<LogicCase> Variable(SourceNode node, string path, string flagKey)
    {
        var name = string.Join('.', path.Split('.', StringSplitOptions.RemoveEmptyEntries));
        switch (name)
        {
            case "$flagd.flagKey":
                return [new LogicCase(Always, new ConstantTerm(flagKey))];
            case "$flagd.timestamp":
                throw new NotCarriedException(node, "Conditions know no time here; a flag's \"schedule\" and plans do.");
            case EvaluationContext.CustomerIdName when Customer != name:
                throw new NotCarriedException(node, "The name customerId always means the customer's id here, which flagd keeps in " + Customer + ".");
            default:
                if (name.Contains('.', StringComparison.Ordinal))
                {
                    import.TellOnce(node, $"A value inside another is an attribute of its own here: code gives \"{name}\".");
                }

                return [new LogicCase(Always, new AttributeTerm(NameOf(name)))];
        }
    }

    private string NameOf(string attribute) => attribute == Customer ? EvaluationContext.CustomerIdName : attribute;
}
