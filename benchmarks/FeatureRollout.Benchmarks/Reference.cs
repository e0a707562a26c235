using System.Collections.Frozen;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using FeatureRollout.Hashing;

namespace FeatureRollout.Benchmarks;

/// <summary>
/// What somebody would write by hand for one percentage: a frozen dictionary by flag name, the id's UTF-8, XXH3-64, one
/// compare. <c>f1</c> hashes with the runtime's System.IO.Hashing (taken from the SDK's own tools, for no package of it is
/// needed otherwise), <c>f0</c> with the library's hash.
/// </summary>
internal sealed class Reference
{
    private static readonly HashBytes RuntimeHash = FindRuntimeHash();

    private readonly FrozenDictionary<string, (ulong Salt, ulong Threshold)> _flags;

    public Reference(IEnumerable<string> flags, int thousandths) =>
        _flags = flags.ToFrozenDictionary(
            flag => flag, flag => (TextHash.Of(flag), BucketingV1.Threshold(thousandths)), StringComparer.Ordinal);

    private delegate ulong HashBytes(ReadOnlySpan<byte> bytes, long seed);

    /// <summary>Which hash <c>f1</c> uses, for the record.</summary>
    public static string RuntimeHashName => RuntimeHash.Method.DeclaringType!.FullName!;

    [SkipLocalsInit]
    public bool F1(string flag, string id)
    {
        if (!_flags.TryGetValue(flag, out var found))
        {
            return false;
        }

        Span<byte> bytes = stackalloc byte[256];
        return BucketingV1.Mix(RuntimeHash(bytes[..Encoding.UTF8.GetBytes(id, bytes)], 0), found.Salt) < found.Threshold;
    }

    [SkipLocalsInit]
    public bool F0(string flag, string id)
    {
        if (!_flags.TryGetValue(flag, out var found))
        {
            return false;
        }

        Span<byte> bytes = stackalloc byte[256];
        return BucketingV1.Mix(XxHash3.Hash(bytes[..Encoding.UTF8.GetBytes(id, bytes)]), found.Salt) < found.Threshold;
    }

    private static HashBytes FindRuntimeHash()
    {
        var root = Path.GetFullPath(Path.Combine(System.Runtime.InteropServices.RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        var library = Directory.Exists(Path.Combine(root, "sdk"))
            ? Directory.EnumerateFiles(Path.Combine(root, "sdk"), "System.IO.Hashing.dll", SearchOption.AllDirectories)
                .FirstOrDefault(path => path.Contains(Path.Combine("Microsoft.NET.Sdk", "tools", "net10.0"), StringComparison.Ordinal))
            : null;
        return library is null
            ? static (bytes, _) => XxHash3.Hash(bytes)
            : Assembly.LoadFrom(library).GetType("System.IO.Hashing.XxHash3", throwOnError: true)!
                .GetMethod("HashToUInt64", [typeof(ReadOnlySpan<byte>), typeof(long)])!
                .CreateDelegate<HashBytes>();
    }
}
