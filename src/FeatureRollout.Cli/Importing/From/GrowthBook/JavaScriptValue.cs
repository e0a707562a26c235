using System.Globalization;
using System.Text.RegularExpressions;
using FeatureRollout.Cli.Importing.Sources;
using static FeatureRollout.Cli.Importing.ConditionText;

namespace FeatureRollout.Cli.Importing.From.GrowthBook;

/// <summary>
/// Conditions that hold where JavaScript's comparisons would: a missing attribute is 0 to a <c>&lt;</c>, the text "8" equals the number 8 where
/// the comparison is loose and does not where it is strict. The customer's id is always a text.
/// </summary>
/// <param name="name">The attribute.</param>
internal sealed class JavaScriptValue(string name)
{
    private static readonly string[] Words = ["null", "true", "false"];

    /// <summary>The longest text that others are put before or behind.</summary>
    public const int LongestOrdered = 64;

    private bool IsCustomer => name == "customerId";

    /// <summary>The attribute as a text is this one.</summary>
    public string LooselyEquals(string text)
    {
        List<string> any = [Compare(name, "==", ConditionText.Text(text))];
        if (!IsCustomer && AsNumber(text) is { } number)
        {
            any.Add(CompareNumber(name, "==", Number(number)));
        }

        if (!IsCustomer && text is "true" or "false")
        {
            any.Add(Compare(name, "==", text));
        }

        if (text == "null")
        {
            any.Add(Not(Has(name)));
        }

        return Any(any);
    }

    /// <summary>The attribute as a number is this one; none is 0.</summary>
    public string LooselyEquals(double number)
    {
        List<string> any = [Compare(name, "==", Number(number))];
        if (number == 0)
        {
            any.Add(IsZero);
        }

        if (number == 1 && !IsCustomer)
        {
            any.Add(Compare(name, "==", "true"));
        }

        return Any(any);
    }

    /// <summary>The attribute is there and counts as true, or as false.</summary>
    public string IsTruthy(bool truth)
    {
        var isFalse = IsCustomer
            ? Compare(name, "==", ConditionText.Text(""))
            : Any([In(name, [Boolean(false), ConditionText.Text("")]), All([Compare(name, "==", "0"), Compare(name, "!=", ConditionText.Text("0"))])]);
        return truth ? All([Has(name), Not(isFalse)]) : isFalse;
    }

    /// <summary>The attribute is exactly one of these, or, where it is a list, has one of them.</summary>
    public string IsOneOf(IEnumerable<SourceNode> values, bool listsToo)
    {
        List<string> any = [], texts = [], numbers = [], truths = [];
        foreach (var value in values)
        {
            switch (value.Kind)
            {
                case SourceKind.Text:
                    texts.Add(value.Text);
                    break;
                case SourceKind.Number when IsCustomer:
                    texts.Add(Number(SourceJson.NumberOf(value)!.Value));
                    break;
                case SourceKind.Number:
                    numbers.Add(Number(SourceJson.NumberOf(value)!.Value));
                    break;
                case SourceKind.Boolean when !IsCustomer:
                    truths.Add(value.Text);
                    break;
                case SourceKind.Null:
                    any.Add(Not(Has(name)));
                    break;
                default:
                    break;
            }
        }

        any.Insert(0, OneOf([.. texts.Select(ConditionText.Text), .. truths]));
        any.Add(All([OneOf(numbers), numbers.Count == 0 ? Never : Not(OneOf(numbers.Select(ConditionText.Text)))]));
        if (listsToo)
        {
            any.Add(ContainsAny(texts));
        }

        return Any(any);
    }

    /// <summary>The attribute is a text equal to one of these but for case.</summary>
    public string EqualsWithoutCase(IEnumerable<string> texts) =>
        texts.ToArray() is { Length: > 0 } some
            ? Compare(name, "matches", ConditionText.Text($@"(?i)^(?:{string.Join('|', some.Select(Regex.Escape))})\z"))
            : Never;

    /// <summary>The attribute is a list that has one of these.</summary>
    public string ContainsAny(IEnumerable<string> texts) => IsCustomer
        ? Never
        : All([Any(texts.Select(text => Compare(name, "contains", ConditionText.Text(text)))), Not(IsText(name))]);

    /// <summary>The attribute is a list that has all of these.</summary>
    public string ContainsAll(IEnumerable<string> texts) => IsCustomer
        ? Never
        : texts.ToArray() is { Length: > 0 } some ? All([.. some.Select(text => Compare(name, "contains", ConditionText.Text(text))), Not(IsText(name))]) : IsOfType("array")!;

    /// <summary>The attribute stands in an order to a value; null where that cannot be said.</summary>
    /// <param name="sign">Such as <c>$lt</c>.</param>
    /// <param name="expected">The value.</param>
    public string? Compares(string sign, SourceNode expected) => expected.Kind switch
    {
        SourceKind.Number => ComparesNumber(sign, SourceJson.NumberOf(expected)!.Value, textsToo: true),
        SourceKind.Boolean => ComparesNumber(sign, expected.Text == "true" ? 1 : 0, textsToo: true),
        SourceKind.Null => ComparesNumber(sign, 0, textsToo: true),
        SourceKind.Text when expected.Text.Length is > 0 and <= LongestOrdered => ComparesText(sign, expected.Text),
        _ => null,
    };

    /// <summary>The expression is found in the attribute as a text; null where the expression is none of .NET's.</summary>
    public string? Matches(string pattern, bool withoutCase)
    {
        var translated = (withoutCase ? "(?i)" : "") + JavaScriptPattern.Translate(pattern);
        if (!Condition.TryParse(Compare(name, "matches", ConditionText.Text(translated)), out _, out _))
        {
            return null;
        }

        List<string> any = [Compare(name, "matches", ConditionText.Text(translated))];
        any.AddRange(Words
            .Where(word => (word == "null" || !IsCustomer) && Regex.IsMatch(word, translated, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1)))
            .Select(word => word == "null" ? Not(Has(name)) : Compare(name, "==", word)));
        return Any(any);
    }

    /// <summary>The attribute is of a kind; null for an object, which no attribute is here.</summary>
    public string? IsOfType(string type)
    {
        var isNumber = All([Any([Compare(name, "<=", "0"), Compare(name, ">", "0")]), Not(IsText(name))]);
        return type switch
        {
            "null" => Not(Has(name)),
            "string" => IsText(name),
            "number" => isNumber,
            "boolean" => In(name, ["true", "false"]),
            "array" => All([Has(name), Not(Any([IsText(name), isNumber, In(name, ["true", "false"])]))]),
            "object" => null,
            _ => Never,
        };
    }

    private string IsZero => Any([Not(Has(name)), IsCustomer ? Compare(name, "==", ConditionText.Text("")) : In(name, [ConditionText.Text(""), Boolean(false)])]);

    private string OneOf(IEnumerable<string> values) => values.ToArray() is [var only] ? Compare(name, "==", only) : In(name, values);

    private string ComparesNumber(string sign, double number, bool textsToo)
    {
        var plain = Compare(name, Plain(sign), Number(number));
        List<string> any = [textsToo ? plain : CompareNumber(name, Plain(sign), Number(number))];
        if (Holds(0d.CompareTo(number), sign))
        {
            any.Add(textsToo ? IsZero : Any([Not(Has(name)), Compare(name, "==", "false")]));
        }

        if (!IsCustomer && Holds(1d.CompareTo(number), sign))
        {
            any.Add(Compare(name, "==", "true"));
        }

        return Any(any);
    }

    /// <summary>Two texts are compared unit by unit, all else as numbers.</summary>
    private string ComparesText(string sign, string text)
    {
        var behind = Compare(name, "matches", ConditionText.Text(TextOrder.Behind(text, orEqual: sign is "$gte" or "$lt")));
        var asTexts = sign is "$gt" or "$gte" ? behind : All([IsText(name), Not(behind)]);
        return AsNumber(text) is { } number ? Any([asTexts, ComparesNumber(sign, number, textsToo: false)]) : asTexts;
    }

    private static double? AsNumber(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) && Number(number) == text ? number : null;

    private static string Plain(string sign) => sign switch { "$lt" => "<", "$lte" => "<=", "$gt" => ">", _ => ">=" };

    private static bool Holds(int order, string sign) => sign switch { "$lt" => order < 0, "$lte" => order <= 0, "$gt" => order > 0, _ => order >= 0 };
}
