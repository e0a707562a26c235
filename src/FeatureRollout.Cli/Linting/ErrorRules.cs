namespace FeatureRollout.Cli.Linting;

/// <summary>Tells by its words which rule an error of the reader belongs to: the reader speaks to people and knows no ids.</summary>
internal static class ErrorRules
{
    /// <summary>How a message starts and what it says further on; the first that fits counts.</summary>
    private static readonly (string Start, string Within, LintRule Rule)[] ByWords =
    [
        ("this is not JSON", "", LintRules.Syntax),
        ("this is neither true, false nor null", "", LintRules.Syntax),
        ("the file ends here", "", LintRules.Syntax),
        ("the file is in UTF-16", "", LintRules.Syntax),
        ("the file starts with a byte order mark", "", LintRules.Syntax),
        ("the byte 0x", "", LintRules.Syntax),
        ("objects and arrays are nested deeper", "", LintRules.Syntax),
        ("unknown member ", "", LintRules.UnknownMember),
        ("unknown flag ", "", LintRules.UnknownName),
        ("unknown segment ", "", LintRules.UnknownName),
        ("unknown plan ", "", LintRules.UnknownName),
        ("unknown metric ", "", LintRules.UnknownName),
        ("unknown variant ", "", LintRules.UnknownName),
        ("unknown time zone ", "", LintRules.UnknownName),
        ("no metric ", "", LintRules.UnknownName),
        ("there are two ", "; rename one", LintRules.Duplicate),
        ("", " is given twice; the first is on line ", LintRules.Duplicate),
        ("\"", " differ only in case, '-' and '_'; rename one", LintRules.Duplicate),
        ("\"", " is listed twice", LintRules.Duplicate),
        ("\"", " is in a rollout already; ", LintRules.Duplicate),
        ("\"", " has a rollout of its own; ", LintRules.Duplicate),
        ("\"", " is on the checklist twice", LintRules.Duplicate),
        ("\"", " is on the stage's checklists twice", LintRules.Duplicate),
        ("", " that require each other in a circle: ", LintRules.Circle),
        ("\"", ", more than ", LintRules.Circle),
        ("segments within segments more than ", "", LintRules.Circle),
        ("refers to segments more than ", "", LintRules.Circle),
        ("expected ", "found an object without \"segment\"", LintRules.MissingMember),
        ("a schedule says \"from\", \"until\" or both", "", LintRules.MissingMember),
        ("\"query\" needs ", "", LintRules.MissingMember),
        ("\"source\" needs ", "", LintRules.MissingMember),
        ("\"per\" needs ", "", LintRules.MissingMember),
        ("\"setFlag\" needs ", "", LintRules.MissingMember),
        ("a", " needs \"", LintRules.MissingMember),
        ("a", " needs one of \"", LintRules.MissingMember),
        ("\"until\" is not after \"from\"", "", LintRules.Order),
        ("the window never opens", "", LintRules.Order),
        ("the freeze never begins", "", LintRules.Order),
        ("the expected volume ends before it begins", "", LintRules.Order),
        ("day ", " does not come after day ", LintRules.Order),
        ("the first step of the stage says no \"day\"", "", LintRules.Order),
        ("the first step holds from the stage's start", "", LintRules.Order),
        ("the step comes ", "; steps stand in order", LintRules.Order),
        ("the stage comes after ", " changes nothing; ", LintRules.Order),
        ("the percentage falls ", "", LintRules.Order),
        ("where ", ": the percentage falls ", LintRules.Order),
        ("contradiction in stage ", "", LintRules.Contradiction),
        ("stage ", " can never be left: ", LintRules.Contradiction),
        ("from ", " ends beyond 100 %", LintRules.Contradiction),
        ("the weights of the variants add up to 0", "", LintRules.Contradiction),
        ("the alert threshold ", " is met where the target ", LintRules.Contradiction),
        ("\"key\" is ", " but the flag stands under ", LintRules.Contradiction),
        ("no criterion can name ", "", LintRules.Contradiction),
        ("\"", " can never hold", LintRules.Contradiction),
        ("\"", " always holds, so no stage ", LintRules.Contradiction),
        ("\"", " is moved by the plan ", LintRules.Contradiction),
        ("a plan has at most ", "", LintRules.PlanSize),
        ("\"of\" is a reading ", "", LintRules.CriterionSyntax),
        ("the limit ", " does not fit ", LintRules.CriterionSyntax),
    ];

    /// <summary>The rule; <see cref="LintRules.WrongValue"/> where the words tell no other.</summary>
    public static LintRule Of(FlagFileError error)
    {
        var message = error.Message;
        if (message is [>= 'A' and <= 'Z', ..])
        {
            // The two languages alone begin with a capital letter.
            return IsCondition(error.Path) ? LintRules.ConditionSyntax : LintRules.CriterionSyntax;
        }

        foreach (var (start, within, rule) in ByWords)
        {
            if (message.StartsWith(start, StringComparison.Ordinal) && message.Contains(within, StringComparison.Ordinal))
            {
                return rule;
            }
        }

        return LintRules.WrongValue;
    }

    /// <summary>Bands and alerts have criteria under the same name.</summary>
    private static bool IsCondition(string path) =>
        path.EndsWith(".eligible", StringComparison.Ordinal)
        || (path.EndsWith(".when", StringComparison.Ordinal)
            && (!path.StartsWith("$.plans", StringComparison.Ordinal) || path.Contains(".strata[", StringComparison.Ordinal)));
}
