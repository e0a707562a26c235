using FeatureRollout.Cli.Importing.Sources;

namespace FeatureRollout.Cli.Importing.From.JsonLogic;

/// <summary>What expressions refer to, and the operations that a tool has beside those of JsonLogic.</summary>
/// <param name="import">Takes the segments that long conditions become.</param>
/// <param name="name">What these are called after.</param>
internal sealed class LogicScope(Import import, string name)
{
    /// <summary>Notes something once.</summary>
    public void Tell(SourceNode at, string what) => import.TellOnce(at, what);

    /// <summary>All hold.</summary>
    public string All(params IReadOnlyList<string> conditions) => LongConditions.All(import, name, conditions);

    /// <summary>Any holds.</summary>
    public string Any(params IReadOnlyList<string> conditions) => LongConditions.Any(import, name, conditions);

    /// <summary>The condition, or a segment that says the same.</summary>
    public string Short(string condition) => LongConditions.Short(import, name, condition);

    /// <summary>Whether one of many values is met: by the condition for all of them, or by those for some at a time.</summary>
    public string OneOf<T>(IReadOnlyList<T> values, Func<IReadOnlyList<T>, string> condition) =>
        condition(values) is { Length: > LongConditions.Longest } ? Any([.. values.Chunk(10).Select(condition)]) : condition(values);

    /// <summary>What a path to a value gives; at least one case, the last for everybody.</summary>
    public required Func<SourceNode, string, IReadOnlyList<LogicCase>> Variable { get; init; }

    /// <summary>An expression that others refer to by name; null where there is none.</summary>
    public Func<string, SourceNode?> Shared { get; init; } = _ => null;

    /// <summary>Operations of the tool's own, by name; they take their arguments and give what they can give.</summary>
    public IReadOnlyDictionary<string, Func<LogicReader, SourceNode, IReadOnlyList<SourceNode>, IReadOnlyList<LogicCase>>> Operations { get; init; } =
        new Dictionary<string, Func<LogicReader, SourceNode, IReadOnlyList<SourceNode>, IReadOnlyList<LogicCase>>>(StringComparer.Ordinal);
}
