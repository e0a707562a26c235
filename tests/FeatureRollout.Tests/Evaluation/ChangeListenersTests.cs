using FeatureRollout.Evaluation;

namespace FeatureRollout.Tests.Evaluation;

[Trait("Requirement", "F-11")]
public sealed class ChangeListenersTests
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_listener_that_hangs_stops_neither_a_kill_nor_the_other_listeners()
    {
        for (var round = 0; round < 100; round++)
        {
            using var client = Served.Client(Served.Flag("a", 100));
            using var release = new ManualResetEventSlim();
            var (hung, back) = (new TaskCompletionSource(), new Hearing<long>());
            using var hanging = client.OnChange("hanging", change =>
            {
                hung.TrySetResult();
                Assert.True(release.Wait(Longest));
                back.Add(change.Version);
            });
            var told = Hearing.Of(client);
            client.Publish([Served.Layer(Served.Flag("a", 50))]);
            await hung.Task.WaitAsync(Longest);
            client.Publish([Served.Layer(Served.Flag("a", 50) with { Enabled = false })]);
            Assert.Equal(FlagReason.Killed, client.Evaluate("a", "acme").Reason);
            Assert.Equal(["2: a", "3: a"], await told.Next(2));
            release.Set();
            Assert.Equal([2, 3], await back.Next(2));
        }
    }

    [Fact]
    public async Task Every_listener_hears_rapid_changes_from_many_threads_once_and_in_order()
    {
        for (var round = 0; round < 100; round++)
        {
            const int Writers = 4, Each = 25;
            using var client = Served.Client(Served.Flag("start", 0));
            Hearing<string>[] all = [Hearing.Of(client), Hearing.Of(client), Hearing.Of(client)];
            await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(() =>
            {
                for (var i = 0; i < Each; i++)
                {
                    client.Publish([Served.Layer(Served.Flag(FormattableString.Invariant($"flag-{writer}-{i}"), 1))]);
                }
            })));
            foreach (var told in all)
            {
                var versions = (await told.Next(Writers * Each)).Select(text => text.Split(':')[0]);
                Assert.Equal(Enumerable.Range(2, Writers * Each).Select(version => FormattableString.Invariant($"{version}")), versions, StringComparer.Ordinal);
            }
        }
    }

    [Fact]
    public async Task What_waits_for_a_listener_beyond_a_thousand_becomes_one_change()
    {
        using var listeners = new ChangeListeners(null);
        using var release = new ManualResetEventSlim();
        var (hung, heard) = (new TaskCompletionSource(), new Hearing<FlagsChange>());
        using var listening = listeners.Add("slow", change =>
        {
            hung.TrySetResult();
            Assert.True(release.Wait(Longest));
            heard.Add(change);
        });
        listeners.Tell(new FlagsChange(1, ["first"]));
        await hung.Task.WaitAsync(Longest);
        for (var i = 0; i <= ChangeListeners.MostWaiting; i++)
        {
            listeners.Tell(new FlagsChange(2 + i, ["z", i % 2 == 0 ? "a" : "B"]));
        }

        listeners.Tell(new FlagsChange(5_000, ["last"]));
        release.Set();
        var changes = await heard.Next(3);
        Assert.Equal([1L, 2 + ChangeListeners.MostWaiting, 5_000], changes.Select(change => change.Version));
        Assert.Equal(["first"], changes[0].Flags);
        Assert.Equal(["B", "a", "z"], changes[1].Flags);
        Assert.Equal(["last"], changes[2].Flags);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Disposing_the_registration_or_the_client_ends_calls_that_are_waiting(bool whole)
    {
        using var client = Served.Client(Served.Flag("a", 0));
        using var release = new ManualResetEventSlim();
        var (hung, heard) = (new TaskCompletionSource(), new Hearing<long>());
        var listening = client.OnChange("slow", change =>
        {
            hung.TrySetResult();
            Assert.True(release.Wait(Longest));
            heard.Add(change.Version);
        });
        client.Publish([Served.Layer(Served.Flag("a", 1))]);
        await hung.Task.WaitAsync(Longest);
        client.Publish([Served.Layer(Served.Flag("a", 2))]);
        (whole ? client : listening).Dispose();
        release.Set();
        Assert.Equal(2, await heard.Next());

        // The pool thread that called the listener goes on to its queue at once: the third change would follow closely.
        var later = new TaskCompletionSource();
        using var others = new ChangeListeners(null);
        using var other = others.Add("other", _ => later.TrySetResult());
        others.Tell(new FlagsChange(1, ["x"]));
        await later.Task.WaitAsync(Longest);
        heard.Add(-1);
        Assert.Equal(-1, await heard.Next());
    }

    [Fact]
    public async Task A_listener_may_wait_for_another_thread_that_publishes()
    {
        using var client = Served.Client(Served.Flag("a", 0));
        var heard = new Hearing<long>();
        using var listening = client.OnChange("waits", change =>
        {
            if (change.Version == 2)
            {
                Assert.True(Task.Run(() => client.Publish([Served.Layer(Served.Flag("a", 2))])).Wait(Longest));
            }

            heard.Add(change.Version);
        });
        client.Publish([Served.Layer(Served.Flag("a", 1))]);
        Assert.Equal([2, 3], await heard.Next(2));
    }
}
