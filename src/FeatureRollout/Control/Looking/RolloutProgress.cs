using FeatureRollout.Criteria;

namespace FeatureRollout.Control.Looking;

/// <summary>
/// What the controller remembers about one rollout from look to look, apart from the versioned state: losing it costs only
/// waiting anew.
/// </summary>
internal sealed record RolloutProgress
{
    /// <summary>Nothing yet.</summary>
    public static readonly RolloutProgress None = new();

    /// <summary>The rollout's generation that this is about; another one begins anew.</summary>
    public int Generation { get; init; }

    /// <summary>When that generation began: a restored archive may come to the same number again, in other circumstances. Null where an older version wrote it.</summary>
    public DateTimeOffset? CountedSince { get; init; }

    /// <summary>What each criterion remembers, by what it is judged for and its text.</summary>
    public IReadOnlyDictionary<string, CriterionProgress> Criteria { get; init; } = new Dictionary<string, CriterionProgress>(StringComparer.Ordinal);

    /// <summary>When each firing alert was last told, by its name.</summary>
    public IReadOnlyDictionary<string, DateTimeOffset> AlertsTold { get; init; } = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);

    /// <summary>When each of the plan's reports was last sent, by its place in the plan.</summary>
    public IReadOnlyList<DateTimeOffset> ReportsSent { get; init; } = [];

    /// <summary>Reads what was stored; nothing where it cannot be read.</summary>
    public static RolloutProgress Read(ReadOnlyMemory<byte> stored) => stored.IsEmpty ? None : ProgressShape.Read(stored.Span) ?? None;

    /// <summary>Writes it for the store.</summary>
    public ReadOnlyMemory<byte> Write() => ProgressShape.Write(this);
}
