using FeatureRollout.Criteria.Detection;
using FeatureRollout.Criteria.Language;

namespace FeatureRollout.Criteria.Judgement;

/// <summary>Judges one comparison at one look.</summary>
internal sealed class ComparisonJudge(CriterionRules rules, ICriterionData data, CriterionProgress progress)
{
    /// <summary>It is looked at often, so that the usual 95 % would be wrong too often.</summary>
    private const double Confidence = 0.999;

    /// <summary>The look; the progress that it gives knows what the detector has seen.</summary>
    public Look Judge(ComparisonQuestion comparison, CriterionWindow? over)
    {
        var facts = ComparisonFacts.Of(comparison);
        var left = new ExpressionReader(data, over, facts.Arm, comparison.Right, facts.RightText).Read(comparison.Left);
        var right = new ExpressionReader(data, over, facts.Arm, comparison.Left, facts.LeftText).Read(comparison.Right);
        var form = rules.Proof != CriterionProof.Detector ? null : rules.Use switch
        {
            CriterionUse.Advance => facts.WhatIsGood,
            CriterionUse.Rollback => facts.WhatIsBad,
            _ => null,
        };
        var limit = facts.LimitIsRight ? right.Value : left.Value;
        form = limit is { } rate && form?.CanJudge(rate) == false ? null : form;
        var seen = form is { } detector && limit is { } value ? detector.Feed(data, value, progress) : progress;
        if (left.Value is not { } one || right.Value is not { } two)
        {
            return new Look(LookState.NoData, $"No data: {left.Missing ?? right.Missing}.", seen) { Left = left, Right = right };
        }

        var sentence = Sentences.Reading(facts, left, right);
        var holds = CriterionSigns.Holds(comparison.Sign, one, two);
        var look = new Look(holds ? LookState.Yes : LookState.No, sentence, seen) { Left = left, Right = right };
        if (holds && form is null && rules is { Use: CriterionUse.Rollback, Proof: CriterionProof.Detector } && facts.Slow is { } slow
            && !IsApart(slow, data.Outcomes(facts.Arm, ExpressionReader.WindowOf(over, slow)), facts.LimitIsRight ? two : one))
        {
            look = look with { State = LookState.No, IsUnproved = true, Sentence = look.Sentence + " Its interval reaches below the limit: no proof yet." };
        }

        return form is not null && rules.Use == CriterionUse.Rollback
            ? Proved(look, holds)
            : TooFew(look) ?? (form is not null && seen.Proofs > 0 ? Disproved(look) : Counted(look));
    }

    /// <summary>
    /// Whether a latency percentile is over a limit that no detector can take, such as one that moves with the control, with
    /// its whole interval and not by its estimate alone. The limit's own uncertainty is left out: the control is mostly the larger arm.
    /// </summary>
    private static bool IsApart(ReadingExpression slow, IOutcomeSample? sample, double limit) =>
        sample is { LatencyCount: > 0 }
        && QuantileInterval.Of(sample.LatencyCount, (double)slow.Percentile / 100, Confidence).IsOver(sample.CountAbove(limit));

    /// <summary>A trigger that the detector judges: the estimate is shown, but only proof counts, at any number of samples.</summary>
    private Look Proved(Look look, bool holds)
    {
        var proofs = look.Progress.Proofs;
        var asked = Math.Max(1, rules.Confirmations);
        return look with
        {
            State = proofs > 0 ? LookState.Yes : LookState.No,
            IsUnproved = proofs == 0 && holds,
            IsConfirmed = proofs >= asked,
            Sentence = proofs > 0 ? $"Proved{Sentences.AtLooks(proofs, asked)}{News(look.Progress)}. {look.Sentence}"
                : holds ? look.Sentence + " That is no proof yet."
                : look.Sentence,
        };
    }

    /// <summary>What came since the last look, which proves more than an estimate that healthy hours are part of.</summary>
    private string News(CriterionProgress seen)
    {
        var isSame = seen.Run == progress.Run;
        var (count, failures) = isSame ? (seen.SeenCount - progress.SeenCount, seen.SeenFailures - progress.SeenFailures) : (seen.SeenCount, seen.SeenFailures);
        return count > 0 ? $" by {Figures.Number(failures)} of {Figures.Number(count)} since the last look" : "";
    }

    private static Look Disproved(Look look) => look with
    {
        State = LookState.No,
        Sentence = look.Sentence + " The outcomes since the last looks prove that it does not hold.",
    };

    /// <summary>A trigger without a detector still asks for as many looks in a row, if outcomes are what it reads.</summary>
    private Look Counted(Look look)
    {
        if (rules.Use != CriterionUse.Rollback || (look.Left.Outcomes ?? look.Right.Outcomes) is null)
        {
            return look;
        }

        var proofs = look.State == LookState.Yes ? look.Progress.Proofs + 1 : 0;
        var asked = Math.Max(1, rules.Confirmations);
        return look with
        {
            Progress = look.Progress with { Proofs = proofs },
            IsConfirmed = proofs >= asked,
            Sentence = look.Sentence + (proofs > 0 && proofs < asked ? $" It holds{Sentences.AtLooks(proofs, asked)}." : ""),
        };
    }

    private Look? TooFew(Look look)
    {
        var needed = Math.Max(rules.MinimumSamples, Math.Max(look.Left.Needed, look.Right.Needed));
        var least = Least(look.Left.Outcomes, look.Right.Outcomes);
        if (rules.Use == CriterionUse.Advance && Least(look.Left.Counted, look.Right.Counted) is { } counted)
        {
            least = Least(least, counted);
        }

        return least is { } samples && samples < needed
            ? look with
            {
                State = LookState.TooFew,
                Sentence = look.Sentence + $" {Figures.Number(samples)} of {Figures.Number(needed)} samples are too few to tell.",
            }
            : null;
    }

    private static long? Least(long? one, long? other) => one is null ? other : other is null ? one : Math.Min(one.Value, other.Value);
}
