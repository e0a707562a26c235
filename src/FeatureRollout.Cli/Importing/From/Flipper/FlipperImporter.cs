using System.Globalization;
using FeatureRollout.Cli.Importing.Sources;
using FeatureRollout.Cli.Terminal;
using FeatureRollout.Flags.Files;

namespace FeatureRollout.Cli.Importing.From.Flipper;

/// <summary>Reads gate values of Flipper. Any gate that is open lets a customer in.</summary>
internal sealed class FlipperImporter : IImporter
{
    private const string Bucketing = "flipper";

    private static readonly string[] KnownMembers = ["version", "features"];

    private static readonly string[] KnownGates = ["boolean", "groups", "actors", "expression", "percentage_of_actors", "percentage_of_time"];

    public string Name => "flipper";

    public string Tool => "Flipper";

    public string Reads => "its export in JSON, version 1";

    public void Read(SourceNode root, Import import)
    {
        if (root["features"] is not { Kind: SourceKind.Map } features)
        {
            throw new CliException(
                ExitCodes.Data,
                string.Create(CultureInfo.InvariantCulture, $"Line {root.Line} should begin an export of Flipper, {{\"version\": 1, \"features\": {{ … }}}}, but has no map \"features\"."));
        }

        if (features.Members.Count > 0 && features.Members.All(feature => feature.Value.Members.Count > 0 && !feature.Value.Members.Any(gate => KnownGates.Contains(gate.Name, StringComparer.Ordinal))))
        {
            throw new CliException(ExitCodes.Data, "This is no export of Flipper: none of its features has a gate.");
        }

        if (root["version"] is { Text: not "1" } version)
        {
            import.Lose(version, $"Version {version.Text} of this format is not known; it is read as version 1.");
        }

        import.LoseOthers(root.Members, KnownMembers);
        import.Expect(features.Members.Select(feature => feature.Name));
        foreach (var (name, gates) in features.Members)
        {
            import.Add(Flag(import, name, import.KeyFor(gates, name), gates));
        }

        if (import.Flags.Values.Any(flag => flag.Bucketing is not null || flag.Include is not null))
        {
            import.Tell(features, "The customers are Flipper's actors: code asks with what flipper_id gives, such as \"User;1\".");
        }
    }

    private static FlagDefinition Flag(Import import, string name, string key, SourceNode gates)
    {
        import.LoseOthers(gates.Members, KnownGates);
        var ofTime = Thousandths(import, gates, "percentage_of_time");
        if (gates["boolean"] is { Text: "true" or "1" } || ofTime == 100_000)
        {
            return new FlagDefinition { Key = key, Percentage = Percentage.Full };
        }

        if (ofTime > 0)
        {
            import.Lose(gates["percentage_of_time"]!, "Flipper draws a percentage of time anew with each question, which nothing here does; it is taken as 0.");
        }

        var ways = gates["expression"] is { } expression ? new FlipperExpression(import).Ways(expression) : [];
        var actors = Thousandths(import, gates, "percentage_of_actors");
        var draws = actors > 0 || ways.Any(way => way.Percentage is not null);
        var rules = ways.Select(way => Rule(way, draws)).Concat(Groups(import, gates)).ToArray();
        var listed = Actors(import, gates);
        return new FlagDefinition
        {
            Key = key,
            Include = listed.Count == 0 ? null : new Audience { Customers = listed },
            Percentage = Percentage.FromThousandths(actors),
            Rules = rules.Length == 0 ? null : rules,
            Bucketing = draws ? Bucketing : null,
            Salt = draws && key != name ? name : null,
        };
    }

    private static FlagRule Rule(FlipperWay way, bool draws) => way.Percentage is { } percentage
        ? new FlagRule(Condition.Parse(way.When), percentage) { Unit = way.Unit, Continue = true }
        : new FlagRule(Condition.Parse(way.When), Percentage.Full) { Bucketing = draws ? "v1" : null };

    private static IEnumerable<FlagRule> Groups(Import import, SourceNode gates)
    {
        var groups = gates["groups"]?.Items ?? [];
        if (groups.Count > 0)
        {
            import.Tell(gates["groups"]!, "Who is in a group is said in Ruby: code gives the names of a customer's groups as the attribute \"groups\", a list of texts.");
        }

        return groups.Select(group => new FlagRule(Condition.Parse($"groups contains {ConditionText.Text(group.Text)}"), Percentage.Full));
    }

    private static CustomerList Actors(Import import, SourceNode gates)
    {
        List<string> listed = [];
        foreach (var actor in gates["actors"]?.Items ?? [])
        {
            if (actor.Text.Length is > 0 and <= CustomerList.MaximumIdLength / 3)
            {
                listed.Add(actor.Text);
            }
            else
            {
                import.Lose(actor, "This actor's id is empty or too long for a list here; it is passed over.");
            }
        }

        return CustomerList.Of(listed);
    }

    /// <summary>A gate's percentage in thousandths of a percent; more decimals are cut where Flipper's comparison cuts them.</summary>
    private static int Thousandths(Import import, SourceNode gates, string gate)
    {
        if (gates[gate] is not { } value)
        {
            return 0;
        }

        if (decimal.TryParse(value.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var percent))
        {
            return (int)decimal.Ceiling(Math.Clamp(percent, 0, 100) * 1000);
        }

        import.Lose(value, "This is no percentage; it is taken as 0.");
        return 0;
    }
}
