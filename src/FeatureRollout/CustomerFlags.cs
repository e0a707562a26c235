using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using FeatureRollout.Evaluation;
using FeatureRollout.Evaluation.Telemetry;

namespace FeatureRollout;

/// <summary>
/// All flags for one customer at one moment: the id is hashed once and every answer comes from the same snapshot, so that
/// two questions of one request never see two versions. A small value, made without allocating; <c>default</c> answers off.
/// </summary>
public readonly struct CustomerFlags
{
    private readonly EvaluationContext _context;

    internal CustomerFlags(FeatureFlags client, Snapshot snapshot, in EvaluationContext context)
    {
        Client = client;
        Snapshot = snapshot;
        _context = context;
        IdHash = CustomerHash.Of(context.CustomerId);
    }

    /// <summary>Whom the answers are about.</summary>
    public EvaluationContext Context => _context;

    /// <summary>The version that all answers come from; 0 for <c>default</c>.</summary>
    public long Version => Snapshot?.Version ?? 0;

    /// <summary>The same as <see cref="Context"/>, not copied.</summary>
    [UnscopedRef]
    internal ref readonly EvaluationContext ContextInPlace => ref _context;

    internal FeatureFlags? Client { get; }

    internal Snapshot? Snapshot { get; }

    internal ulong IdHash { get; }

    /// <summary>Whether the flag is on; false for an unknown flag.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsEnabled(string flag) => IsEnabled(flag, false);

    /// <summary>Whether the flag is on; <paramref name="defaultValue"/> for an unknown flag.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsEnabled(string flag, bool defaultValue)
    {
        if (Snapshot is null)
        {
            return false;
        }

        var found = Snapshot.Find(flag, _context.CustomerId);
        return found is null ? Client!.Unknown(flag, defaultValue)
            : FlagTracing.IsOn ? FlagTracing.IsEnabled(found, _context, IdHash)
            : found.IsEnabled(_context, IdHash);
    }

    /// <summary>The answer with its reason, bucket, stage and variant.</summary>
    public FlagEvaluation Evaluate(string flag, bool defaultValue = false) =>
        Client is null
            ? new FlagEvaluation(flag, null, new Verdict(false, FlagReason.UnknownFlag), null, null, 0)
            : Client.Evaluate(Snapshot!, flag, _context, IdHash, defaultValue);

    /// <summary>The value of the customer's variant; see <see cref="IFeatureFlags.GetVariant{T}"/>.</summary>
    public T GetVariant<T>(string flag, T fallback) =>
        Client is null ? fallback : Client.GetVariant(Snapshot!, flag, _context, IdHash, fallback);
}
