namespace FeatureRollout.Flags.Files;

/// <summary>
/// How deep segments may refer to segments, and how many may be asked for one answer. No answer of a segment is kept while
/// a question is answered: two references at each of forty levels would be a million million of them.
/// </summary>
internal static class SegmentNesting
{
    /// <summary>The most references one behind the other.</summary>
    public const int MaximumDepth = 16;

    /// <summary>The most references in all, counted as often as they are followed.</summary>
    public const int MaximumReferences = 1_000;

    private const int ShownOfPath = 8;

    /// <summary>Reports the innermost segments that go beyond a limit; nothing of circles, which are reported elsewhere.</summary>
    /// <param name="segments">By name, each with the names that it refers to; a name that stands twice comes twice.</param>
    /// <param name="report">Called for each problem, in no certain order.</param>
    public static void Check(IReadOnlyDictionary<string, IReadOnlyList<string>> segments, Action<FlagSetProblem> report)
    {
        var costs = Costs(segments);
        foreach (var (name, referred) in segments)
        {
            var cost = costs[name];
            if (!cost.IsTooMuch || referred.Any(other => costs.GetValueOrDefault(other).IsTooMuch))
            {
                continue;
            }

            var path = cost.Depth > MaximumDepth ? Path(name, each => each.Depth) : Path(name, each => each.References);
            var message = cost.Depth > MaximumDepth
                ? FormattableString.Invariant($"segments within segments more than {MaximumDepth} deep")
                : FormattableString.Invariant($"refers to segments more than {MaximumReferences:N0} times, directly and through others");
            report(new FlagSetProblem(Owner.Segment(name), "when", path[1], $"{message}: {Show(path)}"));
        }

        List<string> Path(string name, Func<Cost, int> worst)
        {
            List<string> path = [name];
            while (path.Count <= ShownOfPath && segments.GetValueOrDefault(path[^1]) is { Count: > 0 } referred)
            {
                path.Add(referred.MaxBy(other => worst(costs.GetValueOrDefault(other)))!);
            }

            return path;
        }
    }

    /// <summary>Round by round, each seeing one level deeper; beyond the greatest depth nothing more is to be known.</summary>
    private static Dictionary<string, Cost> Costs(IReadOnlyDictionary<string, IReadOnlyList<string>> segments)
    {
        var costs = segments.Keys.ToDictionary(name => name, _ => default(Cost), StringComparer.Ordinal);
        var nested = segments.Where(segment => segment.Value.Count > 0).ToArray();
        var moves = true;
        for (var round = 0; moves && round <= MaximumDepth; round++)
        {
            moves = false;
            foreach (var (name, referred) in nested)
            {
                var cost = Cost.Of(referred.Select(other => costs.GetValueOrDefault(other)));
                moves |= cost != costs[name];
                costs[name] = cost;
            }
        }

        return costs;
    }

    private static string Show(List<string> path) =>
        string.Join(" → ", path.Take(ShownOfPath)) + (path.Count > ShownOfPath ? " → …" : "");

    /// <summary>Neither grows much beyond its limit, so that nothing overflows.</summary>
    private readonly record struct Cost(int Depth, int References)
    {
        public bool IsTooMuch => Depth > MaximumDepth || References > MaximumReferences;

        public static Cost Of(IEnumerable<Cost> referred)
        {
            var (depth, references) = (0, 0);
            foreach (var cost in referred)
            {
                depth = Math.Max(depth, Math.Min(cost.Depth, MaximumDepth) + 1);
                references = Math.Min(references + 1 + cost.References, MaximumReferences + 1);
            }

            return new Cost(depth, references);
        }
    }
}
