using FeatureRollout.Cli.Importing.Sources;

namespace FeatureRollout.Cli.Importing.From.Flipper;

/// <summary>One side of a comparison: a property or a constant.</summary>
/// <param name="Property">The attribute here; null for a constant.</param>
/// <param name="Cast">What a property is made into first; null for nothing.</param>
/// <param name="Constant">The constant.</param>
/// <param name="IsTime">Whether the constant is a moment.</param>
internal sealed record FlipperOperand(string? Property, string? Cast, SourceNode? Constant, bool IsTime)
{
    /// <summary>Reads it; null for anything else.</summary>
    public static FlipperOperand? Of(SourceNode expression) => FlipperExpression.Call(expression) switch
    {
        ("", _) when expression.Kind is SourceKind.Text or SourceKind.Number or SourceKind.Boolean => new FlipperOperand(null, null, expression, false),
        ("Property", [{ Kind: SourceKind.Text } name]) => new FlipperOperand(AttributeOf(name.Text), null, null, false),
        ("Time", [{ Kind: SourceKind.Text } moment]) => new FlipperOperand(null, null, moment, true),
        ("String", [{ Kind: SourceKind.Text } text]) => new FlipperOperand(null, null, text, false),
        ("Number", [{ Kind: SourceKind.Number } number]) => new FlipperOperand(null, null, number, false),
        ("Boolean", [{ Kind: SourceKind.Boolean } truth]) => new FlipperOperand(null, null, truth, false),
        ("String" or "Number" or "Boolean", [var inner]) when Of(inner) is { Property: not null, Cast: null } property =>
            property with { Cast = FlipperExpression.Call(expression).Name },
        _ => null,
    };

    private static string AttributeOf(string property) => property switch
    {
        "flipper_id" => "customerId",
        "customerId" => "properties.customerId",
        _ => property,
    };
}
