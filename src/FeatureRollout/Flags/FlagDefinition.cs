using System.Text.Json;

namespace FeatureRollout;

/// <summary>
/// What people write about a flag. A member that is null has not been said here: a layer below may say it,
/// and else the default stated with the member holds.
/// </summary>
public sealed record FlagDefinition
{
    /// <summary>The flag's key: letters, digits, <c>.</c>, <c>_</c>, <c>-</c>, up to 128; asked for exactly.</summary>
    public required string Key { get; init; }

    /// <summary>False kills the flag, whatever else is said in any layer. Default true.</summary>
    public bool? Enabled { get; init; }

    /// <summary>
    /// The share of customers that are in. Where no layer says it: everybody if <see cref="Enabled"/> is true and
    /// neither <see cref="Include"/> nor <see cref="Rules"/> says who; else nobody.
    /// </summary>
    public Percentage? Percentage { get; init; }

    /// <summary>Who is in at every percentage.</summary>
    public Audience? Include { get; init; }

    /// <summary>Who is never in: a hard ban that stands above overrides and <see cref="Include"/>.</summary>
    public Audience? Exclude { get; init; }

    /// <summary>Keys of the flags that must be on for the same customer.</summary>
    public IReadOnlyList<string>? Requires { get; init; }

    /// <summary>Percentages for customers with certain attributes; the first rule that matches counts.</summary>
    public IReadOnlyList<FlagRule>? Rules { get; init; }

    /// <summary>Fixed answers for single customers, by customer id.</summary>
    public IReadOnlyDictionary<string, FlagOverride>? Overrides { get; init; }

    /// <summary>What enabled customers get, in file order.</summary>
    public IReadOnlyList<FlagVariant>? Variants { get; init; }

    /// <summary>When the flag can be on at all. Default always.</summary>
    public FlagSchedule? Schedule { get; init; }

    /// <summary>What is hashed together with the customer. Default the flag's key. Two flags with one salt have the same cohort.</summary>
    public string? Salt { get; init; }

    /// <summary>
    /// What is hashed together with the customer to draw a variant. Default the bucketing's own: with <c>v1</c> the salt and <c>:variant</c>,
    /// so that variants and percentage are drawn apart.
    /// </summary>
    public string? VariantSalt { get; init; }

    /// <summary>The name of the bucketing. Default <c>v1</c>; docs/bucketings.md has them all.</summary>
    public string? Bucketing { get; init; }

    /// <summary>
    /// The attribute that stands in for the customer id in this flag: its buckets, lists and overrides are about it.
    /// Default <c>customerId</c>.
    /// </summary>
    public string? Unit { get; init; }

    /// <summary>The answer where a rule or segment cannot be decided. Default false.</summary>
    public bool? Default { get; init; }

    /// <summary>What the code does while the flag is off, in words.</summary>
    public string? Fallback { get; init; }

    /// <summary>What users are told while the flag is off.</summary>
    public string? Message { get; init; }

    /// <summary>Who looks after the flag.</summary>
    public string? Owner { get; init; }

    /// <summary>The day after which the flag should be gone from the code. It changes no answer.</summary>
    public DateOnly? Expires { get; init; }

    /// <summary>Whether the flag is meant to stay for good. Default false.</summary>
    public bool? Permanent { get; init; }

    /// <summary>The plan that moves this flag, by name; null for a flag that people move.</summary>
    public string? Plan { get; init; }
}

/// <summary>A fixed answer for one customer, with who gave it and why.</summary>
public sealed record FlagOverride
{
    /// <summary>The answer.</summary>
    public required bool Enabled { get; init; }

    /// <summary>Why.</summary>
    public string? Reason { get; init; }

    /// <summary>Who set it; null where it stands in a file.</summary>
    public string? Actor { get; init; }

    /// <summary>From this moment on the override no longer holds; null for never.</summary>
    public DateTimeOffset? Until { get; init; }
}

/// <summary>One of the values that enabled customers get.</summary>
public sealed record FlagVariant
{
    private readonly JsonElement _value;

    /// <summary>The variant's name.</summary>
    public required string Name { get; init; }

    /// <summary>Its share of the enabled customers, in proportion to the sum of all weights; 0 or more, at most three decimals.</summary>
    public required decimal Weight { get; init; }

    /// <summary>
    /// The value as JSON; of kind <see cref="JsonValueKind.Undefined"/> where the variant has only a name. It is copied, so
    /// that the document that it came from may be disposed.
    /// </summary>
    public JsonElement Value
    {
        get => _value;
        init
        {
            _value = value.ValueKind == JsonValueKind.Undefined ? default : value.Clone();
            Text = _value.ValueKind == JsonValueKind.String ? _value.GetString() : null;
        }
    }

    /// <summary>The value where it is a string, read once.</summary>
    internal string? Text { get; private init; }
}

/// <summary>The time in which a flag can be on.</summary>
/// <param name="From">The first moment; null for always.</param>
/// <param name="Until">The first moment after it; null for never.</param>
public sealed record FlagSchedule(DateTimeOffset? From, DateTimeOffset? Until);

/// <summary>A named group of customers that flags refer to.</summary>
public sealed record SegmentDefinition
{
    /// <summary>The segment's name.</summary>
    public required string Name { get; init; }

    /// <summary>Customers whose attributes meet this are in.</summary>
    public Condition? When { get; init; }

    /// <summary>Customers that are in, whatever else is said.</summary>
    public CustomerList? Include { get; init; }

    /// <summary>Customers that are not in, whatever else is said.</summary>
    public CustomerList? Exclude { get; init; }

    /// <summary>The name of the host's source that is asked for everybody else; null for none.</summary>
    public string? Source { get; init; }
}
