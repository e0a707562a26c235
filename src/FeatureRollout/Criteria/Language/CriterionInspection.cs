namespace FeatureRollout.Criteria.Language;

/// <summary>A comparison with a constant, the metric on the left: what a linter needs to see that two criteria exclude each other.</summary>
/// <param name="Expression">The side that is measured, such as <c>p95(latency)</c>.</param>
/// <param name="Sign">How it is compared.</param>
/// <param name="Limit">With what: a rate as a fraction, a time in seconds.</param>
internal sealed record CriterionLimit(string Expression, CriterionSign Sign, double Limit);

/// <summary>A place where a criterion names a word such as <c>target</c>.</summary>
/// <param name="Word">The word.</param>
/// <param name="Expression">What it stands beside, as <see cref="ICriterionData.Value"/> is asked for it.</param>
internal readonly record struct CriterionWordUse(CriterionWord Word, string Expression);

/// <summary>What a criterion refers to, for those who check plans and gather readings.</summary>
internal static class CriterionInspection
{
    /// <summary>The metrics of the plan that it reads, without the library's own, each once, in the order of the text.</summary>
    public static IReadOnlyList<string> MetricsOf(Criterion criterion) =>
    [
        .. Parts(criterion).OfType<ReadingExpression>().Select(reading => reading.Metric)
            .Where(metric => !OwnMetrics.Contains(metric)).Distinct(StringComparer.Ordinal),
    ];

    /// <summary>The severities of incidents that it names, as written.</summary>
    public static IReadOnlyList<string> SeveritiesOf(Criterion criterion) =>
    [
        .. Parts(criterion).OfType<IncidentExpression>().Select(incident => incident.Severity).Distinct(StringComparer.OrdinalIgnoreCase),
    ];

    /// <summary>The words that it uses, each with what it stands beside.</summary>
    public static IReadOnlyList<CriterionWordUse> WordsOf(Criterion criterion) =>
    [
        .. Comparisons(criterion).SelectMany(comparison => WordsIn(comparison.Right, comparison.Left).Concat(WordsIn(comparison.Left, comparison.Right))).Distinct(),
    ];

    /// <summary>Whether it asks for <c>all(targets)</c>.</summary>
    public static bool AsksForTargets(Criterion criterion) => Nodes(criterion).Any(node => node.Question is AllTargetsQuestion);

    /// <summary>Its comparison with a constant; null where it has another, or holds only <c>while</c> something else does.</summary>
    public static CriterionLimit? LimitOf(Criterion criterion) =>
        criterion.Root is not { Question: ComparisonQuestion { Left: var left, Right: var right, Sign: var sign }, While: null } ? null
        : ExpressionParts.Constant(right) is { } limit && !ExpressionParts.IsConstant(left) ? new CriterionLimit(CriterionPrinter.Print(left), sign, limit)
        : ExpressionParts.Constant(left) is { } other && !ExpressionParts.IsConstant(right)
            ? new CriterionLimit(CriterionPrinter.Print(right), CriterionSigns.Mirror(sign), other)
        : null;

    /// <summary>How long it must hold; nothing where it says nothing.</summary>
    public static TimeSpan ForOf(Criterion criterion) => criterion.Root.For?.Duration ?? TimeSpan.Zero;

    /// <summary>The criterion and what follows each <c>while</c>.</summary>
    public static IEnumerable<CriterionNode> Nodes(Criterion criterion)
    {
        for (var node = criterion.Root; node is not null; node = node.While)
        {
            yield return node;
        }
    }

    private static IEnumerable<ComparisonQuestion> Comparisons(Criterion criterion) =>
        Nodes(criterion).Select(node => node.Question).OfType<ComparisonQuestion>();

    private static IEnumerable<CriterionExpression> Parts(Criterion criterion) =>
        Comparisons(criterion).SelectMany(comparison => ExpressionParts.Of(comparison.Left).Concat(ExpressionParts.Of(comparison.Right)));

    private static IEnumerable<CriterionWordUse> WordsIn(CriterionExpression side, CriterionExpression other) =>
        ExpressionParts.Of(side).OfType<WordExpression>().Select(word => new CriterionWordUse(word.Word, CriterionPrinter.Print(other)));
}
