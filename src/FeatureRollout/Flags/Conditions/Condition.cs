namespace FeatureRollout;

/// <summary>A condition on a customer's attributes, such as <c>vertical == 'e-commerce' &amp;&amp; seats &gt;= 10</c>.</summary>
public sealed class Condition
{
    private Condition(string text) => Text = text;

    /// <summary>The condition as it was written.</summary>
    public string Text { get; }

    /// <summary>Reads a condition.</summary>
    public static Condition Parse(string text) => new(text);
}
