namespace FeatureRollout.Criteria.Language;

internal enum CriterionTokenKind
{
    End,

    /// <summary>A metric's name or a word of the language; which, the parser knows.</summary>
    Name,
    Number,

    /// <summary>One of the six signs of comparison.</summary>
    Sign,
    Plus,
    Minus,
    Times,
    Divide,
    Percent,
    OpenParenthesis,
    CloseParenthesis,
    Comma,
}

/// <summary>The smallest meaningful part of a criterion.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Start">Where it starts, in UTF-16 units.</param>
/// <param name="Text">What is written.</param>
internal readonly record struct CriterionToken(CriterionTokenKind Kind, int Start, string Text)
{
    /// <summary>Where it is over.</summary>
    public int End => Start + Text.Length;

    /// <summary>Of a number: its value.</summary>
    public decimal Number { get; init; }

    /// <summary>Of a sign: which.</summary>
    public CriterionSign Sign { get; init; }

    /// <summary>Whether this is that word.</summary>
    public bool IsWord(string word) => Kind == CriterionTokenKind.Name && string.Equals(Text, word, StringComparison.Ordinal);
}
