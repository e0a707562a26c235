using FeatureRollout.Cli.Importing.Sources;

namespace FeatureRollout.Cli.Importing.From.LaunchDarkly;

/// <summary>A segment that is carried.</summary>
/// <param name="Name">Its name here.</param>
/// <param name="IsWhole">Whether everybody who is in it there is in it here.</param>
internal sealed record CarriedSegment(string Name, bool IsWhole);

/// <summary>Reads segments, each when it is first asked for, since they refer to each other.</summary>
internal sealed class SegmentCarrier
{
    private const int Everybody = 100_000;

    private readonly Import _import;
    private readonly ContextAttributes _attributes;
    private readonly ClauseReader _clauses;
    private readonly SourceNode? _segments;
    private readonly Dictionary<string, CarriedSegment?> _known = new(StringComparer.Ordinal);

    public SegmentCarrier(SourceNode? segments, Import import, ContextAttributes attributes)
    {
        (_import, _attributes, _segments) = (import, attributes, segments);
        _clauses = new ClauseReader(import, attributes, this);
        foreach (var member in segments?.Members ?? [])
        {
            _ = import.SegmentFor(member.Name);
        }
    }

    /// <summary>What reads the clauses of flags and segments.</summary>
    public ClauseReader Clauses => _clauses;

    /// <summary>Reads those that nothing refers to.</summary>
    public void ReadAll()
    {
        foreach (var member in _segments?.Members ?? [])
        {
            _ = Find(member.Name);
        }
    }

    /// <summary>The segment of this key; null where there is none.</summary>
    public CarriedSegment? Find(string key)
    {
        if (_known.TryGetValue(key, out var known))
        {
            return known ?? Circle(key);
        }

        if (_segments?[key] is not { Kind: SourceKind.Map } segment || segment.IsTrue("deleted"))
        {
            return null;
        }

        _known.Add(key, null);
        var name = _import.SegmentFor(key);
        if (name != key)
        {
            _import.Tell(segment, $"\"{key}\" is no name of a segment here; it is called \"{name}\".");
        }

        return _known[key] = new CarriedSegment(name, Read(segment, key, name));
    }

    private CarriedSegment Circle(string key)
    {
        var nobody = LongConditions.Add(_import, key + ".circle", new SegmentDefinition { Name = key, When = Condition.Parse(ConditionText.Never) });
        _import.Lose(_segments![key]!, "this segment refers to itself, which is an error there; it counts as not met.");
        return new CarriedSegment(nobody, IsWhole: false);
    }

    private bool Read(SourceNode segment, string key, string name)
    {
        KnownMembers.NoteOthers(
            _import, segment, "key", "deleted", "included", "excluded", "includedContexts", "excludedContexts", "rules", "salt", "unbounded", "unboundedContextKind");
        var isWhole = true;
        if (segment.IsTrue("unbounded"))
        {
            _import.Lose(segment["unbounded"]!, "the members of a big segment are not in the file; nobody is in it but by its rules.");
            isWhole = false;
        }

        var isHome = _attributes.Home == "user" && isWhole;
        var bounded = isWhole;
        string[] included = bounded ? [.. segment.Texts("included").Distinct(StringComparer.Ordinal)] : [];
        string[] excluded = bounded ? [.. segment.Texts("excluded").Except(included, StringComparer.Ordinal)] : [];
        if (isHome && included.Concat(excluded).Any(id => !LongConditions.CanBeListed(id)))
        {
            _import.Lose(segment, "a customer in a list has 1 to 512 bytes; others are left out.");
            isWhole = false;
        }

        List<string> rules = [];
        foreach (var rule in segment.ItemsOf("rules"))
        {
            rules.Add(ReadRule(rule, key, out var isWholeRule));
            isWhole &= isWholeRule;
        }

        var inContexts = bounded ? Contexts(segment, "includedContexts", key) : ConditionText.Never;
        var notInContexts = bounded ? ConditionText.Not(Contexts(segment, "excludedContexts", key)) : ConditionText.Always;
        var when = ConditionText.Any([inContexts, ConditionText.All([notInContexts, LongConditions.Any(_import, key, rules)])]);
        if (!isHome && bounded)
        {
            var user = _attributes.KeyOf(segment, "user");
            when = ConditionText.Any([
                Keys(user, included, key), ConditionText.All([ConditionText.Not(Keys(user, excluded, key)), LongConditions.Short(_import, key, when)])]);
        }

        _import.Add(new SegmentDefinition
        {
            Name = name,
            When = Condition.Parse(LongConditions.Short(_import, key, when)),
            Include = isHome && included.Length > 0 ? CustomerList.Of(included.Where(LongConditions.CanBeListed)) : null,
            Exclude = isHome && excluded.Length > 0 ? CustomerList.Of(excluded.Where(LongConditions.CanBeListed)) : null,
        });
        return isWhole;
    }

    private string Contexts(SourceNode segment, string member, string key) => LongConditions.Any(
        _import, key, [.. segment.ItemsOf(member).Select(target => Keys(_attributes.KeyOf(target, target.TextOf("contextKind")), target.Texts("values"), key))]);

    private string Keys(string attribute, IEnumerable<string> keys, string name) =>
        LongConditions.InTexts(_import, name, attribute, [.. keys]);

    private string ReadRule(SourceNode rule, string key, out bool isWhole)
    {
        KnownMembers.NoteOthers(_import, rule, "clauses", "weight", "rolloutContextKind", "bucketBy");
        var when = _clauses.ReadAll(rule, key, out isWhole);
        if (rule["weight"] is not { } weight || rule.Whole("weight") >= Everybody)
        {
            return when;
        }

        if (rule.Whole("weight") > 0)
        {
            isWhole = false;
            _import.Lose(weight, "segments do not draw here; this share of a segment counts as not met.");
        }

        return ConditionText.Never;
    }
}
