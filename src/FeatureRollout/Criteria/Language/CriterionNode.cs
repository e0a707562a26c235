namespace FeatureRollout.Criteria.Language;

/// <summary>A criterion, or what stands after its <c>while</c>; immutable, equal where the parts are.</summary>
/// <param name="Question">What is asked.</param>
/// <param name="Over">The window that is read; null where none is written.</param>
/// <param name="For">How long the question, and every <c>while</c>, must hold; null for one look. Only at the outermost node.</param>
/// <param name="While">What must hold at the same time; null for nothing.</param>
internal sealed record CriterionNode(CriterionQuestion Question, CriterionWindow? Over, NumberExpression? For, CriterionNode? While);

/// <summary>What a criterion asks.</summary>
internal abstract record CriterionQuestion;

/// <summary>Whether two expressions compare so.</summary>
internal sealed record ComparisonQuestion(CriterionExpression Left, CriterionSign Sign, CriterionExpression Right) : CriterionQuestion;

/// <summary><c>all(targets)</c>.</summary>
internal sealed record AllTargetsQuestion : CriterionQuestion;

/// <summary>The time that is read.</summary>
/// <param name="Length">How long; null for the whole stage.</param>
internal sealed record CriterionWindow(NumberExpression? Length);
