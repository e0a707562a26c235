using FeatureRollout.Cli.Importing.Sources;

namespace FeatureRollout.Cli.Importing.From.GrowthBook;

/// <summary>Reads features, those that others depend on before these.</summary>
internal sealed class GrowthBookFeatures
{
    private static readonly string[] KnownOfFeature = ["defaultValue", "rules", "project", "metadata"];

    /// <summary>Members that change no answer, or are read elsewhere.</summary>
    private static readonly string[] KnownOfRule =
    [
        "id", "key", "name", "phase", "meta", "tracks", "type", "condition", "force", "coverage", "hashAttribute", "hashVersion", "seed", "range",
        "variations", "contextualVariations", "weights", "namespace", "filters", "ranges", "parentConditions", "disableStickyBucketing",
        "fallbackAttribute", "bucketVersion", "minBucketVersion", "contextualBanditRef",
    ];

    private readonly Dictionary<string, GrowthBookFeature?> _read = new(StringComparer.Ordinal);
    private readonly HashSet<string> _reading = new(StringComparer.Ordinal);
    private readonly Import _import;
    private readonly GrowthBookPayload _payload;
    private readonly GrowthBookCondition _conditions;
    private readonly GrowthBookRule _rules;
    private readonly GrowthBookParents _parents;

    public GrowthBookFeatures(Import import, GrowthBookPayload payload)
    {
        (_import, _payload) = (import, payload);
        var customer = import.CustomerAttribute ?? "id";
        string AttributeOf(string path) => path == customer ? "customerId" : path;
        _conditions = new GrowthBookCondition(import, AttributeOf, new GrowthBookGroups(import, payload.SavedGroups).Contains);
        _rules = new GrowthBookRule(import, AttributeOf);
        _parents = new GrowthBookParents(import, Find);
    }

    /// <summary>A feature; null where there is none.</summary>
    /// <param name="key">Its name there.</param>
    /// <param name="isCycle">Whether it is being read at this moment.</param>
    public GrowthBookFeature? Find(string key, out bool isCycle)
    {
        isCycle = _reading.Contains(key);
        if (isCycle || _read.TryGetValue(key, out var known))
        {
            return isCycle ? null : _read[key];
        }

        GrowthBookFeature? feature = null;
        if (_payload.Features[key] is { } node)
        {
            _ = _reading.Add(key);
            feature = Read(key, node);
            _ = _reading.Remove(key);
        }

        _read.Add(key, feature);
        return feature;
    }

    private GrowthBookFeature Read(string key, SourceNode node)
    {
        var feature = new GrowthBookFeature(key, node);
        _import.LoseOthers(node.Members, KnownOfFeature);
        foreach (var rule in node["rules"]?.Items ?? [])
        {
            _import.LoseOthers(rule.Members, KnownOfRule);
            NoteSticky(rule);
            ReadRule(rule, feature);
        }

        feature.Default = feature.PlaceOf(node["defaultValue"]);
        return feature;
    }

    private void ReadRule(SourceNode rule, GrowthBookFeature feature)
    {
        if (_parents.Read(rule, feature) is not { } guard)
        {
            return;
        }

        var isForced = rule.Member("force") is not null;
        var variations = rule["contextualVariations"] ?? rule["variations"];
        if (!isForced && variations is null)
        {
            return;
        }

        var when = rule["condition"] is { } condition ? _conditions.Read(condition) : ConditionText.Always;
        if (when is null)
        {
            return;
        }

        when = ConditionText.All([guard, when]);
        if (!Condition.TryParse(when, out _, out var position))
        {
            _import.Lose(rule, $"The condition is too long or too deep (it breaks off at {position}); the rule counts as not met.");
            return;
        }

        if (when == ConditionText.Never)
        {
            return;
        }

        if (!isForced && rule["contextualBanditRef"] is { } bandit)
        {
            _import.Lose(bandit, "What a contextual bandit has learnt is not carried; the rule counts with its own weights.");
        }

        if ((isForced ? _rules.Force(rule, feature, when) : _rules.Experiment(rule, variations!, feature, when)) is { } step)
        {
            feature.Steps.Add(step);
        }
    }

    /// <summary>Nothing here remembers who has got what.</summary>
    private void NoteSticky(SourceNode rule)
    {
        if (rule["fallbackAttribute"] is { } fallback)
        {
            _import.Lose(fallback, $"Whoever lacks the attribute that is hashed is not drawn by \"{fallback.Text}\" instead.");
        }

        foreach (var name in new[] { "bucketVersion", "minBucketVersion" })
        {
            if (SourceJson.NumberOf(rule[name]) > 0)
            {
                _import.Lose(rule[name]!, "Sticky bucketing is not carried: everybody gets what the draw gives.");
            }
        }
    }
}
