using System.Globalization;
using System.Text.Json.Nodes;

namespace FeatureRollout.Cli.Tests.Importing.From.JsonLogic;

/// <summary>A rule failed, as an operation that is none does.</summary>
internal sealed class LogicFailure() : Exception("The rule fails.");

/// <summary>
/// JsonLogic, slow and plain, with the meaning that flagd's and GO Feature Flag's library gives it. One oddity is left out: there the
/// number 0 is in every list that has a text which is no number.
/// </summary>
internal sealed class SlowJsonLogic(IReadOnlyDictionary<string, object?> data)
{
    public Dictionary<string, Func<object?[], object?>> Operations { get; } = new(StringComparer.Ordinal);

    public object? Evaluate(JsonNode? rule)
    {
        switch (rule)
        {
            case null:
                return null;
            case JsonArray list:
                return list.Select(Evaluate).ToArray();
            case JsonValue value:
                return Plain(value);
            default:
                var (name, argument) = rule.AsObject().Single();
                return Apply(name, argument is JsonArray many ? [.. many] : [argument]);
        }
    }

    public static bool IsTrue(object? value) => value switch
    {
        null => false,
        bool truth => truth,
        double number => number != 0,
        string text => text.Length > 0,
        object?[] list => list.Length > 0,
        _ => true,
    };

    public static object? Plain(JsonNode value) => value.GetValueKind() switch
    {
        System.Text.Json.JsonValueKind.String => value.GetValue<string>(),
        System.Text.Json.JsonValueKind.True => true,
        System.Text.Json.JsonValueKind.False => false,
        System.Text.Json.JsonValueKind.Number => double.Parse(value.ToJsonString(), CultureInfo.InvariantCulture),
        System.Text.Json.JsonValueKind.Array => value.AsArray().Select(item => Plain(item!)).ToArray(),
        System.Text.Json.JsonValueKind.Object => value.AsObject().ToDictionary(each => each.Key, each => each.Value is null ? null : Plain(each.Value), StringComparer.Ordinal),
        _ => null,
    };

    private object? Apply(string name, JsonNode?[] arguments)
    {
        switch (name)
        {
            case "if":
                for (var i = 0; i + 1 < arguments.Length; i += 2)
                {
                    if (IsTrue(Evaluate(arguments[i])))
                    {
                        return Evaluate(arguments[i + 1]);
                    }
                }

                return arguments.Length % 2 == 1 ? Evaluate(arguments[^1]) : null;
            case "and":
            case "or":
                object? last = null;
                foreach (var argument in arguments)
                {
                    last = Evaluate(argument);
                    if (IsTrue(last) == (name == "or"))
                    {
                        return last;
                    }
                }

                return last;
            default:
                return Simple(name, arguments.Select(Evaluate).ToArray());
        }
    }

    private object? Simple(string name, object?[] values) => name switch
    {
        "var" => Get((string)values[0]!) ?? (values.Length > 1 ? values[1] : null),
        "missing" => values.Where(each => Get((string)each!) is null).ToArray(),
        "!" => !IsTrue(values[0]),
        "!!" => IsTrue(values[0]),
        "==" => AreEqual(values[0], values[1]),
        "!=" => !AreEqual(values[0], values[1]),
        "===" => AreSame(values[0], values[1]),
        "!==" => !AreSame(values[0], values[1]),
        "<" => InOrder(values, IsLess),
        "<=" => InOrder(values, (one, other) => IsLess(one, other) || AreEqual(one, other)),
        ">" => InOrder(values, (one, other) => IsLess(other, one)),
        ">=" => InOrder(values, (one, other) => IsLess(other, one) || AreEqual(one, other)),
        "in" => IsIn(values[0], values[1]),
        "cat" => string.Concat(values.Select(TextOf)),
        _ => Operations.TryGetValue(name, out var operation) ? operation(values) : throw new LogicFailure(),
    };

    private object? Get(string path)
    {
        object? found = data;
        foreach (var part in path.Split('.'))
        {
            found = found is IReadOnlyDictionary<string, object?> map && map.TryGetValue(part, out var inner) ? inner : null;
        }

        return found;
    }

    private static bool InOrder(object?[] values, Func<object?, object?, bool> holds) =>
        holds(values[0], values[1]) && (values.Length < 3 || holds(values[1], values[2]));

    private static bool IsIn(object? part, object? whole) => whole switch
    {
        string text => part is string wanted ? text.Contains(wanted, StringComparison.Ordinal) : throw new LogicFailure(),
        object?[] list => list.Any(each => AreSame(part, each) || (part is double number && each is string text && Numeric(text) == number)),
        _ => false,
    };

    private static string TextOf(object? value) => value switch
    {
        null => "",
        string text => text,
        double number => number.ToString("0.##########", CultureInfo.InvariantCulture),
        _ => throw new LogicFailure(),
    };

    private static bool AreEqual(object? one, object? other) =>
        one is null || other is null ? one is null && other is null
        : one is string text && other is string same ? text == same
        : NumberOf(one) == NumberOf(other);

    private static bool AreSame(object? one, object? other) => one?.GetType() == other?.GetType() && AreEqual(one, other);

    private static bool IsLess(object? one, object? other) =>
        one is string text && other is string same ? string.CompareOrdinal(text, same) < 0 : NumberOf(one) < NumberOf(other);

    private static double NumberOf(object? value) => value switch
    {
        null => 0,
        bool truth => truth ? 1 : 0,
        double number => number,
        string text => text.Trim().Length == 0 ? 0 : Numeric(text) ?? double.NaN,
        _ => double.NaN,
    };

    private static double? Numeric(string text) =>
        double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var number) ? number : null;
}
