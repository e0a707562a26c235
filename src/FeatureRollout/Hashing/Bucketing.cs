using System.Diagnostics.CodeAnalysis;
using FeatureRollout.Hashing.Elsewhere;

namespace FeatureRollout.Hashing;

/// <summary>
/// A way to give each customer a place on the scale of thousandths of a percent, and a variant. A flag names it; what a
/// name means never changes. A new one is a type of its own and an entry in the list below. Instances hold no state.
/// </summary>
internal abstract class Bucketing
{
    /// <summary>The bucketing of flags that name none.</summary>
    public static readonly Bucketing Default = new V1Bucketing();

    private static readonly Bucketing[] All =
    [
        Default,
        new JsHash100Bucketing(),
        new ConfigCatBucketing(),
        new FlagdBucketing(),
        new FlagsmithBucketing(),
        new FlipperBucketing(),
        new FliptBucketing(),
        new GoFeatureFlagBucketing(),
        new GrowthBookBucketing(version: 1),
        new GrowthBookBucketing(version: 2),
        new LaunchDarklyBucketing(),
        new MicrosoftBucketing(),
        new OptimizelyBucketing(),
        new PostHogBucketing(),
        new SplitBucketing(),
        new StatsigBucketing(),
        new UnleashBucketing(),
    ];

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
    /// Whether with one salt the variant is drawn by another number than the percentage. Where it is the same number, a share below
    /// 100 % shows the variants in other parts than their weights.
    /// </summary>
    public virtual bool DrawsVariantsApart => false;

    /// <summary>What is wrong with a salt, in words that follow it; null where it can be used.</summary>
    public virtual string? Refuse(string salt) => null;

    /// <summary>The salt of the variants of a flag that names none for them.</summary>
    /// <param name="salt">The flag's salt.</param>
    public virtual string VariantSalt(string salt) => salt;

    /// <summary>Makes ready to draw by percentage.</summary>
    /// <param name="salt">A salt that is not refused; may be empty.</param>
    public abstract PlaceDraw Places(string salt);

    /// <summary>Makes ready to draw variants.</summary>
    /// <param name="salt">The variants' salt; may be empty.</param>
    /// <param name="weights">0 or more each, one at least over 0.</param>
    public abstract VariantDraw Variants(string salt, IReadOnlyList<decimal> weights);
}
