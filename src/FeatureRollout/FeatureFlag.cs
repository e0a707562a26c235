using System.Runtime.CompilerServices;
using FeatureRollout.Evaluation;
using FeatureRollout.Evaluation.Telemetry;

namespace FeatureRollout;

/// <summary>
/// A handle on one flag: its name is resolved once, and every answer is from the snapshot that serves at that moment.
/// Thread-safe; keep it in a field. It may be made before the flag exists.
/// </summary>
public sealed class FeatureFlag
{
    private const int NotResolved = -1;

    private readonly FeatureFlags _client;
    private int _index = NotResolved;

    internal FeatureFlag(FeatureFlags client, string key)
    {
        _client = client;
        Key = key;
    }

    /// <summary>The flag's key.</summary>
    public string Key { get; }

    /// <summary>Whether the flag is on for the customer; false while the flag is unknown.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsEnabled(string customerId) => IsEnabled(customerId, false);

    /// <summary>Whether the flag is on for the customer; <paramref name="defaultValue"/> while the flag is unknown.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsEnabled(string customerId, bool defaultValue)
    {
        var flag = In(_client.Snapshot);
        return flag is null ? _client.Unknown(Key, defaultValue) : FlagTracing.IsOn ? FlagTracing.IsEnabled(flag, customerId) : flag.IsEnabled(customerId);
    }

    /// <summary>Whether the flag is on for the customer with these attributes; false while the flag is unknown.</summary>
    public bool IsEnabled(in EvaluationContext context) => IsEnabled(context, false);

    /// <summary>Whether the flag is on for the customer with these attributes; <paramref name="defaultValue"/> while the flag is unknown.</summary>
    public bool IsEnabled(in EvaluationContext context, bool defaultValue)
    {
        var flag = In(_client.Snapshot);
        if (flag is null)
        {
            return _client.Unknown(Key, defaultValue);
        }

        var idHash = CustomerHash.Of(context.CustomerId);
        return FlagTracing.IsOn ? FlagTracing.IsEnabled(flag, context, idHash) : flag.IsEnabled(context, idHash);
    }

    /// <summary>Whether the flag is on for the customer, from the customer's own snapshot; false where that doesn't know the flag.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsEnabled(in CustomerFlags customer) => IsEnabled(customer, false);

    /// <summary>The same with a default for a flag that the customer's snapshot doesn't know; <c>default(CustomerFlags)</c> answers off all the same.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsEnabled(in CustomerFlags customer, bool defaultValue)
    {
        if (customer.Snapshot is not { } snapshot)
        {
            return false;
        }

        var flag = ReferenceEquals(customer.Client, _client) ? In(snapshot) : snapshot.Find(Key);
        return flag is null ? _client.Unknown(Key, defaultValue)
            : FlagTracing.IsOn ? FlagTracing.IsEnabled(flag, in customer.ContextInPlace, customer.IdHash)
            : flag.IsEnabled(in customer.ContextInPlace, customer.IdHash);
    }

    /// <summary>The answer with its reason, bucket, stage and variant; <paramref name="defaultValue"/> while the flag is unknown.</summary>
    public FlagEvaluation Evaluate(in EvaluationContext context, bool defaultValue = false) => _client.Evaluate(Key, context, defaultValue);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private CompiledFlag? In(Snapshot snapshot) => snapshot.At(_index) ?? Resolve(snapshot);

    /// <summary>The flag's place never changes once it has one; until then each question looks it up by name.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private CompiledFlag? Resolve(Snapshot snapshot)
    {
        var flag = snapshot.Find(Key);
        if (flag is not null)
        {
            _index = flag.Record.Index;
        }

        return flag;
    }
}
