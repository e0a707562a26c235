namespace FeatureRollout.Criteria.Language;

/// <summary>Reads a criterion: the comparison and the clauses behind it. Not to be used twice.</summary>
internal sealed class CriterionParser
{
    private readonly CriterionTokens _tokens;
    private readonly ExpressionParser _expressions;

    private CriterionParser(string text)
    {
        _tokens = new CriterionTokens(text);
        _expressions = new ExpressionParser(_tokens);
    }

    /// <summary>Reads the whole text.</summary>
    /// <exception cref="CriterionSyntaxException">It is no criterion.</exception>
    public static CriterionNode Parse(string text)
    {
        if (text.Length > Criterion.MaximumLength)
        {
            throw new CriterionSyntaxException(
                Criterion.MaximumLength,
                CriterionMessage.At($"The criterion has {text.Length} characters; {Criterion.MaximumLength} are allowed."));
        }

        var parser = new CriterionParser(text);
        return parser.ParseNode(isGuard: false);
    }

    private CriterionNode ParseNode(bool isGuard)
    {
        var question = ParseQuestion();
        CriterionWindow? over = null;
        NumberExpression? lasting = null;
        while (true)
        {
            var clause = _tokens.Current;
            if (clause.IsWord(CriterionWords.Over) && over is null)
            {
                _tokens.Take();
                over = _tokens.TryTake(CriterionWords.Stage)
                    ? new CriterionWindow(Length: null)
                    : new CriterionWindow(_expressions.ParseDuration(CriterionWords.Over));
            }
            else if (clause.IsWord(CriterionWords.For) && lasting is null && !isGuard)
            {
                _tokens.Take();
                lasting = _expressions.ParseDuration(CriterionWords.For);
            }
            else if (clause.IsWord(CriterionWords.While))
            {
                _tokens.Enter();
                _tokens.Take();
                return new CriterionNode(question, over, lasting, ParseNode(isGuard: true));
            }
            else
            {
                return clause.Kind == CriterionTokenKind.End ? new CriterionNode(question, over, lasting, While: null) : throw NoEnd(isGuard);
            }
        }
    }

    private CriterionSyntaxException NoEnd(bool isGuard) => _tokens.Current switch
    {
        var found when isGuard && found.IsWord(CriterionWords.For) =>
            _tokens.Error("Expected the end", hint: "'for' stands before 'while' and is for both."),
        var found when CriterionWords.Clauses.Any(found.IsWord) => _tokens.Error("Expected the end", hint: $"'{found.Text}' stands there already."),
        { Kind: CriterionTokenKind.Sign } => _tokens.Error("Expected the end", hint: "A criterion has one comparison; another follows 'while'."),

        // In "cpu < 70% and queue < 5" the "and" was taken for a metric that is multiplied.
        var found when IsJoint(found) => OneComparison(found),
        _ when IsJoint(_tokens.Previous) => OneComparison(_tokens.Previous),

        // And so was the misspelt word in "cpu < 70% fro 5m".
        { Kind: CriterionTokenKind.Number } when _tokens.Previous is { Kind: CriterionTokenKind.Name } name =>
            CriterionTokens.ErrorAt(name, "Expected an operator, 'over', 'for', 'while' or the end", CriterionWords.Clauses),
        _ => _tokens.Error("Expected an operator, 'over', 'for', 'while' or the end", CriterionWords.Clauses),
    };

    private static bool IsJoint(in CriterionToken token) =>
        token is { Kind: CriterionTokenKind.Name, Text: "and" or "or" or "AND" or "OR" };

    private static CriterionSyntaxException OneComparison(in CriterionToken joint) => CriterionTokens.ErrorAt(
        joint, "Expected the end", hint: "A criterion has one comparison; another follows 'while', or is a criterion of its own.");

    private CriterionQuestion ParseQuestion()
    {
        if (_tokens.Current.IsWord(CriterionWords.All))
        {
            _tokens.Take();
            _tokens.Take(CriterionTokenKind.OpenParenthesis, "'(' after 'all'");
            if (!_tokens.TryTake(CriterionWords.Targets))
            {
                throw _tokens.Error("Expected 'targets'", [CriterionWords.Targets]);
            }

            _tokens.Take(CriterionTokenKind.CloseParenthesis, "')'");
            return new AllTargetsQuestion();
        }

        var left = _expressions.Parse();
        if (_tokens.Current.Kind != CriterionTokenKind.Sign)
        {
            throw _tokens.Error(
                "Expected '<', '<=', '>', '>=', '==' or '!='",
                hint: "Say in which direction: error_rate < 1% is good below, error_rate > 1% is bad above.");
        }

        var sign = _tokens.Take().Sign;
        var comparison = new ComparisonQuestion(left, sign, _expressions.Parse());
        UnitRules.Check(comparison, _expressions.StartOf);
        return comparison;
    }
}
