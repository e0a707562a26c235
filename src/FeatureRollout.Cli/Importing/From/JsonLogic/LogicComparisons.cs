using FeatureRollout.Cli.Importing.Sources;
using static FeatureRollout.Cli.Importing.ConditionText;

namespace FeatureRollout.Cli.Importing.From.JsonLogic;

/// <summary>Equality and order in JsonLogic.</summary>
internal static class LogicComparisons
{
    public static string Read(LogicReader reader, SourceNode node, string sign, IReadOnlyList<SourceNode> arguments)
    {
        if (sign is "!=" or "!==")
        {
            return Not(Read(reader, node, sign == "!=" ? "==" : "===", arguments));
        }

        if (arguments.Count < 2)
        {
            return Never;
        }

        var sides = arguments.Take(3).Select(reader.Cases).ToArray();
        return sides.Length == 3 && sign is not ("==" or "===")
            ? All([Compare(reader, node, sign, sides[0], sides[1]), Compare(reader, node, sign, sides[1], sides[2])])
            : Compare(reader, node, sign, sides[0], sides[1]);
    }

    private static string Compare(LogicReader reader, SourceNode node, string sign, IReadOnlyList<LogicCase> left, IReadOnlyList<LogicCase> right) =>
        LogicReader.Decide(left, one => LogicReader.Decide(right, other => Compare(reader, node, sign, one, other)));

    private static string Compare(LogicReader reader, SourceNode node, string sign, LogicTerm left, LogicTerm right) => (left, right) switch
    {
        (ConstantTerm one, ConstantTerm other) => Holds(sign, one.Value, other.Value) ? Always : Never,
        (AttributeTerm attribute, ConstantTerm constant) => Compare(reader, node, sign, attribute.Name, constant.Value),
        (ConstantTerm constant, AttributeTerm attribute) => Compare(reader, node, Turned(sign), attribute.Name, constant.Value),
        (AttributeTerm, AttributeTerm) => throw new NotCarriedException(node, "Two attributes cannot be compared with each other here."),
        _ => throw new NotCarriedException(node, "A split cannot be compared."),
    };

    private static string Compare(LogicReader reader, SourceNode node, string sign, string attribute, object? value)
    {
        if (value is double && sign != "===")
        {
            reader.Scope.Tell(node, "An attribute's text counts as a number there also where it is written as \"+5\" or \".5\", and here only as \"5\" or \"0.5\".");
        }

        return sign switch
        {
            "==" => LogicAttributes.IsEqual(attribute, value),
            "===" => LogicAttributes.IsSame(attribute, value),
            _ when value is string => throw new NotCarriedException(node, "Texts have no order here."),
            _ when value is null && sign is "<=" or ">=" => throw new NotCarriedException(node, "An order with nothing has no counterpart."),
            _ => LogicAttributes.Ordered(attribute, sign, LogicValues.ToNumber(value), (one, other) => Holds(sign, one, other)),
        };
    }

    private static bool Holds(string sign, object? left, object? right) => sign switch
    {
        "==" => LogicValues.AreEqual(left, right),
        "===" => LogicValues.AreSame(left, right),
        "<" => LogicValues.IsLess(left, right),
        "<=" => LogicValues.IsLess(left, right) || LogicValues.AreEqual(left, right),
        ">" => LogicValues.IsLess(right, left),
        _ => LogicValues.IsLess(right, left) || LogicValues.AreEqual(left, right),
    };

    private static string Turned(string sign) => sign switch
    {
        "<" => ">",
        "<=" => ">=",
        ">" => "<",
        ">=" => "<=",
        _ => sign,
    };
}
