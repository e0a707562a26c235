namespace FeatureRollout.Simulation.Drawing;

/// <summary>
/// Exact draws of counts at a cost that does not grow with them: by inversion where few are expected, else by transformed
/// rejection (Hörmann, "The Generation of Binomial Random Variates", 1993, and "The Transformed Rejection Method for
/// Generating Poisson Random Variables", 1993).
/// </summary>
internal static class Counts
{
    /// <summary>Expected counts under this are drawn by inversion.</summary>
    private const double Few = 10;

    /// <summary>How many of so many trials succeed.</summary>
    /// <param name="random">The stream.</param>
    /// <param name="trials">0 or more.</param>
    /// <param name="probability">Of each; below 0 counts as 0, above 1 as 1.</param>
    public static long Binomial(RandomStream random, long trials, double probability)
    {
        if (trials <= 0 || !(probability > 0))
        {
            return 0;
        }

        if (probability >= 1)
        {
            return trials;
        }

        return probability > 0.5 ? trials - Rare(random, trials, 1 - probability) : Rare(random, trials, probability);
    }

    /// <summary>How many of what comes independently came.</summary>
    /// <param name="random">The stream.</param>
    /// <param name="mean">How many are expected; 0 or less gives none.</param>
    public static long Poisson(RandomStream random, double mean)
    {
        if (!(mean > 0))
        {
            return 0;
        }

        return mean < Few ? PoissonByInversion(random, mean) : PoissonByRejection(random, mean);
    }

    private static long Rare(RandomStream random, long trials, double probability) =>
        trials * probability < Few ? BinomialByInversion(random, trials, probability) : BinomialByRejection(random, trials, probability);

    private static long BinomialByInversion(RandomStream random, long trials, double probability)
    {
        var odds = probability / (1 - probability);
        var chance = Math.Exp(trials * Math.Log(1 - probability));
        var left = random.NextUnit();
        var count = 0L;
        while (left > chance && count < trials)
        {
            left -= chance;
            count++;
            chance *= odds * (trials - count + 1) / count;
        }

        return count;
    }

    private static long BinomialByRejection(RandomStream random, long trials, double probability)
    {
        var logOdds = Math.Log(probability / (1 - probability));
        var deviation = Math.Sqrt(trials * probability * (1 - probability));
        var mode = Math.Floor((trials + 1) * probability);
        var atMode = LogFactorial(mode) + LogFactorial(trials - mode);
        var b = 1.15 + (2.53 * deviation);
        var a = -0.0873 + (0.0248 * b) + (0.01 * probability);
        var alpha = (2.83 + (5.1 / b)) * deviation;
        var inner = 0.92 - (4.2 / b);
        while (true)
        {
            var u = random.NextUnit() - 0.5;
            var v = random.NextUnit();
            var edge = 0.5 - Math.Abs(u);
            var count = Math.Floor((((2 * a / edge) + b) * u) + (trials * probability) + 0.5);
            if (edge >= 0.07 && v <= inner)
            {
                return (long)count;
            }

            if (count >= 0 && count <= trials
                && Math.Log(v * alpha / ((a / (edge * edge)) + b)) <= atMode - LogFactorial(count) - LogFactorial(trials - count) + ((count - mode) * logOdds))
            {
                return (long)count;
            }
        }
    }

    private static long PoissonByInversion(RandomStream random, double mean)
    {
        var chance = Math.Exp(-mean);
        var left = random.NextUnit();
        var count = 0L;
        while (left > chance && chance > 0)
        {
            left -= chance;
            count++;
            chance *= mean / count;
        }

        return count;
    }

    private static long PoissonByRejection(RandomStream random, double mean)
    {
        var logMean = Math.Log(mean);
        var b = 0.931 + (2.53 * Math.Sqrt(mean));
        var a = -0.059 + (0.02483 * b);
        var alpha = 1.1239 + (1.1328 / (b - 3.4));
        var inner = 0.9277 - (3.6224 / (b - 2));
        while (true)
        {
            var u = random.NextUnit() - 0.5;
            var v = random.NextUnit();
            var edge = 0.5 - Math.Abs(u);
            var count = Math.Floor((((2 * a / edge) + b) * u) + mean + 0.43);
            if (edge >= 0.07 && v <= inner)
            {
                return (long)count;
            }

            if (count >= 0 && (edge >= 0.013 || v <= edge)
                && Math.Log(v * alpha / ((a / (edge * edge)) + b)) <= (count * logMean) - mean - LogFactorial(count))
            {
                return (long)count;
            }
        }
    }

    /// <summary>ln n!, by Stirling's series: within 1e-9 from n = 10 on.</summary>
    private static double LogFactorial(double n)
    {
        if (n < 10)
        {
            var product = 1.0;
            for (var i = 2; i <= n; i++)
            {
                product *= i;
            }

            return Math.Log(product);
        }

        var inverse = 1 / n;
        return ((n + 0.5) * Math.Log(n)) - n + (0.5 * Math.Log(2 * Math.PI)) + (inverse * ((1 / 12.0) - (inverse * inverse * ((1 / 360.0) - (inverse * inverse / 1260.0)))));
    }
}
