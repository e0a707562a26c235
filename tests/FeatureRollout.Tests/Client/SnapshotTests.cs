using FeatureRollout.Flags;
using FeatureRollout.Tests.Evaluation;

namespace FeatureRollout.Tests.Client;

[Trait("Requirement", "F-03")]
public sealed class SnapshotTests
{
    private static readonly Layer[] BothOn = [Served.Layer(Served.Flag("a", 100), Served.Flag("b", 100) with { Include = Audience.Of("x") })];
    private static readonly Layer[] BothOff = [Served.Layer(Served.Flag("b", 0) with { Include = Audience.Of("x") }, Served.Flag("a", 0))];

    [Fact]
    public void One_requests_answers_never_mix_two_versions_under_two_writers()
    {
        const int Rounds = 300;

        // The first customer that is on at all makes room for the flag's estimate of customers, once.
        using var client = Served.Client(BothOn);
        _ = Ask(client, client.GetFlag("a"), client.GetFlag("b"));
        using var start = new Barrier(5);
        var (a, b) = (client.GetFlag("a"), client.GetFlag("b"));
        var writing = 2;
        long mixed = 0, on = 0, off = 0, backwards = 0, allocated = 0;
        void Write()
        {
            start.SignalAndWait();
            for (var round = 0; round < Rounds; round++)
            {
                client.Publish(round % 2 == 0 ? BothOn : BothOff);
            }

            Interlocked.Decrement(ref writing);
        }

        void Read()
        {
            _ = Ask(client, a, b);
            start.SignalAndWait();
            var last = 0L;
            var bytes = GC.GetAllocatedBytesForCurrentThread();
            do
            {
                var customer = client.For("acme");
                var (first, second) = (customer.IsEnabled("a"), customer.IsEnabled("b"));
                var (third, fourth) = (b.IsEnabled(customer), a.IsEnabled(customer));
                var same = first == second && second == third && third == fourth;
                for (var again = 0; again < 200; again++)
                {
                    // A long request, so that writers come in between.
                    same &= customer.IsEnabled("a") == first && b.IsEnabled(customer) == first;
                }

                Interlocked.Add(ref mixed, same ? 0 : 1);
                Interlocked.Increment(ref first ? ref on : ref off);
                Interlocked.Add(ref backwards, customer.Version < last ? 1 : 0);
                last = customer.Version;
            }
            while (Volatile.Read(ref writing) > 0);
            Interlocked.Add(ref allocated, GC.GetAllocatedBytesForCurrentThread() - bytes);
        }

        Run(Write, Write, Read, Read, Read);

        Assert.Equal((0, 0), (mixed, backwards));

        // Far less than a byte a question, of which a request has 400; what a collection takes of a thread's buffer counts as allocated.
        Assert.InRange(allocated, 0, (100L * (on + off)) + (3 * 8_192));
        Assert.Equal(1 + (2 * Rounds), client.Status.Version);
        Assert.True(on + off >= 3);
    }

    [Fact]
    public void Counters_lose_nothing_while_snapshots_change()
    {
        using var client = Served.Client(BothOff);
        var asked = 0L;
        var writing = 1;
        void Read()
        {
            var mine = 0L;
            do
            {
                _ = client.IsEnabled("a", "acme");
                mine++;
            }
            while (Volatile.Read(ref writing) > 0);
            Interlocked.Add(ref asked, mine);
        }

        Run(
            () =>
            {
                for (var round = 0; round < 200; round++)
                {
                    client.Publish(round % 2 == 0 ? BothOn : BothOff);
                }

                Volatile.Write(ref writing, 0);
            },
            Read,
            Read);
        var statistics = client.GetStatistics("a")!;
        Assert.Equal(asked, statistics.EnabledEvaluations + statistics.DisabledEvaluations);
    }

    [Fact]
    public void Readers_never_wait_for_a_writer()
    {
        using var publishing = new ManualResetEventSlim();
        using var asked = new ManualResetEventSlim();
        using var client = new FeatureFlags(new FeatureFlagsOptions(), snapshot =>
        {
            if (snapshot.Version == 2)
            {
                publishing.Set();
                Assert.True(asked.Wait(TimeSpan.FromSeconds(30)));
            }

            return snapshot;
        });
        client.Publish(BothOff);
        var writer = new Thread(() => client.Publish(BothOn));
        writer.Start();
        publishing.Wait();
        Assert.False(client.IsEnabled("a", "acme"));
        Assert.False(client.For("acme").IsEnabled("b"));
        Assert.NotNull(client.Explain("a", "acme"));
        Assert.NotNull(client.GetStatistics("a"));
        asked.Set();
        writer.Join();
        Assert.True(client.IsEnabled("a", "acme"));
    }

    [Fact]
    public void A_handle_follows_every_update_and_survives_its_flags_coming_and_going()
    {
        using var client = Served.Nothing();
        var handle = client.GetFlag("later");
        Assert.False(handle.IsEnabled("acme"));
        Assert.Equal(FlagReason.UnknownFlag, handle.Evaluate("acme").Reason);
        client.Publish([Served.Layer(Served.Flag("earlier", 0), Served.Flag("later", 100))]);
        Assert.True(handle.IsEnabled("acme"));
        client.Publish([Served.Layer(Served.Flag("later", 0), Served.Flag("another", 100))]);
        Assert.False(handle.IsEnabled("acme"));
        Assert.Equal(FlagReason.Percentage, handle.Evaluate("acme").Reason);
        client.Publish([Served.Layer(Served.Flag("another", 100))]);
        Assert.False(handle.IsEnabled("acme"));
        Assert.Equal(FlagReason.UnknownFlag, handle.Evaluate("acme").Reason);
        client.Publish([]);
        Assert.False(handle.IsEnabled(EvaluationContext.For("acme")));
        client.Publish([Served.Layer(Served.Flag("x", 0), Served.Flag("y", 0), Served.Flag("another", 0), Served.Flag("later", 100))]);
        Assert.True(handle.IsEnabled("acme"));
        Assert.True(handle.IsEnabled(client.For("acme")));
        Assert.Equal("later", handle.Key);
    }

    [Fact]
    public void An_older_customer_keeps_its_snapshot_through_a_handle_too()
    {
        using var client = Served.Client(BothOn);
        var handle = client.GetFlag("a");
        var customer = client.For("acme");
        var version = customer.Version;
        client.Publish([Served.Layer(Served.Flag("new", 100))]);
        Assert.True(customer.IsEnabled("a"));
        Assert.True(handle.IsEnabled(customer));
        Assert.False(handle.IsEnabled("acme"));
        Assert.False(customer.IsEnabled("new"));
        Assert.False(client.GetFlag("new").IsEnabled(customer));
        Assert.Equal(version, customer.Evaluate("a").Version);
        Assert.Equal(version + 1, client.Evaluate("new", "acme").Version);
    }

    [Fact]
    public void Names_are_found_among_many_alike_whether_literal_or_made_anew()
    {
        var keys = Enumerable.Range(0, 5_000).Select(i => FormattableString.Invariant($"team.feature-{i % 7}-{i}-enabled")).ToArray();
        using var client = Served.Client([.. keys.Select((key, i) => Served.Flag(key, i % 2 == 0 ? 100 : 0))]);
        for (var round = 0; round < 3; round++)
        {
            for (var i = 0; i < keys.Length; i++)
            {
                Assert.Equal(i % 2 == 0, client.IsEnabled(keys[i], "acme"));
                Assert.Equal(i % 2 == 0, client.IsEnabled(new string(keys[i].AsSpan()), "acme"));
                Assert.Equal(FlagReason.UnknownFlag, client.Evaluate(keys[i] + "x", "acme").Reason);
            }
        }
    }

    private static bool Ask(FeatureFlags client, FeatureFlag a, FeatureFlag b)
    {
        var customer = client.For("acme");
        return customer.IsEnabled("a") & customer.IsEnabled("b") & a.IsEnabled(customer) & b.IsEnabled(customer);
    }

    private static void Run(params Action[] work)
    {
        Exception? trouble = null;
        var threads = Array.ConvertAll(work, each => new Thread(() =>
        {
            try
            {
                each();
            }
            catch (Exception exception)
            {
                trouble = exception;
            }
        }));
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        Assert.Null(trouble);
    }
}
