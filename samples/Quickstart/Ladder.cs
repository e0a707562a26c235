using System.Globalization;
using FeatureRollout;

namespace Quickstart;

/// <summary>Follows one flag up its percentages over the same customers, and prints who is in and who came and went.</summary>
internal sealed class Ladder
{
    private static readonly Table Columns = new(
        ("flag", -18), ("step", -6), ("set", 5), ("in", 5),
        ("e-commerce", 10), ("services", 8), ("other", 7), ("added", 5), ("removed", 7));

    private readonly string _flag;
    private readonly Customer[] _customers;
    private HashSet<string> _in = new(StringComparer.Ordinal);

    public Ladder(string flag, Customer[] customers)
    {
        _flag = flag;
        _customers = customers;
        Columns.Headings();
    }

    /// <summary>Customers that an earlier step let in and a later one threw out, over all ladders.</summary>
    public static int TotalRemoved { get; private set; }

    /// <summary>Asks for every customer, prints the step, and tells whether these flags answer as this one does.</summary>
    public bool Step(string name, Percentage percentage, IFeatureFlags flags, params string[] followers)
    {
        var now = In(flags, _flag);
        var removed = _in.Count(id => !now.Contains(id));
        TotalRemoved += removed;
        Columns.Row(
            removed == 0 ? Terminal.Good : Terminal.Bad,
            [
                _flag, name, percentage.ToString(), Number(now.Count),
                .. Customers.Verticals.Select(vertical => ShareOf(vertical, now)),
                Number(now.Count(id => !_in.Contains(id))), Number(removed),
            ]);
        _in = now;
        return followers.All(follower => In(flags, follower).SetEquals(now));
    }

    private HashSet<string> In(IFeatureFlags flags, string flag) =>
        _customers.Where(customer => flags.IsEnabled(flag, customer.Context)).Select(customer => customer.Id).ToHashSet(StringComparer.Ordinal);

    private string ShareOf(string vertical, HashSet<string> now)
    {
        var all = _customers.Where(customer => customer.Vertical == vertical).ToArray();
        return Share(all.Count(customer => now.Contains(customer.Id)), all.Length);
    }

    private static string Share(int part, int whole) => (100.0 * part / whole).ToString("0.0", CultureInfo.InvariantCulture) + " %";

    private static string Number(int number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
