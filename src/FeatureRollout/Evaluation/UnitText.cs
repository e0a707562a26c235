namespace FeatureRollout.Evaluation;

/// <summary>The id of whatever is drawn: the customer, or what an attribute names.</summary>
internal static class UnitText
{
    /// <summary>Room for any number.</summary>
    public const int BufferLength = 64;

    /// <summary>The customer id, or the unit attribute's text; a number in its shortest invariant form; empty where there is none.</summary>
    /// <param name="unit">The attribute; null for the customer id.</param>
    /// <param name="context">Who asks.</param>
    /// <param name="buffer">For a number; at least <see cref="BufferLength"/> long.</param>
    public static ReadOnlySpan<char> Of(string? unit, in EvaluationContext context, Span<char> buffer)
    {
        if (unit is null)
        {
            return context.CustomerId;
        }

        var value = context.Get(unit);
        return value.Kind switch
        {
            AttributeKind.Text => value.Text,
            AttributeKind.Number when value.TryFormatNumber(buffer, out var length) => buffer[..length],
            _ => default,
        };
    }
}
