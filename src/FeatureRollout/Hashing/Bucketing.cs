using System.Diagnostics.CodeAnalysis;

namespace FeatureRollout.Hashing;

/// <summary>
/// A way to give each customer a place on the scale of thousandths of a percent. A flag names it; what a name means
/// never changes. A new one is a type of its own and an entry in the list below. Instances hold no state.
/// </summary>
internal abstract class Bucketing
{
    /// <summary>The bucketing of flags that name none.</summary>
    public static readonly Bucketing Default = new V1Bucketing();

    private static readonly Bucketing[] All = [Default, new JsHash100Bucketing()];

    /// <summary>The names of all bucketings, the default first.</summary>
    public static IReadOnlyList<string> Names { get; } = Array.AsReadOnly(Array.ConvertAll(All, each => each.Name));

    /// <summary>The name by which flags ask for it.</summary>
    public abstract string Name { get; }

    /// <summary>Finds a bucketing by its exact name.</summary>
    public static bool TryGet(string? name, [NotNullWhen(true)] out Bucketing? bucketing)
    {
        bucketing = Array.Find(All, each => string.Equals(each.Name, name, StringComparison.Ordinal));
        return bucketing is not null;
    }

    /// <summary>
    /// The customer's bucket, 0 to 99,999: in when it is less than the percentage in thousandths of a percent.
    /// Null where this bucketing has no place for the id.
    /// </summary>
    /// <param name="id">The customer id.</param>
    /// <param name="idHash"><see cref="TextHash"/> of the id.</param>
    /// <param name="saltHash"><see cref="TextHash"/> of the salt.</param>
    public abstract int? Bucket(ReadOnlySpan<char> id, ulong idHash, ulong saltHash);
}
