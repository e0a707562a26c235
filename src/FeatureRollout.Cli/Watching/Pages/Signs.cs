using FeatureRollout.Cli.Terminal;
using FeatureRollout.Cli.Watching.Drawing;

namespace FeatureRollout.Cli.Watching.Pages;

/// <summary>The signs in front of verdicts and states; each says without its colour what it says with it.</summary>
internal static class Signs
{
    public const string Good = "✓";
    public const string Bad = "✗";
    public const string Open = "…";
    public const string Nothing = "–";
    public const string Look = "!";

    /// <summary>Of a criterion that must hold.</summary>
    public static Span Demand(CriterionVerdict verdict) => verdict switch
    {
        CriterionVerdict.Pass => new(Good, Tone.Good),
        CriterionVerdict.Fail => new(Bad, Tone.Bad),
        CriterionVerdict.Undecided => new(Open, Tone.Attention),
        _ => new(Nothing, Tone.Quiet),
    };

    /// <summary>Of a rule that acts when it holds: its pass is bad news.</summary>
    public static Span Rule(CriterionVerdict verdict) => verdict switch
    {
        CriterionVerdict.Pass => new(Bad, Tone.Bad),
        CriterionVerdict.Fail => new(Good, Tone.Good),
        _ => Demand(verdict),
    };

    public static Span Status(RolloutStatus status) => status switch
    {
        RolloutStatus.Running => new("▶", Tone.Good),
        RolloutStatus.Held or RolloutStatus.Paused => new("‖", Tone.Attention),
        RolloutStatus.Completed => new(Good, Tone.Good),
        RolloutStatus.Draft => new("○", Tone.Quiet),
        _ => new(Bad, Tone.Bad),
    };
}
