using FeatureRollout.Cli.Importing.Sources;

namespace FeatureRollout.Cli.Importing.From.JsonLogic;

/// <summary>What expressions refer to, and the operations that a tool has beside those of JsonLogic.</summary>
internal sealed class LogicScope
{
    /// <summary>What a path to a value gives; at least one case, the last for everybody.</summary>
    public required Func<SourceNode, string, IReadOnlyList<LogicCase>> Variable { get; init; }

    /// <summary>An expression that others refer to by name; null where there is none.</summary>
    public Func<string, SourceNode?> Shared { get; init; } = _ => null;

    /// <summary>Operations of the tool's own, by name; they take their arguments and give what they can give.</summary>
    public IReadOnlyDictionary<string, Func<LogicReader, SourceNode, IReadOnlyList<SourceNode>, IReadOnlyList<LogicCase>>> Operations { get; init; } =
        new Dictionary<string, Func<LogicReader, SourceNode, IReadOnlyList<SourceNode>, IReadOnlyList<LogicCase>>>(StringComparer.Ordinal);
}
