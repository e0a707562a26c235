using System.Diagnostics;

namespace FeatureRollout.Benchmarks;

/// <summary>
/// The first load in a fresh process, compiling of the code included, which a benchmark that warms up can't show; and what
/// a list of a million ids keeps. Run as <c>dotnet run -c Release -- first-load</c>.
/// </summary>
internal static class FirstLoad
{
    public static void Run()
    {
        var json = LoadBenchmarks.TenThousandFlags();
        for (var round = 1; round <= 5; round++)
        {
            var watch = Stopwatch.StartNew();
            using var client = FeatureFlags.FromJson(json);
            _ = client.IsEnabled("feature_flag_42", "acme");
            Console.WriteLine($"10,000 flags, load {round}: {watch.Elapsed.TotalMilliseconds:F0} ms");
        }

        var before = GC.GetTotalMemory(forceFullCollection: true);
        var listed = ListBenchmarks.Client(ListBenchmarks.Definition());
        var after = GC.GetTotalMemory(forceFullCollection: true);
        Console.WriteLine($"list of 1,000,000 ids, list and table: {(after - before) / 1048576.0:F1} MiB");
        GC.KeepAlive(listed);
    }
}
