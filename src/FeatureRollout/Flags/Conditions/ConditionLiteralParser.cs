namespace FeatureRollout.Flags.Conditions;

/// <summary>Reads what stands on the right of a comparison: one value, or a list of them.</summary>
internal sealed class ConditionLiteralParser(ConditionTokens tokens)
{
    /// <summary>The value after that sign, which may ask for one that has an order.</summary>
    public ConditionLiteral ParseOperand(in ConditionToken sign)
    {
        var written = tokens.Current;
        var value = ParseValue();
        var hasOrder = value is NumberLiteral or DateLiteral or VersionLiteral;
        return hasOrder || sign.Kind is ConditionTokenKind.Equal or ConditionTokenKind.NotEqual
            ? value
            : throw ConditionTokens.ErrorAt(
                written.Start,
                $"Expected a number, date('…') or semver('…') after '{sign.Value}'",
                written,
                value is TextLiteral { Value: var text } && PlainNumber.TryRead(text, out _)
                    ? " A number stands without quotes."
                    : " Texts and truth values have no order.");
    }

    /// <summary>The values between brackets, at least one.</summary>
    public List<ConditionLiteral> ParseList()
    {
        tokens.Take(ConditionTokenKind.OpenBracket, "'[' and a list of values");
        List<ConditionLiteral> values = [ParseValue()];
        while (tokens.Current.Kind == ConditionTokenKind.Comma)
        {
            tokens.Take();
            values.Add(ParseValue());
        }

        tokens.Take(ConditionTokenKind.CloseBracket, "',' or ']'");
        return values;
    }

    private ConditionLiteral ParseValue()
    {
        var token = tokens.Current;
        switch (token.Kind)
        {
            case ConditionTokenKind.Text:
                tokens.Take();
                return new TextLiteral(token.Value);
            case ConditionTokenKind.Number:
                tokens.Take();
                return new NumberLiteral(token.Number);
            case ConditionTokenKind.Name when token.IsWord(ConditionWords.True) || token.IsWord(ConditionWords.False):
                tokens.Take();
                return new BooleanLiteral(token.IsWord(ConditionWords.True));
            case ConditionTokenKind.Name when token.IsWord(ConditionWords.Date):
                var date = TakeArgument("a date in quotes");
                return IsoMoment.TryRead(date.Value, out var utcTicks)
                    ? new DateLiteral(utcTicks)
                    : throw ConditionTokens.ErrorAt(
                        date.Start, "Expected a date such as '2026-01-01' or '2026-01-01T10:00:00Z'", date);
            case ConditionTokenKind.Name when token.IsWord(ConditionWords.Version):
                var written = TakeArgument("a version in quotes");
                return SemanticVersion.TryParse(written.Value, out var version)
                    ? new VersionLiteral(version)
                    : throw ConditionTokens.ErrorAt(
                        written.Start, "Expected a version of three numbers such as '1.2.0' or '1.2.0-beta.1'", written);
            default:
                throw NoValue(token);
        }
    }

    private ConditionToken TakeArgument(string what)
    {
        var function = tokens.Take();
        tokens.Take(ConditionTokenKind.OpenParenthesis, $"'(' after '{function.Value}'");
        var argument = tokens.Take(ConditionTokenKind.Text, what);
        tokens.Take(ConditionTokenKind.CloseParenthesis, "')'");
        return argument;
    }

    private ConditionSyntaxException NoValue(in ConditionToken token) => tokens.Error(
        "Expected a value",
        ConditionWords.Values,
        token.Kind switch
        {
            ConditionTokenKind.Name => $" A text stands in quotes: {ConditionMessage.Show(token.Value)}.",
            ConditionTokenKind.OpenBracket => " A list follows 'in'.",
            ConditionTokenKind.CloseBracket => " A list has at least one value.",
            _ => "",
        });
}
