using System.Globalization;
using FeatureRollout.Cli.Importing.Sources;

namespace FeatureRollout.Cli.Importing.From.Flipper;

/// <summary>
/// Reads an expression as rules: each alternative at its top is one. An alternative that cannot be said here is noted and lets nobody in.
/// </summary>
internal sealed class FlipperExpression(Import import)
{
    /// <summary>The ways in.</summary>
    public IReadOnlyList<FlipperWay> Ways(SourceNode expression)
    {
        var (name, arguments) = Call(expression);
        if (name == "Any")
        {
            return [.. arguments.SelectMany(Ways)];
        }

        IReadOnlyList<SourceNode> parts = name == "All" ? arguments : [expression];
        List<string> conditions = [];
        FlipperWay? drawn = null;
        foreach (var part in parts)
        {
            if (drawn is null && Drawn(part) is { } share)
            {
                drawn = share;
            }
            else if (FlipperConditions.Of(part) is { } condition)
            {
                conditions.Add(condition);
            }
            else
            {
                import.Lose(part, $"This part of an expression ({Call(part).Name}) cannot be said here; whom only it would let in is out.");
                return [];
            }
        }

        var when = ConditionText.All(conditions);
        if (when.Length > Condition.MaximumLength)
        {
            import.Lose(expression, "This expression is too long for a condition here; whom only it would let in is out.");
            return [];
        }

        return when == ConditionText.Never ? [] : [(drawn ?? new FlipperWay("", null, null)) with { When = when }];
    }

    /// <summary>The function of an expression, with its arguments; an empty name for a constant.</summary>
    public static (string Name, IReadOnlyList<SourceNode> Arguments) Call(SourceNode expression) =>
        expression is { Kind: SourceKind.Map, Members: [var (name, value), ..] }
            ? (name, value.Kind switch { SourceKind.List => value.Items, SourceKind.Null => [], _ => [value] })
            : ("", []);

    private static FlipperWay? Drawn(SourceNode expression)
    {
        if (Call(expression) is not ("PercentageOfActors", [var of, var share])
            || FlipperOperand.Of(of) is not { Property: { } unit, Cast: null or "String" })
        {
            return null;
        }

        var number = Call(share) is ("Percentage", [var inner]) ? inner : share;
        return number.Kind == SourceKind.Number && decimal.TryParse(number.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var percent)
            ? new FlipperWay("", Percentage.FromThousandths((int)decimal.Ceiling(Math.Clamp(percent, 0, 100) * 1000)), unit == "customerId" ? null : unit)
            : null;
    }
}

/// <summary>One way into a feature.</summary>
/// <param name="When">For whom.</param>
/// <param name="Percentage">The share of them; null for all.</param>
/// <param name="Unit">The attribute drawn by; null for the customer id.</param>
internal sealed record FlipperWay(string When, Percentage? Percentage, string? Unit);
