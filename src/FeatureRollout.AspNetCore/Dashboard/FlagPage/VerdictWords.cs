namespace FeatureRollout.Dashboard.FlagPage;

/// <summary>How a verdict is shown: a sign and a word, so that neither needs the other or a colour.</summary>
/// <param name="Sign">Which icon.</param>
/// <param name="Word">The word.</param>
/// <param name="Tone">Good, bad, or open: the class of its colour.</param>
internal sealed record VerdictWords(Icon Sign, string Word, string Tone)
{
    /// <summary>Of a criterion that must hold, such as one for going on or a target.</summary>
    public static VerdictWords OfDemand(CriterionVerdict verdict) => verdict switch
    {
        CriterionVerdict.Pass => new(Icon.Check, "Pass", "fr-good"),
        CriterionVerdict.Fail => new(Icon.Cross, "Fail", "fr-bad"),
        _ => Open(verdict),
    };

    /// <summary>Of a rule that acts when it holds, such as a trigger or an alert.</summary>
    public static VerdictWords OfRule(CriterionVerdict verdict) => verdict switch
    {
        CriterionVerdict.Pass => new(Icon.Alert, "Fires", "fr-bad"),
        CriterionVerdict.Fail => new(Icon.Check, "Quiet", "fr-good"),
        _ => Open(verdict),
    };

    private static VerdictWords Open(CriterionVerdict verdict) => verdict == CriterionVerdict.NoData
        ? new(Icon.None, "No data", "fr-open")
        : new(Icon.Question, "Undecided", "fr-open");
}
