using System.Runtime.CompilerServices;
using FeatureRollout.Hashing;

namespace FeatureRollout.Evaluation;

/// <summary>A percentage made ready for comparing: nobody, everybody, or those whose mixed hash lies below a threshold.</summary>
internal readonly struct Share
{
    private const ulong Everybody = ulong.MaxValue;

    public Share(Percentage percentage)
    {
        Percentage = percentage;
        Threshold = percentage == Percentage.Full ? Everybody : BucketingV1.Threshold(percentage.Thousandths);
    }

    public Percentage Percentage { get; }

    /// <summary>What a mixed v1 hash must lie below; meaningless at 100 %.</summary>
    public ulong Threshold { get; }

    public bool IsPartial => Percentage > Percentage.Zero && Percentage < Percentage.Full;

    /// <summary>The smaller one.</summary>
    public static Share Min(Share a, Share b) => a.Percentage <= b.Percentage ? a : b;
}
