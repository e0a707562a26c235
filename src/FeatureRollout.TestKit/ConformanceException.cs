namespace FeatureRollout.TestKit;

/// <summary>A provider or store broke a rule. The message says in one sentence what was expected, what was found, and which rule that breaks.</summary>
public sealed class ConformanceException : Exception
{
    private readonly string _sentence;

    internal ConformanceException(string rule, string sentence, Exception? cause)
        : base(sentence, cause)
    {
        Rule = rule;
        _sentence = sentence;
    }

    /// <summary>The rule's number in <c>docs/providers.md</c>, such as <c>S1</c>.</summary>
    public string Rule { get; }

    /// <summary>The name of the case that found it.</summary>
    public string? CaseName { get; internal set; }

    /// <inheritdoc/>
    public override string Message => CaseName is null ? _sentence : $"{CaseName}: {_sentence}";
}
