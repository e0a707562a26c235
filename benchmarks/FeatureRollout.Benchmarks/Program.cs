using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;

namespace FeatureRollout.Benchmarks;

/// <summary>
/// Runs every benchmark, or those that <c>--filter</c> names, and prints each as a ratio to the hand-written reference
/// <c>f1</c> of the same class in the same run.
/// </summary>
internal static class Program
{
    private static async Task Main(string[] arguments)
    {
        switch (arguments)
        {
            case ["first-load"]:
                FirstLoad.Run();
                return;
            case ["cli"]:
                CliStart.Run();
                return;
            case ["typed-flags"]:
                GeneratorRuns.Run();
                return;
            case ["requests"]:
                await RequestLoad.RunAsync();
                return;
            case ["shared-store", var connectionString]:
                await SharedStore.RunAsync(connectionString);
                return;
            case ["shared-store-child", var connectionString]:
                await SharedStore.ServeAsync(connectionString);
                return;
        }

        var config = ManualConfig.CreateEmpty()
            .AddJob(Job.Default.WithLaunchCount(2).WithWarmupCount(4).WithIterationCount(7)
                .WithIterationTime(Perfolizer.Horology.TimeInterval.FromMilliseconds(150)))
            .AddDiagnoser(MemoryDiagnoser.Default)
            .AddColumnProvider(DefaultColumnProviders.Instance)
            .AddColumn(StatisticColumn.Median)
            .HideColumns(Column.Error, Column.StdDev, Column.Mean, Column.RatioSD, Column.AllocRatio, Column.Gen0, Column.Gen1, Column.Gen2)
            .AddExporter(MarkdownExporter.GitHub)
            .AddLogger(ConsoleLogger.Default)
            .WithSummaryStyle(BenchmarkDotNet.Reports.SummaryStyle.Default.WithRatioStyle(RatioStyle.Value));
        _ = BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(arguments.Length == 0 ? ["--filter", "*"] : arguments, config);
    }
}
