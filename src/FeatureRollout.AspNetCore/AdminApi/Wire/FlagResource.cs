using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace FeatureRollout.AdminApi.Wire;

/// <summary>A flag in a list.</summary>
internal record FlagSummaryResource
{
    /// <summary>Before what only the whole has, so that a terminal shows first what matters.</summary>
    private const int Early = -1;

    [JsonPropertyOrder(Early)]
    public required string Key { get; init; }

    /// <summary>Of the rollout that moves it, where there is one.</summary>
    [JsonPropertyOrder(Early)]
    public required long Version { get; init; }

    /// <summary>Of the flag itself, which a change of it is for; another than <see cref="Version"/> only where another flag's rollout moves it.</summary>
    [JsonPropertyOrder(Early)]
    public required long OwnVersion { get; init; }

    [JsonPropertyOrder(Early)]
    public required DateTimeOffset? ChangedAt { get; init; }

    /// <summary>Percent of customers, before rules; zero while it is off for everybody.</summary>
    [JsonPropertyOrder(Early)]
    public required decimal Percentage { get; init; }

    /// <summary>Whom it lets in, rules and lists included; null from a host that does not say so yet.</summary>
    [JsonPropertyOrder(Early)]
    public ReachResource? Reach { get; init; }

    [JsonPropertyOrder(Early)]
    public required IReadOnlyList<string> KilledBy { get; init; }

    [JsonPropertyOrder(Early), JsonConverter(typeof(CamelCase<FlagHealth>))]
    public required FlagHealth Health { get; init; }

    [JsonPropertyOrder(Early)]
    public required IReadOnlyList<MarkResource> Marks { get; init; }

    [JsonPropertyOrder(Early)]
    public required FlagRolloutResource? Rollout { get; init; }

    /// <summary>The plan that the flag files name for it while it has no rollout.</summary>
    [JsonPropertyOrder(Early)]
    public required string? PlannedAlong { get; init; }

    [JsonPropertyOrder(Early)]
    public required string? Owner { get; init; }

    [JsonPropertyOrder(Early)]
    public required DateOnly? Expires { get; init; }

    [JsonPropertyOrder(Early)]
    public required bool Permanent { get; init; }

    /// <summary>Since when nobody has asked for it in this process.</summary>
    [JsonPropertyOrder(Early)]
    public required DateTimeOffset? UnreadSince { get; init; }

    [JsonPropertyOrder(Early)]
    public required CountsResource Counts { get; init; }

    public static FlagSummaryResource Of(FlagOverview flag) => new()
    {
        Key = flag.Key,
        Version = flag.Version,
        OwnVersion = flag.OwnVersion,
        ChangedAt = flag.ChangedAt,
        Percentage = flag.Percentage.Value,
        Reach = ReachResource.Of(flag.Reach),
        KilledBy = flag.KilledBy,
        Health = flag.Health,
        Marks = [.. flag.Marks.Select(mark => new MarkResource(mark.Kind, mark.Text))],
        Rollout = flag.Rollout is { } rollout ? new FlagRolloutResource(rollout.Key, rollout.Plan.Name, rollout.Status, rollout.StageName) : null,
        PlannedAlong = flag.PlannedAlong,
        Owner = flag.Definition.Owner,
        Expires = flag.Definition.Expires,
        Permanent = flag.Definition.Permanent == true,
        UnreadSince = flag.UnreadSince,
        Counts = CountsResource.Of(flag.Statistics),
    };
}

/// <summary>All of a flag.</summary>
internal sealed record FlagResource : FlagSummaryResource
{
    /// <summary>What all layers together say of it.</summary>
    public required DefinitionResource Definition { get; init; }

    /// <summary>Customers that people added to those who are always on; the first 1,000.</summary>
    public required IReadOnlyList<string> Whitelist { get; init; }

    public required int WhitelistCount { get; init; }

    /// <summary>Fixed answers that people gave.</summary>
    public required IReadOnlyList<OverrideResource> Overrides { get; init; }

    [JsonConstructor]
    public FlagResource()
    {
    }

    [SetsRequiredMembers]
    private FlagResource(FlagOverview flag)
        : base(FlagSummaryResource.Of(flag))
    {
        Definition = DefinitionResource.Of(flag.Definition);
        Whitelist = [.. (flag.State?.Added ?? CustomerList.Empty).Take(Most)];
        WhitelistCount = flag.State?.Added?.Count ?? 0;
        Overrides = OverrideResource.Of(flag.State?.Overrides);
    }

    /// <summary>So many customers of a list are shown; a list may hold a million.</summary>
    public const int Most = 1000;

    public static new FlagResource Of(FlagOverview flag) => new(flag);
}

/// <summary>What files, configuration and stores say of a flag, as the flag file writes it.</summary>
internal sealed record DefinitionResource(
    bool? Enabled,
    decimal? Percentage,
    AudienceResource? Include,
    AudienceResource? Exclude,
    IReadOnlyList<string> Requires,
    IReadOnlyList<RuleResource> Rules,
    IReadOnlyList<OverrideResource> Overrides,
    IReadOnlyList<VariantResource> Variants,
    DateTimeOffset? From,
    DateTimeOffset? Until,
    string? Salt,
    string? Bucketing,
    string? Unit,
    bool? Default,
    string? Fallback,
    string? Message,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? VariantSalt = null)
{
    public static DefinitionResource Of(FlagDefinition flag) => new(
        flag.Enabled,
        flag.Percentage?.Value,
        AudienceResource.Of(flag.Include),
        AudienceResource.Of(flag.Exclude),
        flag.Requires ?? [],
        RuleResource.Of(flag.Rules),
        OverrideResource.Of(flag.Overrides),
        [.. (flag.Variants ?? []).Select(variant => new VariantResource(variant.Name, variant.Weight, variant.Value.ValueKind == JsonValueKind.Undefined ? null : variant.Value))],
        flag.Schedule?.From,
        flag.Schedule?.Until,
        flag.Salt,
        flag.Bucketing,
        flag.Unit,
        flag.Default,
        flag.Fallback,
        flag.Message,
        flag.VariantSalt);
}

/// <summary>Something to be looked at.</summary>
internal sealed record MarkResource([property: JsonConverter(typeof(CamelCase<FlagMarkKind>))] FlagMarkKind Kind, string Text);

/// <summary>The rollout that moves a flag, in short.</summary>
internal sealed record FlagRolloutResource(string Key, string Plan, [property: JsonConverter(typeof(CamelCase<RolloutStatus>))] RolloutStatus Status, string? Stage);

/// <summary>Who is named; the first 1,000 of the customers.</summary>
internal sealed record AudienceResource(IReadOnlyList<string> Customers, int CustomersCount, IReadOnlyList<string> Segments)
{
    public static AudienceResource? Of(Audience? audience) => audience is null ? null : new([.. audience.Customers.Take(FlagResource.Most)], audience.Customers.Count, audience.Segments);
}

/// <summary>A percentage for those who meet a condition; what it says of its own draw is left out where it draws as the flag does.</summary>
internal sealed record RuleResource(string When, decimal Percentage)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public decimal? From { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Salt { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Bucketing { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Unit { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<WeightResource>? Variants { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? Continue { get; init; }

    public static IReadOnlyList<RuleResource> Of(IReadOnlyList<FlagRule>? rules) => [.. (rules ?? []).Select(Of)];

    private static RuleResource Of(FlagRule rule) => new(rule.When.Text, rule.Percentage.Value)
    {
        From = rule.From.Thousandths > 0 ? rule.From.Value : null,
        Salt = rule.Salt,
        Bucketing = rule.Bucketing,
        Unit = rule.Unit,
        Variants = rule.Variants is { } variants ? [.. variants.Select(variant => new WeightResource(variant.Name, variant.Weight))] : null,
        Continue = rule.Continue ? true : null,
    };
}

/// <summary>How much of a rule's customers get a variant.</summary>
internal sealed record WeightResource(string Name, decimal Weight);

/// <summary>A fixed answer for a customer.</summary>
internal sealed record OverrideResource(string CustomerId, bool Enabled, string? Reason, string? Actor, DateTimeOffset? Until)
{
    public static IReadOnlyList<OverrideResource> Of(IReadOnlyDictionary<string, FlagOverride>? overrides) =>
        [.. (overrides ?? new Dictionary<string, FlagOverride>(StringComparer.Ordinal)).OrderBy(each => each.Key, StringComparer.Ordinal).Select(each => new OverrideResource(each.Key, each.Value.Enabled, each.Value.Reason, each.Value.Actor, each.Value.Until))];
}

/// <summary>One of the values that enabled customers get.</summary>
internal sealed record VariantResource(string Name, decimal Weight, JsonElement? Value);

/// <summary>All flags.</summary>
internal sealed record FlagsResource(string Environment, IReadOnlyList<FlagSummaryResource> Flags);

/// <summary>The flags that go off with a flag, since they require it.</summary>
internal sealed record DependantsResource(string Key, IReadOnlyList<string> Dependants);

/// <summary>Who would change.</summary>
internal sealed record PreviewResource(string Key, decimal From, decimal To, bool IsExact, long EnabledNow, long EnabledThen, IReadOnlyList<string> Added, IReadOnlyList<string> Removed)
{
    /// <summary>The bucketing looked at; left out where it stays.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Bucketing { get; init; }

    /// <summary>How many get another variant; left out where the bucketing stays or nobody was looked at.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? OtherVariant { get; init; }

    /// <summary>The share that changes on average; left out where the bucketing stays or each customer was looked at.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? ExpectedShare { get; init; }

    public static PreviewResource Of(FlagPreview preview) => new(
        preview.Flag, preview.From.Value, preview.To.Value, preview.IsExact, preview.EnabledNow, preview.EnabledThen, preview.Added, preview.Removed)
    {
        Bucketing = preview.Bucketing,
        OtherVariant = preview is { Bucketing: not null, IsExact: true } ? preview.OtherVariant : null,
        ExpectedShare = preview.ExpectedShare,
    };
}
