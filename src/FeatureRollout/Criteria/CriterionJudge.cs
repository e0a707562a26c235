using FeatureRollout.Criteria.Judgement;
using FeatureRollout.Criteria.Language;

namespace FeatureRollout.Criteria;

/// <summary>Judges a criterion by the readings of one look. Pure; the rules are in <c>docs/criteria.md</c>.</summary>
internal static class CriterionJudge
{
    /// <summary>The window that <see cref="SeriesOf"/> gives for <c>over stage</c>.</summary>
    public static readonly TimeSpan WholeStage = TimeSpan.MaxValue;

    /// <summary>Judges; gives the result and what to remember for the next look.</summary>
    public static (CriterionResult Result, CriterionProgress Progress) Judge(
        Criterion criterion, CriterionRules rules, ICriterionData data, CriterionProgress progress)
    {
        var look = LookAt(criterion.Root, rules, data, progress);
        var timer = new HoldTimer(rules, data.Now);
        var next = timer.Look(look.State, look.Progress);
        var asked = CriterionInspection.ForOf(criterion);
        var held = timer.HeldFor(next);
        var lasts = look.State == LookState.Yes && held < asked;
        return (new CriterionResult
        {
            Criterion = criterion.Text,
            Verdict = lasts ? CriterionVerdict.Undecided : look.Verdict,
            Value = look.Left.Value,
            Limit = look.Right.Value,
            Samples = look.Left.Samples ?? look.Right.Samples,
            Window = look.Left.Window ?? look.Right.Window,
            Age = look.Left.Age ?? look.Right.Age,
            Since = next.Since,
            Explanation = asked > TimeSpan.Zero && next.Since is not null ? look.Sentence + Sentences.Held(held, asked) : look.Sentence,
        }, next);
    }

    /// <summary>
    /// What a criterion reads, so that it can be gathered before: metrics of the plan with the longest window that each
    /// needs, <see cref="WholeStage"/> for the whole stage. What <c>all(targets)</c> reads, the targets tell.
    /// </summary>
    public static IReadOnlyDictionary<string, TimeSpan> SeriesOf(Criterion criterion)
    {
        var windows = new Dictionary<string, TimeSpan>(StringComparer.Ordinal);
        foreach (var node in CriterionInspection.Nodes(criterion))
        {
            if (node.Question is ComparisonQuestion comparison)
            {
                Add(comparison.Left, comparison.Right, node.Over);
                Add(comparison.Right, comparison.Left, node.Over);
            }
        }

        return windows;

        void Add(CriterionExpression side, CriterionExpression other, CriterionWindow? over)
        {
            var trailing = ExpressionParts.Of(other).OfType<TrailingExpression>().Select(part => part.Length.Duration).DefaultIfEmpty().Max();
            foreach (var reading in ExpressionParts.Of(side).OfType<ReadingExpression>().Where(reading => !OwnMetrics.Contains(reading.Metric)))
            {
                var window = ExpressionReader.WindowOf(over, reading) ?? WholeStage;
                window = window > trailing ? window : trailing;
                windows[reading.Metric] = windows.TryGetValue(reading.Metric, out var known) && known > window ? known : window;
            }
        }
    }

    /// <summary>
    /// What can be captured now for <c>baseline</c> and <c>previous</c>: the value of each expression that stands beside
    /// one of these words, by the name under which <see cref="ICriterionData.Value"/> is asked for it. What has no value is left out.
    /// </summary>
    public static IReadOnlyDictionary<string, double> ValuesBeside(Criterion criterion, CriterionWord word, ICriterionData data)
    {
        var values = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var node in CriterionInspection.Nodes(criterion))
        {
            if (node.Question is ComparisonQuestion comparison)
            {
                Add(comparison.Left, comparison.Right, node.Over);
                Add(comparison.Right, comparison.Left, node.Over);
            }
        }

        return values;

        void Add(CriterionExpression side, CriterionExpression other, CriterionWindow? over)
        {
            if (ExpressionParts.Of(side).Any(part => part is WordExpression found && found.Word == word)
                && new ExpressionReader(data, over, CriterionArm.On, side, CriterionPrinter.Print(side)).Read(other).Value is { } value)
            {
                values[CriterionPrinter.Print(other)] = value;
            }
        }
    }

    private static Look LookAt(CriterionNode node, CriterionRules rules, ICriterionData data, CriterionProgress progress)
    {
        var look = node.Question switch
        {
            ComparisonQuestion comparison => new ComparisonJudge(rules, data, progress).Judge(comparison, node.Over),
            _ => LookAtTargets(rules, data, progress),
        };
        return node.While is { } guard ? Guarded(look, LookAt(guard, Watching(rules), data, CriterionProgress.None)) : look;
    }

    /// <summary>Both must hold: no data is worst, then what does not hold, then what cannot be told.</summary>
    private static Look Guarded(Look look, Look guard) => look with
    {
        State = look.State == LookState.NoData || guard.State == LookState.NoData ? LookState.NoData
            : look.State == LookState.No || guard.State == LookState.No ? LookState.No
            : look.State == LookState.TooFew || guard.State == LookState.TooFew ? LookState.TooFew
            : LookState.Yes,
        IsUnproved = look.IsUnproved && guard.State != LookState.No,
        Sentence = $"{look.Sentence} While: {guard.Sentence}",
    };

    private static Look LookAtTargets(CriterionRules rules, ICriterionData data, CriterionProgress progress)
    {
        if (data.Targets.Count == 0)
        {
            return new Look(LookState.NoData, "No data: the plan has no targets.", progress);
        }

        var looks = data.Targets.Select(target => target.Root.Question is ComparisonQuestion
            ? LookAt(target.Root, Watching(rules), data, CriterionProgress.None)
            : new Look(LookState.NoData, $"No data: '{target.Text}' is no target.", progress)).ToList();
        var state = looks.Min(look => look.State);
        state = state == LookState.TooFew && looks.Any(look => look.State == LookState.No) ? LookState.No : state;
        var met = looks.Count(look => look.State == LookState.Yes);
        var unmet = string.Concat(looks.Where(look => look.State != LookState.Yes).Select(look => " Not met: " + look.Sentence));
        return new Look(state, $"{met} of {looks.Count} targets are met.{unmet}", progress) { Left = Reading.Of(met), Right = Reading.Of(looks.Count) };
    }

    private static CriterionRules Watching(CriterionRules rules) => rules with { Use = CriterionUse.Watch };
}
