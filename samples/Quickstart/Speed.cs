using System.Diagnostics;
using System.Globalization;
using FeatureRollout;

namespace Quickstart;

/// <summary>Asks a million questions of each kind on one thread.</summary>
internal static class Speed
{
    private const int Rounds = 20;
    private const int Questions = 1_000_000 / Rounds;

    private static readonly Table Columns = new(("question", -57), ("per second", 12), ("ns each", 9), ("bytes each", 10));

    public static void Print(Customer[] customers, IFeatureFlags analytics, IFeatureFlags phase4)
    {
        var handle = analytics.GetFlag("analytics");
        Columns.Headings();
        Measure("""IsEnabled("analytics", id)""", customers, customer => analytics.IsEnabled("analytics", customer.Id));
        Measure("""GetFlag("analytics"), then IsEnabled(id)""", customers, customer => handle.IsEnabled(customer.Id));
        Measure("""IsEnabled("recommendations", id), with what it requires""", customers, customer => analytics.IsEnabled("recommendations", customer.Id));
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
        var elapsed = TimeSpan.MaxValue;
        for (var round = 0; round < Rounds; round++)
        {
            var start = Stopwatch.GetTimestamp();
            Ask(customers, Questions, ask);
            var took = Stopwatch.GetElapsedTime(start);
            elapsed = took < elapsed ? took : elapsed;
        }

        bytes = GC.GetAllocatedBytesForCurrentThread() - bytes;
        Columns.Row(
            null,
            name,
            Say("N0", Questions / elapsed.TotalSeconds),
            Say("0.0", elapsed.TotalNanoseconds / Questions),
            Say("0.##", (double)bytes / (Questions * Rounds)));
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
