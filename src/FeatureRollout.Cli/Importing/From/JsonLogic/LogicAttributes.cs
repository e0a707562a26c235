using static FeatureRollout.Cli.Importing.ConditionText;

namespace FeatureRollout.Cli.Importing.From.JsonLogic;

/// <summary>Conditions on attributes with the meaning that JsonLogic gives the kinds of values, missing ones included.</summary>
internal static class LogicAttributes
{
    private static readonly bool[] Both = [true, false];

    /// <summary>It is true in a condition.</summary>
    public static string IsTrue(string name) => name == EvaluationContext.CustomerIdName
        ? All([Has(name), Compare(name, "!=", ConditionText.Text(""))])
        : All([Has(name), $"{Name(name)} not in [false, '']", Any([Compare(name, "!=", "0"), IsText(name)])]);

    /// <summary>Texts that are a number here are one there; the other way round there are also such as "+5" and ".5".</summary>
    public static string IsEqual(string name, object? value) => value switch
    {
        null => Not(Has(name)),
        string text => Any([Compare(name, "==", ConditionText.Text(text)), OtherKinds(name, LogicValues.ToNumber(text))]),
        object?[] => Never,
        _ => Any([Ordered(name, "==", LogicValues.ToNumber(value), LogicValues.AreEqual)]),
    };

    public static string IsSame(string name, object? value) => value switch
    {
        null => Not(Has(name)),
        string text => Compare(name, "==", ConditionText.Text(text)),
        bool truth => Compare(name, "==", Boolean(truth)),
        double number => CompareNumber(name, "==", Number(number)),
        _ => Never,
    };

    /// <summary>An order with a number.</summary>
    /// <param name="name">The attribute.</param>
    /// <param name="sign">How it compares, such as <c>&lt;</c>.</param>
    /// <param name="number">With what; none is met by nothing.</param>
    /// <param name="holds">The same comparison of two values, to ask it about those that are no numbers.</param>
    public static string Ordered(string name, string sign, double number, Func<object?, object?, bool> holds)
    {
        if (double.IsNaN(number))
        {
            return Never;
        }

        var blank = holds("", number) ? Compare(name, "matches", ConditionText.Text(@"^\s*$")) : Never;
        return name == EvaluationContext.CustomerIdName
            ? Any([Compare(name, sign, Number(number)), holds(null, number) ? Not(Has(name)) : Never, blank])
            : Any([Compare(name, sign, Number(number)), holds(null, number) ? Not(Has(name)) : Never, Truths(name, number, holds), blank]);
    }

    public static string IsOneOf(string name, IReadOnlyList<object?> values)
    {
        var texts = values.OfType<string>().ToArray();
        var numbers = values.OfType<double>().Concat(texts.Select(LogicValues.ParseNumber).OfType<double>()).Distinct().ToArray();
        var numeric = numbers.Length == 0 || name == EvaluationContext.CustomerIdName
            ? Never
            : All([In(name, numbers.Select(Number)), Not(IsText(name))]);
        return Any(
        [
            In(name, texts.Select(ConditionText.Text).Concat(values.OfType<bool>().Select(Boolean)).Distinct(StringComparer.Ordinal)),
            numeric,
            values.Contains(null) ? Not(Has(name)) : Never,
        ]);
    }

    /// <summary>Numbers and truth values that count as a number which a text says.</summary>
    private static string OtherKinds(string name, double number) =>
        double.IsNaN(number) || name == EvaluationContext.CustomerIdName
            ? Never
            : Any([CompareNumber(name, "==", Number(number)), Truths(name, number, LogicValues.AreEqual)]);

    private static string Truths(string name, double number, Func<object?, object?, bool> holds) =>
        In(name, Both.Where(truth => holds(truth, number)).Select(Boolean));
}
