namespace FeatureRollout.Hashing.Elsewhere;

/// <summary>Variants as sums of their shares, each the sum of all up to it.</summary>
internal static class Sums
{
    /// <summary>The first sum over a number, or none.</summary>
    public static int FirstOver(double[] sums, double number)
    {
        for (var i = 0; i < sums.Length; i++)
        {
            if (number < sums[i])
            {
                return i;
            }
        }

        return VariantDraw.None;
    }
}
