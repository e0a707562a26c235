using System.Runtime.CompilerServices;

namespace FeatureRollout;

/// <summary>
/// A flag that code knows by a member, such as <c>Flags.SentimentAnalysis</c>, instead of by a text; the package FeatureRollout.TypedFlags
/// makes these of the flag file. It belongs to no client: <c>flags.IsEnabled(Flags.SentimentAnalysis, customerId)</c>. Thread-safe; it keeps the
/// client that was asked last.
/// </summary>
public class FlagHandle
{
    private Resolved? _last;

    /// <summary>Makes a handle.</summary>
    /// <param name="key">The flag's key.</param>
    public FlagHandle(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        Key = key;
    }

    /// <summary>The flag's key.</summary>
    public string Key { get; }

    /// <summary>The key.</summary>
    public override string ToString() => Key;

    /// <summary>The flag in a client; found without a look-up while the client is the one of last time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal FeatureFlag In(IFeatureFlags flags) =>
        _last is { } last && ReferenceEquals(last.Client, flags) ? last.Flag : Resolve(flags);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private FeatureFlag Resolve(IFeatureFlags flags)
    {
        ArgumentNullException.ThrowIfNull(flags);
        var flag = flags.GetFlag(Key);
        _last = new Resolved(flags, flag);
        return flag;
    }

    private sealed class Resolved(IFeatureFlags client, FeatureFlag flag)
    {
        public readonly IFeatureFlags Client = client;
        public readonly FeatureFlag Flag = flag;
    }
}

/// <summary>A flag with variants whose values are all of one type.</summary>
/// <typeparam name="T">The values' type.</typeparam>
/// <param name="key">The flag's key.</param>
public sealed class FlagHandle<T>(string key) : FlagHandle(key);
