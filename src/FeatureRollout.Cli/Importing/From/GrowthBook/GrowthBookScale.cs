namespace FeatureRollout.Cli.Importing.From.GrowthBook;

/// <summary>The numbers from 0 to 1 that a version of the hash gives: so many, evenly apart.</summary>
internal sealed class GrowthBookScale
{
    private static readonly GrowthBookScale First = new("growthbook-v1", 1000);
    private static readonly GrowthBookScale Second = new("growthbook-v2", 10_000);

    private GrowthBookScale(string bucketing, int count) => (Bucketing, Count) = (bucketing, count);

    /// <summary>The name of the bucketing here.</summary>
    public string Bucketing { get; }

    /// <summary>How many numbers there are.</summary>
    public int Count { get; }

    /// <summary>Thousandths of a percent from one number to the next.</summary>
    private int Step => Percentage.Full.Thousandths / Count;

    /// <summary>The scale of a version; null for one that the tool does not know, by which nobody is drawn.</summary>
    public static GrowthBookScale? Of(double version) => version switch { 1 => First, 2 => Second, _ => null };

    /// <summary>One of the numbers, in the tool's own arithmetic.</summary>
    public double Number(int index) => index / (double)Count;

    /// <summary>Thousandths of a percent that lie above the bucket of the number before and not above the bucket of this one.</summary>
    public int Edge(int index) => index switch
    {
        0 => 0,
        1 => Step / 2,
        _ when index == Count => Percentage.Full.Thousandths,
        _ => (index - 1) * Step,
    };

    /// <summary>Whether a percentage draws exactly the numbers before this one.</summary>
    public bool EndsBefore(int index, int thousandths) =>
        thousandths > Bucket(index - 1) && (index == Count || thousandths <= Bucket(index));

    private int Bucket(int index) => index < 0 ? -1 : Math.Max(0, (index * Step) - 1);
}
