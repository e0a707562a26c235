namespace FeatureRollout.Tests.Criteria.Detection;

/// <summary>Many rollouts under each guard, each guard on the same requests. A limit of 1 % throughout.</summary>
internal static class RollbackTrials
{
    public const double Limit = 0.01;
    public const int Looks = 60;

    /// <summary>A fault not found after so many looks counts as found then.</summary>
    public const int Patience = 200;

    private const int Runs = 2000;

    public static readonly IReadOnlyList<(string Name, Func<IGuard> Make)> Guards =
    [
        ("detector", () => new DetectorGuard(1)),
        ("detector, 2 confirmations", () => new DetectorGuard(2)),
        ("detector, 3 confirmations", () => new DetectorGuard(3)),
        ("latest look over the limit", () => new ThresholdGuard(1)),
        ("three looks over in a row", () => new ThresholdGuard(3)),
        ("Wilson, cumulative", () => new WilsonGuard()),
    ];

    /// <summary>By guard: which share of rollouts of a service with this rate is rolled back within 60 looks.</summary>
    public static double[] RolledBack(int requests, double rate, double? burst) =>
        [.. FirstLooks(requests, healthyLooks: 0, rate, burst, Looks).Select(looks => (double)looks.Count(look => look <= Looks) / Runs)];

    /// <summary>
    /// By guard: the median and the 90th percentile of the looks up to a rollback, the faulty one's first being 1. Rollbacks in the
    /// healthy looks before, at half the limit, are passed over; they are counted elsewhere.
    /// </summary>
    public static (int Median, int P90)[] LooksToDetection(int requests, int healthyLooks, double rate, double? burst) =>
        [.. FirstLooks(requests, healthyLooks, rate, burst, Patience).Select(looks => (looks[(Runs / 2) - 1], looks[(Runs * 9 / 10) - 1]))];

    /// <summary>By guard: the sorted looks at which each run was rolled back, <paramref name="most"/> + 1 where it was not.</summary>
    private static int[][] FirstLooks(int requests, int healthyLooks, double rate, double? burst, int most)
    {
        var firsts = Guards.Select(_ => new int[Runs]).ToArray();
        for (var run = 0; run < Runs; run++)
        {
            var traffic = new Traffic((ulong)run + 1);
            var guards = Guards.Select(guard => guard.Make()).ToArray();
            for (var look = 1 - healthyLooks; look <= most && firsts.Any(first => first[run] == 0); look++)
            {
                var failures = traffic.Failures(requests, look <= 0 ? Limit / 2 : rate, burst);
                if (look == 0)
                {
                    traffic.Change();
                }

                for (var guard = 0; guard < guards.Length; guard++)
                {
                    if (guards[guard].Look(requests, failures, Limit) && look > 0 && firsts[guard][run] == 0)
                    {
                        firsts[guard][run] = look;
                    }
                }
            }
        }

        foreach (var first in firsts)
        {
            first.AsSpan().Replace(0, most + 1);
            Array.Sort(first);
        }

        return firsts;
    }
}
