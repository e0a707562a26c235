using System.Diagnostics;
using System.Globalization;
using FeatureRollout;

namespace Quickstart;

/// <summary>Asks a million questions of each kind on one thread, and gives the median of a hundred rounds.</summary>
internal static class Speed
{
    private const int Questions = 1_000_000;
    private const int Rounds = 100;

    private static readonly Table Columns = new(("question", -51), ("per second", 10), ("ns", 6), ("bytes", 5));

    public static void Print(Customer[] customers, IFeatureFlags analytics, IFeatureFlags phase4)
    {
        var handle = analytics.GetFlag("analytics");
        Columns.Headings();
        Measure("""IsEnabled("analytics", id)""", customers, customer => analytics.IsEnabled("analytics", customer.Id));
        Measure("""GetFlag("analytics"), then IsEnabled(id)""", customers, customer => handle.IsEnabled(customer.Id));
        Measure("""IsEnabled("recommendations", id), which requires it""", customers, customer => analytics.IsEnabled("recommendations", customer.Id));
        Measure("""IsEnabled("sentiment_analysis", attributes), strata""", customers, customer => phase4.IsEnabled("sentiment_analysis", customer.Context));
    }

    private static void Measure(string name, Customer[] customers, Func<Customer, bool> ask)
    {
        var warm = Stopwatch.StartNew();
        while (warm.ElapsedMilliseconds < 250)
        {
            Ask(customers, customers.Length, ask);
        }

        var bytes = GC.GetAllocatedBytesForCurrentThread();
        Span<double> nanoseconds = stackalloc double[Rounds];
        foreach (ref var round in nanoseconds)
        {
            var start = Stopwatch.GetTimestamp();
            Ask(customers, Questions / Rounds, ask);
            round = Stopwatch.GetElapsedTime(start).TotalNanoseconds * Rounds / Questions;
        }

        bytes = GC.GetAllocatedBytesForCurrentThread() - bytes;
        nanoseconds.Sort();
        var median = nanoseconds[Rounds / 2];
        Columns.Row(null, name, Say("N0", 1e9 / median), Say("0.0", median), Say("0.##", (double)bytes / Questions));
    }

    private static void Ask(Customer[] customers, int questions, Func<Customer, bool> ask)
    {
        for (var asked = 0; asked < questions;)
        {
            foreach (var customer in customers)
            {
                ask(customer);
                asked++;
            }
        }
    }

    private static string Say(string format, double number) => number.ToString(format, CultureInfo.InvariantCulture);
}
