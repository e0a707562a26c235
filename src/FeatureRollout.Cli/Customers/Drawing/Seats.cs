namespace FeatureRollout.Cli.Customers.Drawing;

/// <summary>
/// Gives out seats to strata one after another by the method of Sainte-Laguë (Webster): the next goes where eligible / (2 × seats + 1) is
/// largest, with equal ones to the stratum named first. What one seat more changes is one seat more, which the methods of largest remainders
/// do not keep; and no stratum gets more seats than it has members.
/// </summary>
internal static class Seats
{
    private static readonly IComparer<Claim> StrongestFirst = Comparer<Claim>.Create(static (left, right) =>
    {
        var order = ((Int128)right.Eligible * left.Divisor).CompareTo((Int128)left.Eligible * right.Divisor);
        return order != 0 ? order : left.Stratum.CompareTo(right.Stratum);
    });

    /// <summary>The strata in the order in which they get their seats.</summary>
    /// <param name="eligible">How many each has, ordered by name.</param>
    /// <param name="seats">How many seats there are, at most as many as all have together.</param>
    public static IEnumerable<int> InOrder(IReadOnlyList<long> eligible, long seats)
    {
        var next = new PriorityQueue<int, Claim>(eligible.Count, StrongestFirst);
        for (var stratum = 0; stratum < eligible.Count; stratum++)
        {
            if (eligible[stratum] > 0)
            {
                next.Enqueue(stratum, new Claim(eligible[stratum], 1, stratum));
            }
        }

        for (; seats > 0 && next.TryPeek(out var stratum, out var claim); seats--)
        {
            yield return stratum;
            _ = next.DequeueEnqueue(stratum, claim with { Divisor = claim.Divisor + 2 });
        }
    }

    /// <summary>A stratum's claim to the next seat.</summary>
    private readonly record struct Claim(long Eligible, long Divisor, int Stratum);
}
