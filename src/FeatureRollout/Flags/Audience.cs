namespace FeatureRollout;

/// <summary>Who is named by a flag's <c>include</c> or <c>exclude</c>: customers, and segments by name.</summary>
public sealed record Audience
{
    /// <summary>Nobody.</summary>
    public static readonly Audience Nobody = new();

    /// <summary>The customers named one by one.</summary>
    public CustomerList Customers { get; init; } = CustomerList.Empty;

    /// <summary>The segments named.</summary>
    public IReadOnlyList<string> Segments { get; init; } = [];

    /// <summary>Whether nobody is named.</summary>
    public bool IsEmpty => Customers.Count == 0 && Segments.Count == 0;

    /// <summary>An audience of customers.</summary>
    public static Audience Of(params IEnumerable<string> customerIds) => new() { Customers = CustomerList.Of(customerIds) };
}
