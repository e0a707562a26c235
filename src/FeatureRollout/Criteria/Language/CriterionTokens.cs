namespace FeatureRollout.Criteria.Language;

/// <summary>A criterion's tokens with one in sight, and the errors about it.</summary>
internal sealed class CriterionTokens
{
    /// <summary>How many parentheses and <c>while</c> may be open at one place.</summary>
    public const int MaximumDepth = 64;

    /// <summary>How many operators and signs a criterion may have.</summary>
    public const int MaximumOperators = 256;

    private readonly CriterionLexer _lexer;
    private int _depth;
    private int _operators;

    public CriterionTokens(string text)
    {
        _lexer = new CriterionLexer(text);
        Current = _lexer.Next();
    }

    /// <summary>The first token that has not been taken.</summary>
    public CriterionToken Current { get; private set; }

    /// <summary>The token that was taken last; the end where none was.</summary>
    public CriterionToken Previous { get; private set; }

    /// <summary>Takes whatever is in sight.</summary>
    public CriterionToken Take()
    {
        var taken = Previous = Current;
        Current = _lexer.Next();
        return taken;
    }

    /// <summary>Takes a token of that kind; an error where another is in sight.</summary>
    public CriterionToken Take(CriterionTokenKind kind, string what) => Current.Kind == kind ? Take() : throw Error("Expected " + what);

    /// <summary>Takes the word where it is in sight.</summary>
    public bool TryTake(string word)
    {
        var found = Current.IsWord(word);
        if (found)
        {
            Take();
        }

        return found;
    }

    /// <summary>The error that something else was expected than what is in sight.</summary>
    /// <param name="expected">The beginning of the sentence.</param>
    /// <param name="words">What may stand here; the nearest to a name that was found is offered.</param>
    /// <param name="hint">A further sentence, where no word is near.</param>
    public CriterionSyntaxException Error(string expected, IReadOnlyList<string>? words = null, string hint = "") =>
        ErrorAt(Current, expected, words, hint);

    /// <summary>The same about a token that was taken.</summary>
    public static CriterionSyntaxException ErrorAt(
        in CriterionToken found, string expected, IReadOnlyList<string>? words = null, string hint = "")
    {
        var nearest = found.Kind == CriterionTokenKind.Name && words is not null ? CriterionWords.DidYouMean(found.Text, words) : "";
        var advice = nearest.Length > 0 || hint.Length == 0 ? nearest : " " + hint;
        return new CriterionSyntaxException(
            found.Start, CriterionMessage.At($"{expected} but found {CriterionMessage.Show(found)} at position {found.Start}.{advice}"));
    }

    /// <summary>Goes one level down: into a parenthesis or a <c>while</c>.</summary>
    public void Enter()
    {
        if (++_depth > MaximumDepth)
        {
            throw new CriterionSyntaxException(
                Current.Start, CriterionMessage.At($"More than {MaximumDepth} parentheses are open at position {Current.Start}."));
        }
    }

    /// <summary>Comes back up.</summary>
    public void Leave() => _depth--;

    /// <summary>Counts an operator or a sign in front, which bounds the height of what is read.</summary>
    public void CountOperator()
    {
        if (++_operators > MaximumOperators)
        {
            throw new CriterionSyntaxException(
                Current.Start, CriterionMessage.At($"More than {MaximumOperators} operators stand before position {Current.Start}."));
        }
    }
}
