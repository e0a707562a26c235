using FeatureRollout.Cli.Importing.Sources;
using static FeatureRollout.Cli.Importing.ConditionText;

namespace FeatureRollout.Cli.Importing.From.JsonLogic;

/// <summary>Parts of texts and elements of lists in JsonLogic.</summary>
internal static class LogicMembership
{
    public static string In(LogicReader reader, SourceNode node, IReadOnlyList<SourceNode> arguments)
    {
        if (arguments.Count < 2)
        {
            return Never;
        }

        var (parts, wholes) = (reader.Cases(arguments[0]), reader.Cases(arguments[1]));
        return LogicReader.Decide(parts, part => LogicReader.Decide(wholes, whole => In(reader, node, part, whole)));
    }

    /// <summary>Whether a list has an element that equals something, or is one of several things.</summary>
    public static string Some(LogicReader reader, SourceNode node, IReadOnlyList<SourceNode> arguments)
    {
        if (arguments is not [var list, var test] || Wanted(reader, test) is not { } wanted)
        {
            throw new NotCarriedException(node, "Only whether a list has one of certain texts has a counterpart.");
        }

        return LogicReader.Decide(reader.Cases(list), term => term switch
        {
            AttributeTerm attribute => All([reader.Scope.Any([.. wanted.Select(text => Compare(attribute.Name, "contains", ConditionText.Text(text)))]), Not(ConditionText.IsText(attribute.Name))]),
            ConstantTerm { Value: object?[] elements } => elements.Any(wanted.Contains) ? Always : Never,
            _ => Never,
        });
    }

    private static string In(LogicReader reader, SourceNode node, LogicTerm part, LogicTerm whole) => (part, whole) switch
    {
        (ConstantTerm { Value: string text }, AttributeTerm attribute) => Compare(attribute.Name, "contains", ConditionText.Text(text)),
        (ConstantTerm { Value: string text }, ConstantTerm { Value: string all }) => all.Contains(text, StringComparison.Ordinal) ? Always : Never,
        (_, ConstantTerm { Value: object?[] list }) when list.Any(element => element is object?[]) =>
            throw new NotCarriedException(node, "A list of ranges has no counterpart."),
        (ConstantTerm constant, ConstantTerm { Value: object?[] list }) => list.Any(element => LogicValues.AreSame(constant.Value, element)) ? Always : Never,
        (AttributeTerm attribute, ConstantTerm { Value: object?[] list }) => reader.Scope.OneOf(list, some => LogicAttributes.IsOneOf(attribute.Name, some)),
        (AttributeTerm, ConstantTerm { Value: string }) => throw new NotCarriedException(node, "Whether a text has an attribute's value as a part cannot be said here."),
        (_, ConstantTerm) => Never,
        _ => throw new NotCarriedException(node, "Two attributes cannot be compared with each other here."),
    };

    private static string[]? Wanted(LogicReader reader, SourceNode test)
    {
        if (LogicReader.Operation(test) is not (var sign, [var one, var other]) || sign is not ("==" or "===" or "in"))
        {
            return null;
        }

        var value = IsElement(one) ? other : IsElement(other) && sign != "in" ? one : null;
        return value is null || !reader.TryConstant(value, out var constant) ? null
            : sign != "in" ? constant is string text ? [text] : null
            : constant is object?[] list && list.All(each => each is string) ? [.. list.Cast<string>()] : null;
    }

    private static bool IsElement(SourceNode node) => LogicReader.Operation(node) is ("var", [] or [{ Text: "", Kind: SourceKind.Text }]);
}
