using System.Runtime.CompilerServices;
using FeatureRollout.Hashing;
using FeatureRollout.Outcomes;

namespace FeatureRollout.Evaluation;

/// <summary>How much of the order of evaluation a flag needs.</summary>
internal enum FlagKind : byte
{
    /// <summary>The same answer for everybody.</summary>
    Constant,

    /// <summary>A v1 percentage of the customers, and nothing else.</summary>
    Percentage,

    /// <summary>Customers named in lists and overrides, and a v1 percentage below 100 of the others.</summary>
    Listed,

    /// <summary>Segments, prerequisites, rules, a stage's conditions, another unit or another bucketing.</summary>
    Conditional,
}

/// <summary>
/// A flag of one snapshot, ready to answer. Immutable but for two hints, <see cref="AskedAs"/> and where the estimate's
/// registers are. What a plain question reads stands in the object itself; the rest is one reference away.
/// </summary>
internal abstract class CompiledFlag
{
    private readonly ulong _threshold;
    private readonly int _slot;
    private nint _registers;

    protected CompiledFlag(FlagKind kind, FlagParts parts)
    {
        Kind = kind;
        Parts = parts;
        SaltHash = parts.SaltHash;
        _threshold = parts.Share.Threshold;
        _slot = parts.Record.Slot;
        _registers = parts.Record.EnabledCustomers.Address;
        AskedAs = parts.Record.Key;
    }

    /// <summary>The last string object remembered of those that asked for this flag; always equal to <see cref="Key"/>. See <see cref="NameTable"/>.</summary>
    public string AskedAs { get; set; }

    /// <summary>How often <see cref="AskedAs"/> was set at once; see <see cref="NameTable"/>.</summary>
    public byte Remembered { get; set; }

    public FlagKind Kind { get; }

    public FlagParts Parts { get; }

    public string Key => Parts.Record.Key;

    public FlagRecord Record => Parts.Record;

    public EffectiveFlag Source => Parts.Source;

    /// <summary>The flag's own percentage, before rules and strata.</summary>
    public Share Share => Parts.Share;

    public CompiledVariants? Variants => Parts.Variants;

    /// <summary>Exclusions, overrides and inclusions by unit id.</summary>
    public CustomerTable Listed { get; init; } = CustomerTable.Empty;

    protected ulong SaltHash { get; }

    /// <summary>The answer for a customer of whom only the id is known, counted.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsEnabled(string? customerId)
    {
        if (Kind is FlagKind.Percentage or FlagKind.Listed && !string.IsNullOrEmpty(customerId))
        {
            var idHash = TextHash.Of(customerId);
            return Counted(IsIn(customerId, idHash), idHash);
        }

        return IsEnabled(EvaluationContext.For(customerId), CustomerHash.Of(customerId));
    }

    /// <summary>The answer for a customer whose id is hashed already, counted.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsEnabled(in EvaluationContext context, ulong idHash)
    {
        return Kind is FlagKind.Percentage or FlagKind.Listed && !string.IsNullOrEmpty(context.CustomerId)
            ? Counted(IsIn(context.CustomerId, idHash), idHash)
            : DecideAndCount(context, idHash).Enabled;
    }

    /// <summary>The answer with its reason, counted.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public Verdict DecideAndCount(in EvaluationContext context, ulong idHash)
    {
        var verdict = Decide(context, idHash);
        EvaluationCounters.Count(_slot, verdict.Enabled);
        if (CustomerEstimate.IsNew(_registers, idHash, verdict.Enabled & !string.IsNullOrEmpty(context.CustomerId)))
        {
            Raise(idHash);
        }

        return verdict;
    }

    /// <summary>The answer with its reason, not counted.</summary>
    public abstract Verdict Decide(in EvaluationContext context, ulong idHash);

    /// <summary>Whether the flag is on as a prerequisite of another; see <see cref="DecideWithoutPrerequisites"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsOnAsPrerequisite(in EvaluationContext context, ulong idHash) =>
        Kind is FlagKind.Percentage or FlagKind.Listed && !string.IsNullOrEmpty(context.CustomerId)
            ? IsIn(context.CustomerId, idHash)
            : DecideWithoutPrerequisites(context, idHash).Enabled;

    /// <summary>The answer as a prerequisite of another flag, which asks this one's own prerequisites itself.</summary>
    public virtual Verdict DecideWithoutPrerequisites(in EvaluationContext context, ulong idHash) => Decide(context, idHash);

    /// <summary>The bucket of the flag's unit, 0 to 99,999; null where the unit is not known.</summary>
    public virtual int? BucketOf(in EvaluationContext context, ulong idHash) =>
        string.IsNullOrEmpty(context.CustomerId) ? null : BucketingV1.BucketOf(BucketingV1.Mix(idHash, SaltHash));

    /// <summary>The variant of a customer with this answer; null where the flag is off, has none or gives this customer none.</summary>
    public virtual FlagVariant? VariantOf(in EvaluationContext context, ulong idHash, Verdict verdict) =>
        verdict.Enabled ? Variants?.Draw(context.CustomerId, idHash) : null;

    /// <summary>The answer of a plain or listed flag for a known customer.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool IsIn(string customerId, ulong idHash)
    {
        var listing = Kind == FlagKind.Percentage ? Listing.None : Listed.Find(customerId, idHash);
        return listing == Listing.None
            ? BucketingV1.Mix(idHash, SaltHash) < _threshold
            : (listing & Listing.Excluded) == 0 && (listing & (Listing.OverrideOn | Listing.OverrideOff)) != Listing.OverrideOff;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool Counted(bool enabled, ulong idHash)
    {
        EvaluationCounters.Count(_slot, enabled);
        if (CustomerEstimate.IsNew(_registers, idHash, enabled))
        {
            Raise(idHash);
        }

        return enabled;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Raise(ulong idHash)
    {
        Record.EnabledCustomers.Add(idHash);
        _registers = Record.EnabledCustomers.Address;
    }
}

/// <summary>What every flag is made of, whatever its kind.</summary>
/// <param name="Record">What the client keeps for the flag from snapshot to snapshot.</param>
/// <param name="Source">What the layers say of it.</param>
/// <param name="Share">Its own percentage.</param>
/// <param name="SaltHash">The hash of its salt.</param>
/// <param name="Variants">Its variants, if any.</param>
/// <param name="Outcomes">The outcomes of its answers, those of its present stage.</param>
internal sealed record FlagParts(
    FlagRecord Record, EffectiveFlag Source, Share Share, ulong SaltHash, CompiledVariants? Variants, OutcomeWindows Outcomes);

/// <summary>A flag that gives everybody the same answer.</summary>
internal sealed class ConstantFlag(FlagParts parts, Verdict verdict) : CompiledFlag(FlagKind.Constant, parts)
{
    public override Verdict Decide(in EvaluationContext context, ulong idHash) => verdict;

    /// <summary>None where another bucketing or unit would have given it: who is off anyway is not worth the work, and v1's would be wrong.</summary>
    public override int? BucketOf(in EvaluationContext context, ulong idHash) =>
        Source.Definition is { Bucketing: null or "v1", Unit: null or EvaluationContext.CustomerIdName } ? base.BucketOf(context, idHash) : null;
}

/// <summary>A flag with nothing but a v1 percentage between 0 and 100.</summary>
internal sealed class PercentageFlag(FlagParts parts) : CompiledFlag(FlagKind.Percentage, parts)
{
    public override Verdict Decide(in EvaluationContext context, ulong idHash) => new(
        !string.IsNullOrEmpty(context.CustomerId) && BucketingV1.Mix(idHash, SaltHash) < Share.Threshold,
        FlagReason.Percentage);
}

/// <summary>The hash of a customer id as the whole library uses it.</summary>
internal static class CustomerHash
{
    /// <summary>XXH3-64 of the id as UTF-8; anything where there is no id.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Of(string? customerId) => string.IsNullOrEmpty(customerId) ? 0 : TextHash.Of(customerId);
}
