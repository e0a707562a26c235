using System.Globalization;
using System.Text.RegularExpressions;

namespace FeatureRollout.Flags.Conditions;

/// <summary>
/// Reads one condition by recursive descent, one method per level of binding: or, and, not, question. What a
/// comparison has on its right is <see cref="ConditionLiteralParser"/>'s. Not to be used twice.
/// </summary>
internal sealed class ConditionParser
{
    /// <summary>How many parentheses and nots may be open at one place.</summary>
    public const int MaximumDepth = 100;

    private readonly ConditionTokens _tokens;
    private readonly List<SegmentReference> _segments = [];
    private int _depth;

    public ConditionParser(string text)
    {
        if (text.Length > Condition.MaximumLength)
        {
            throw new ConditionSyntaxException(
                Condition.MaximumLength,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The condition has {text.Length} characters; {Condition.MaximumLength} are allowed. Long lists belong into a segment."));
        }

        _tokens = new ConditionTokens(text);
    }

    /// <summary>The segments referred to so far.</summary>
    public IReadOnlyList<SegmentReference> Segments => _segments;

    /// <summary>Reads the whole text.</summary>
    /// <exception cref="ConditionSyntaxException">It is no condition.</exception>
    public ConditionNode Parse()
    {
        var condition = ParseOr();
        return _tokens.Current.Kind switch
        {
            ConditionTokenKind.End => condition,
            ConditionTokenKind.CloseParenthesis => throw _tokens.Error("Expected the end, since no parenthesis is open,"),
            _ => throw _tokens.Error("Expected '&&', '||' or the end", ConditionWords.Connectives),
        };
    }

    private ConditionNode ParseOr() => ParseChain(LogicalOperator.Or, ConditionTokenKind.Or, ConditionWords.Or, ParseAnd);

    private ConditionNode ParseAnd() => ParseChain(LogicalOperator.And, ConditionTokenKind.And, ConditionWords.And, ParseNot);

    private ConditionNode ParseChain(LogicalOperator name, ConditionTokenKind sign, string word, Func<ConditionNode> parseOperand)
    {
        var first = parseOperand();
        List<ConditionNode>? operands = null;
        while (_tokens.Current.Kind == sign || _tokens.Current.IsWord(word))
        {
            _tokens.Take();
            operands ??= [first];
            operands.Add(parseOperand());
        }

        return operands is null ? first : new LogicalNode(name, operands);
    }

    private ConditionNode ParseNot()
    {
        if (_tokens.Current.Kind != ConditionTokenKind.Not && !_tokens.Current.IsWord(ConditionWords.Not))
        {
            return ParseQuestion();
        }

        Enter();
        _tokens.Take();
        var node = new NotNode(ParseNot());
        _depth--;
        return node;
    }

    private ConditionNode ParseQuestion()
    {
        switch (_tokens.Current.Kind)
        {
            case ConditionTokenKind.OpenParenthesis:
                Enter();
                _tokens.Take();
                var inner = ParseOr();
                _tokens.Take(ConditionTokenKind.CloseParenthesis, "')', '&&' or '||'", ConditionWords.Connectives);
                _depth--;
                return inner;
            case ConditionTokenKind.QuotedName:
                return ParseComparison(_tokens.Take());
            case ConditionTokenKind.Name when !ConditionWords.IsReserved(_tokens.Current.Value):
                var name = _tokens.Take();
                return _tokens.Current.Kind == ConditionTokenKind.OpenParenthesis ? ParseCall(name) : ParseComparison(name);
            case ConditionTokenKind.Name when (_tokens.Current.IsWord(ConditionWords.True) || _tokens.Current.IsWord(ConditionWords.False)):
                return new ConstantNode(_tokens.Take().IsWord(ConditionWords.True));
            case ConditionTokenKind.Name:
                throw _tokens.Error("Expected an attribute", hint: " A word of the language is an attribute's name only in backquotes.");
            case ConditionTokenKind.Text or ConditionTokenKind.Number:
                throw _tokens.Error("Expected an attribute", hint: " The attribute comes first: attribute, operator, value.");
            default:
                throw _tokens.Error("Expected a condition");
        }
    }

    private ConditionNode ParseCall(ConditionToken name)
    {
        if (name.IsWord(ConditionWords.Has))
        {
            _tokens.Take();
            var attribute = _tokens.Current;
            if (attribute.Kind is not (ConditionTokenKind.Name or ConditionTokenKind.QuotedName)
                || (attribute.Kind == ConditionTokenKind.Name && ConditionWords.IsReserved(attribute.Value)))
            {
                throw _tokens.Error(
                    "Expected an attribute's name",
                    hint: attribute.Kind == ConditionTokenKind.Text ? " An attribute stands without quotes or in backquotes." : "");
            }

            _tokens.Take();
            _tokens.Take(ConditionTokenKind.CloseParenthesis, "')'");
            return new HasNode(NameOf(attribute));
        }

        if (name.IsWord(ConditionWords.Segment))
        {
            _tokens.Take();
            var segment = _tokens.Take(ConditionTokenKind.Text, "a segment's name in quotes");
            if (segment.Value.Length == 0)
            {
                throw ConditionTokens.ErrorAt(segment.Start, "Expected a segment's name", segment);
            }

            _tokens.Take(ConditionTokenKind.CloseParenthesis, "')'");
            _segments.Add(new SegmentReference(segment.Value, segment.Start));
            return new SegmentNode(segment.Value);
        }

        var hint = name.IsWord(ConditionWords.Date) || name.IsWord(ConditionWords.Version)
            ? " The attribute comes first: attribute, operator, value."
            : ConditionWords.DidYouMean(name.Value, ConditionWords.Questions);
        throw ConditionTokens.ErrorAt(name.Start, "Expected a condition", name, hint + " Before a parenthesis stand has, segment or not.");
    }

    private ConditionNode ParseComparison(ConditionToken name)
    {
        var attribute = NameOf(name);
        var literals = new ConditionLiteralParser(_tokens);
        var sign = _tokens.Current;
        if (ComparisonOf(sign.Kind) is { } comparison)
        {
            _tokens.Take();
            return new ComparisonNode(attribute, comparison, literals.ParseOperand(sign));
        }

        switch (sign.Kind == ConditionTokenKind.Name ? sign.Value : "")
        {
            case ConditionWords.In:
                _tokens.Take();
                return new MembershipNode(attribute, Negated: false, literals.ParseList());
            case ConditionWords.Not:
                _tokens.Take();
                _tokens.TakeWord(ConditionWords.In);
                return new MembershipNode(attribute, Negated: true, literals.ParseList());
            case ConditionWords.Contains:
                return new TextPartNode(attribute, TextPartOperator.Contains, TakeTextAfter(sign).Value);
            case ConditionWords.StartsWith:
                return new TextPartNode(attribute, TextPartOperator.StartsWith, TakeTextAfter(sign).Value);
            case ConditionWords.EndsWith:
                return new TextPartNode(attribute, TextPartOperator.EndsWith, TakeTextAfter(sign).Value);
            case ConditionWords.Matches:
                return new MatchNode(attribute, CheckedPattern(TakeTextAfter(sign)));
            default:
                throw NoOperator(name);
        }
    }

    private ConditionToken TakeTextAfter(in ConditionToken sign)
    {
        _tokens.Take();
        return _tokens.Take(ConditionTokenKind.Text, $"a text in quotes after '{sign.Value}'");
    }

    private string CheckedPattern(in ConditionToken pattern)
    {
        try
        {
            _ = new Regex(pattern.Value, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
            return pattern.Value;
        }
        catch (RegexParseException exception)
        {
            var position = _tokens.PositionInside(pattern, exception.Offset);
            throw new ConditionSyntaxException(
                position,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The text after 'matches' is no regular expression: {Words(exception.Error)} at position {position}."));
        }
    }

    /// <summary>The runtime's own message repeats the whole pattern; the error's name says as much.</summary>
    private static string Words(RegexParseError error) =>
        string.Concat(error.ToString().Select((letter, at) =>
            char.IsAsciiLetterUpper(letter) && at > 0 ? " " + char.ToLowerInvariant(letter) : char.ToLowerInvariant(letter).ToString()));

    private ConditionSyntaxException NoOperator(in ConditionToken name)
    {
        if (name.Kind == ConditionTokenKind.Name && string.Equals(name.Value, ConditionWords.Not, StringComparison.OrdinalIgnoreCase))
        {
            return ConditionTokens.ErrorAt(name.Start, "Expected a condition", name, $" Did you mean '{ConditionWords.Not}'?");
        }

        var ends = _tokens.Current.Kind is ConditionTokenKind.End or ConditionTokenKind.And or ConditionTokenKind.Or
                or ConditionTokenKind.CloseParenthesis
            || ConditionWords.Connectives.Any(_tokens.Current.IsWord);
        return _tokens.Error(
            $"Expected an operator after the attribute {ConditionMessage.Show(name.Value)}",
            ConditionWords.Operators,
            ends ? $" Whether it is true is asked with '== true'." : "");
    }

    private static string NameOf(in ConditionToken name) =>
        name.Value.Length > 0 ? name.Value : throw ConditionTokens.ErrorAt(name.Start, "Expected an attribute's name", name);

    private static ComparisonOperator? ComparisonOf(ConditionTokenKind kind) => kind switch
    {
        ConditionTokenKind.Equal => ComparisonOperator.Equal,
        ConditionTokenKind.NotEqual => ComparisonOperator.NotEqual,
        ConditionTokenKind.Less => ComparisonOperator.Less,
        ConditionTokenKind.LessOrEqual => ComparisonOperator.LessOrEqual,
        ConditionTokenKind.Greater => ComparisonOperator.Greater,
        ConditionTokenKind.GreaterOrEqual => ComparisonOperator.GreaterOrEqual,
        _ => null,
    };

    private void Enter()
    {
        if (++_depth > MaximumDepth)
        {
            throw new ConditionSyntaxException(
                _tokens.Current.Start,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"More than {MaximumDepth} parentheses and nots are open at position {_tokens.Current.Start}."));
        }
    }
}
