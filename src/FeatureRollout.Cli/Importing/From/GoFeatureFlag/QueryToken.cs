namespace FeatureRollout.Cli.Importing.From.GoFeatureFlag;

/// <summary>A part of a query.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">As it was written; of a text without its quotes.</param>
internal readonly record struct QueryToken(QueryTokenKind Kind, string Text);

/// <summary>What a part of a query is.</summary>
internal enum QueryTokenKind
{
    Word,
    Sign,
    Text,
    Whole,
    Fraction,
    Version,
    End,
}
