using FeatureRollout.Criteria.Language;

namespace FeatureRollout.Criteria.Judgement;

/// <summary>The words in which an operator is told what was judged.</summary>
internal static class Sentences
{
    /// <summary>Such as "error_rate 0.42 % of 1,200 requests over 1 h; limit 0.5 %."</summary>
    public static string Reading(ComparisonFacts facts, in Reading left, in Reading right)
    {
        var (measured, limit) = facts.MeasuresLeft ? (left, right) : (right, left);
        var text = facts.MeasuresLeft ? facts.LeftText : facts.RightText;
        var samples = measured is { Samples: { } count, Window: not null } ? $" of {Figures.Number(count)} {facts.Noun}" : "";
        var window = measured.Window is { } time ? " over " + Figures.Window(time) : "";
        return $"{text} {Figures.Of(measured.Value ?? 0, facts.Kind)}{samples}{window}; limit {Figures.Of(limit.Value ?? 0, facts.Kind)}.";
    }

    /// <summary>At how many looks in a row, where more are asked for.</summary>
    public static string AtLooks(int proofs, int asked) => proofs >= asked
        ? ""
        : $" at {Figures.Number(proofs)} of {Figures.Number(asked)} looks in a row";

    /// <summary>How much of a <c>for</c> has passed.</summary>
    public static string Held(TimeSpan held, TimeSpan asked) => $" Held for {Figures.Time(held)} of {Figures.Time(asked)}.";
}
