namespace FeatureRollout.Flags.Conditions;

internal enum ConditionTokenKind
{
    End,

    /// <summary>An attribute's name or a word of the language; which, the parser knows.</summary>
    Name,

    /// <summary>A name in backquotes, which is never a word of the language.</summary>
    QuotedName,
    Text,
    Number,
    And,
    Or,
    Not,
    OpenParenthesis,
    CloseParenthesis,
    OpenBracket,
    CloseBracket,
    Comma,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// <summary>The smallest meaningful part of a condition.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Start">Where it starts, in UTF-16 units.</param>
/// <param name="End">Where it is over.</param>
/// <param name="Value">A name or text without quotes and escapes; for the rest what is written.</param>
/// <param name="Number">The value of a number.</param>
internal readonly record struct ConditionToken(ConditionTokenKind Kind, int Start, int End, string Value, double Number = 0)
{
    /// <summary>Whether this is that word of the language, or that name.</summary>
    public bool IsWord(string word) => Kind == ConditionTokenKind.Name && string.Equals(Value, word, StringComparison.Ordinal);
}
