using System.Globalization;
using FeatureRollout.Evaluation;

namespace FeatureRollout;

/// <summary>
/// Whom a question is about: a customer id and attributes. A small immutable value; build it once per request.
/// The name <c>customerId</c> always means the id: an attribute of that name is never seen.
/// </summary>
/// <example><c>EvaluationContext.For("acme").With("vertical", "services").With("seats", 40)</c></example>
public readonly struct EvaluationContext
{
    private readonly AttributeEntry[]? _attributes;

    private EvaluationContext(string? customerId, AttributeEntry[]? attributes)
    {
        CustomerId = customerId;
        _attributes = attributes;
    }

    /// <summary>The customer's id, opaque and of any length; null or empty where nobody is known, who is then never in a partial percentage.</summary>
    public string? CustomerId { get; }

    internal ReadOnlySpan<AttributeEntry> Attributes => _attributes;

    /// <summary>A context with this id and no attributes.</summary>
    public static EvaluationContext For(string? customerId) => new(customerId, null);

    /// <summary>A context whose id is the lower-case "D" form of the GUID.</summary>
    public static EvaluationContext For(Guid customerId) => new(customerId.ToString("D"), null);

    /// <summary>A context whose id is the invariant decimal form of the number.</summary>
    public static EvaluationContext For(long customerId) => new(customerId.ToString(CultureInfo.InvariantCulture), null);

    /// <summary>The same context with a text attribute, in place of an earlier one of that name; a null value takes it away.</summary>
    public EvaluationContext With(string name, string? value) => With(name, new AttributeValue(value));

    /// <summary>The same context with a number attribute.</summary>
    public EvaluationContext With(string name, double value) => With(name, new AttributeValue(value));

    /// <summary>The same context with a whole number, which as a flag's unit has its invariant decimal form.</summary>
    public EvaluationContext With(string name, long value) => With(name, new AttributeValue(value));

    /// <summary>The same context with a true-or-false attribute.</summary>
    public EvaluationContext With(string name, bool value) => With(name, new AttributeValue(value));

    /// <summary>The same context with a moment in time.</summary>
    public EvaluationContext With(string name, DateTimeOffset value) => With(name, new AttributeValue(value));

    /// <summary>The same context with a moment in time; one of unspecified kind is taken as UTC, on every machine.</summary>
    public EvaluationContext With(string name, DateTime value) =>
        With(name, new DateTimeOffset(value.Kind == DateTimeKind.Unspecified ? DateTime.SpecifyKind(value, DateTimeKind.Utc) : value));

    /// <summary>The same context with a list of texts.</summary>
    public EvaluationContext With(string name, IEnumerable<string> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return With(name, new AttributeValue(values.ToArray()));
    }

    /// <summary>Converts from a customer id; see <see cref="For(string)"/>.</summary>
    public static implicit operator EvaluationContext(string? customerId) => For(customerId);

    /// <summary>The value of an attribute, of kind <see cref="AttributeKind.Missing"/> where there is none. <c>customerId</c> is the id.</summary>
    internal AttributeValue Get(string name)
    {
        if (name == CustomerIdName)
        {
            return new AttributeValue(CustomerId);
        }

        foreach (ref readonly var entry in Attributes)
        {
            if (entry.Name == name)
            {
                return entry.Value;
            }
        }

        return default;
    }

    internal const string CustomerIdName = "customerId";

    private EvaluationContext With(string name, AttributeValue value)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        var old = _attributes ?? [];
        var at = Array.FindIndex(old, entry => entry.Name == name);
        var attributes = new AttributeEntry[at < 0 ? old.Length + 1 : old.Length];
        old.CopyTo(attributes, 0);
        attributes[at < 0 ? old.Length : at] = new AttributeEntry(name, value);
        return new EvaluationContext(CustomerId, attributes);
    }
}
