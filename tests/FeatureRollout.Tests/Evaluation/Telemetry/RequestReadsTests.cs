using System.Diagnostics;
using FeatureRollout.Evaluation.Telemetry;
using FeatureRollout.TestKit;

namespace FeatureRollout.Tests.Evaluation.Telemetry;

[Trait("Requirement", "F-30")]
public sealed class RequestReadsTests
{
    [Fact]
    public void Answers_are_noted_only_while_an_application_wants_it_and_make_no_events()
    {
        using var client = Served.Client(Served.Flag("on", 100), Served.Flag("off", 0));
        using var request = Request();
        _ = client.IsEnabled("on", "acme");
        RequestReads.Start();
        try
        {
            _ = client.IsEnabled("off", "acme");
        }
        finally
        {
            RequestReads.Stop();
        }

        _ = client.GetFlag("on").IsEnabled("acme");
        Assert.Empty(request.Events);
        Assert.Equal(["off"], Keys(RequestReads.Of(request)!.End()), StringComparer.Ordinal);
    }

    [Fact]
    public void Who_listens_by_name_sees_each_answer_once_also_while_it_is_noted()
    {
        using var client = Served.Client(Served.Flag("on", 100));
        using var request = Request();
        var started = 0;
        using var listener = new ActivityListener { ShouldListenTo = source => source.Name == "FeatureRollout", ActivityStarted = _ => started++ };
        ActivitySource.AddActivityListener(listener);
        RequestReads.Start();
        try
        {
            _ = client.IsEnabled("on", "acme");
            _ = client.Evaluate("on", "acme");
        }
        finally
        {
            RequestReads.Stop();
        }

        Assert.Equal(2, request.Events.Count());
        Assert.Single(RequestReads.Of(request)!.End());
        Assert.Equal(0, started);
    }

    [Fact]
    public void Noting_changes_no_answer_and_counts_none_twice()
    {
        using var client = Served.Client(Served.Flag("half", 50), Served.Flag("named", 0) with { Include = Audience.Of("c1", "c2") });
        using var request = Request();
        string[] customers = [.. Enumerable.Range(0, 200).Select(i => FormattableString.Invariant($"c{i}"))];
        bool[] Ask() =>
        [
            .. customers.Select(id => client.IsEnabled("half", id)),
            .. customers.Select(id => client.GetFlag("named").IsEnabled(id)),
            .. customers.Select(id => client.For(id).IsEnabled("half")),
        ];
        var before = Ask();
        var counted = client.GetStatistics("half")!;
        RequestReads.Start();
        try
        {
            Assert.Equal(before, Ask());
        }
        finally
        {
            RequestReads.Stop();
        }

        Assert.Equal(2 * counted.EnabledEvaluations, client.GetStatistics("half")!.EnabledEvaluations);
        Assert.Equal(2 * counted.DisabledEvaluations, client.GetStatistics("half")!.DisabledEvaluations);
        Assert.Equal(counted.EnabledCustomers, client.GetStatistics("half")!.EnabledCustomers);
        Assert.Equal(
            [(FlagReason.Percentage, true), (FlagReason.Percentage, false), (FlagReason.Included, true), (FlagReason.Percentage, false)],
            RequestReads.Of(request)!.End().OrderBy(read => read.Flag.Key, StringComparer.Ordinal).ThenByDescending(read => read.Verdict.Enabled).Select(read => (read.Verdict.Reason, read.Verdict.Enabled)));
    }

    [Fact]
    public void A_flag_that_changes_in_mid_request_is_the_same_flag()
    {
        using var flags = new TestFeatureFlags();
        flags.Set("f", true);
        using var request = Request();
        RequestReads.Start();
        try
        {
            _ = flags.IsEnabled("f", "acme");
            flags.Set("g", true);
            _ = flags.IsEnabled("f", "acme");
            flags.Set("f", false);
            _ = flags.IsEnabled("f", "acme");
        }
        finally
        {
            RequestReads.Stop();
        }

        Assert.Equal([true, false], RequestReads.Of(request)!.End().Select(read => read.Verdict.Enabled));
    }

    [Fact]
    public void Many_threads_of_one_request_make_one_record()
    {
        var flags = Enumerable.Range(0, 40).Select(i => FormattableString.Invariant($"f{i}")).ToArray();
        using var client = Served.Client([.. flags.Select(flag => Served.Flag(flag, 50))]);
        for (var round = 0; round < 20; round++)
        {
            using var request = Request();
            RequestReads.Start();
            try
            {
                Parallel.For(0, 400, i => client.IsEnabled(flags[i % flags.Length], FormattableString.Invariant($"c{i}")));
            }
            finally
            {
                RequestReads.Stop();
            }

            var reads = RequestReads.Of(request)!.End();
            Assert.Equal(reads.Count, reads.Select(read => (read.Flag.Key, read.Verdict.Enabled)).Distinct().Count());
            Assert.Equal(flags.Length, reads.Select(read => read.Flag.Key).Distinct(StringComparer.Ordinal).Count());
            request.Stop();
        }
    }

    private static Activity Request() => new Activity(RequestReads.RequestOperation).Start();

    private static IEnumerable<string> Keys(IEnumerable<FlagRead> reads) => reads.Select(read => read.Flag.Key);
}
