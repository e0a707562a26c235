using System.Globalization;

namespace FeatureRollout.Flags.Conditions;

/// <summary>A condition's tokens with one in sight, and the errors about it.</summary>
internal sealed class ConditionTokens
{
    private readonly ConditionLexer _lexer;

    public ConditionTokens(string text)
    {
        _lexer = new ConditionLexer(text);
        Current = _lexer.Next();
    }

    /// <summary>The first token that has not been taken.</summary>
    public ConditionToken Current { get; private set; }

    /// <summary>Takes whatever is in sight.</summary>
    public ConditionToken Take()
    {
        var taken = Current;
        Current = _lexer.Next();
        return taken;
    }

    /// <summary>Takes a token of that kind; an error where another is in sight.</summary>
    public ConditionToken Take(ConditionTokenKind kind, string what, params IReadOnlyList<string> words) =>
        Current.Kind == kind ? Take() : throw Error("Expected " + what, words);

    /// <summary>Takes that word; an error where another is in sight.</summary>
    public void TakeWord(string word)
    {
        if (!Current.IsWord(word))
        {
            throw Error($"Expected '{word}'", [word]);
        }

        Take();
    }

    /// <summary>The error that something else was expected than what is in sight.</summary>
    /// <param name="expected">The beginning of the sentence.</param>
    /// <param name="words">What may stand here; the nearest to a name that was found is offered.</param>
    /// <param name="hint">A further sentence with a space in front, where no word is near.</param>
    public ConditionSyntaxException Error(string expected, IReadOnlyList<string>? words = null, string hint = "")
    {
        var nearest = Current.Kind == ConditionTokenKind.Name && words is not null
            ? ConditionWords.DidYouMean(Current.Value, words)
            : "";
        return ErrorAt(Current.Start, expected, Current, nearest.Length > 0 ? nearest : hint);
    }

    /// <summary>The error that something else was expected than a token.</summary>
    public static ConditionSyntaxException ErrorAt(int position, string expected, in ConditionToken found, string hint = "") => new(
        position,
        string.Create(
            CultureInfo.InvariantCulture,
            $"{expected} but found {ConditionMessage.Show(found)} at position {position}.{hint}"));

    /// <summary>See <see cref="ConditionLexer.PositionInside"/>.</summary>
    public int PositionInside(in ConditionToken token, int index) => _lexer.PositionInside(token, index);
}
