namespace FeatureRollout.Dashboard.FlagPage;

/// <summary>How a verdict is shown: a sign and a word, so that neither needs the other or a colour.</summary>
/// <param name="Sign">The icon.</param>
/// <param name="Word">The word.</param>
/// <param name="Tone">The class of its colour.</param>
internal sealed record VerdictWords(Html Sign, string Word, string Tone)
{
    private static readonly Html Cross = Html.Of($"<svg class=\"icon\" viewBox=\"0 0 16 16\" aria-hidden=\"true\"><path d=\"M4 4 12 12M12 4 4 12\"/></svg>");
    private static readonly Html Dash = Html.Of($"<svg class=\"icon\" viewBox=\"0 0 16 16\" aria-hidden=\"true\"><path d=\"M3.500 8h9\"/></svg>");

    /// <summary>Of a criterion that must hold, such as one for going on or a target.</summary>
    public static VerdictWords OfDemand(CriterionVerdict verdict) => verdict switch
    {
        CriterionVerdict.Pass => new(Icons.Check, "Pass", "good"),
        CriterionVerdict.Fail => new(Cross, "Fail", "bad"),
        _ => Open(verdict),
    };

    /// <summary>Of a rule that acts when it holds, such as a trigger or an alert.</summary>
    public static VerdictWords OfRule(CriterionVerdict verdict) => verdict switch
    {
        CriterionVerdict.Pass => new(Icons.Warning, "Fires", "bad"),
        CriterionVerdict.Fail => new(Icons.Check, "Quiet", "good"),
        _ => Open(verdict),
    };

    /// <summary>With its sign and its word.</summary>
    public Html Show() => Html.Of($"<span class=\"health {Tone}\">{Sign}<span>{Word}</span></span>");

    private static VerdictWords Open(CriterionVerdict verdict) => verdict == CriterionVerdict.NoData
        ? new(Dash, "No data", "calm")
        : new(Icons.Question, "Undecided", "warn");
}
