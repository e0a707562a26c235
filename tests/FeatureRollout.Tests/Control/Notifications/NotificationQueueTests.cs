using System.Collections.Concurrent;
using System.Globalization;
using FeatureRollout.Control.Notifications;
using FeatureRollout.TestKit;
using FeatureRollout.Tests.Providers;

namespace FeatureRollout.Tests.Control.Notifications;

[Trait("Requirement", "X-05")]
public sealed class NotificationQueueTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    private readonly VirtualTimeProvider _time = new();
    private readonly ConcurrentQueue<string> _reports = new();

    [Fact]
    [Trait("Requirement", "S0-06")]
    public async Task A_message_goes_to_the_named_channels_or_to_all()
    {
        var (slack, pager) = (new RecordingNotifier("slack"), new RecordingNotifier("pager"));
        var queue = Queue(slack, pager);

        queue.Send(Message("everybody"));
        queue.Send(Message("one", AlertSeverity.Info, "pager", "pager"));

        Assert.True(await queue.StopAsync(Limit));
        Assert.Equal(["everybody"], slack.Titles, StringComparer.Ordinal);
        Assert.Equal(["everybody", "one"], pager.Titles, StringComparer.Ordinal);
    }

    [Fact]
    [Trait("Requirement", "S0-06")]
    public async Task An_unknown_channel_is_told_once_with_the_nearest_name()
    {
        var queue = Queue(new RecordingNotifier("slack"));

        queue.Send(Message("a", AlertSeverity.Info, "slakc"));
        queue.Send(Message("b", AlertSeverity.Info, "slakc"));

        Assert.True(await queue.StopAsync(Limit));
        Assert.Equal(["There is no notifier \"slakc\"; its messages are not sent. Did you mean \"slack\"?"], _reports, StringComparer.Ordinal);
        Assert.Equal(_reports, queue.Unknown(["slack", "slakc"]), StringComparer.Ordinal);
    }

    [Fact]
    public async Task A_message_that_fails_is_tried_again_at_1_2_4_and_8_seconds_and_then_told()
    {
        var notifier = new RecordingNotifier("slack", (_, _) => throw new InvalidOperationException("token=hunter2"));
        var queue = Queue(notifier);
        var begun = _time.GetUtcNow();

        queue.Send(Message("a"));
        foreach (var (attempt, seconds) in new[] { (1, 0), (2, 1), (3, 3), (4, 7), (5, 15) })
        {
            await Wait.Until(() => notifier.Titles.Count == attempt);
            Assert.Equal(begun.AddSeconds(seconds), _time.GetUtcNow());
            if (attempt < 5)
            {
                await ToNext(TimeSpan.FromSeconds(Math.Pow(2, attempt - 1)));
            }
        }

        Assert.True(await queue.StopAsync(Limit));
        Assert.Equal(["The notifier \"slack\" did not take the message \"a\" at attempt 5; it is not sent: it failed with InvalidOperationException."], _reports, StringComparer.Ordinal);
    }

    [Fact]
    public async Task Who_says_when_is_tried_then_but_within_a_minute()
    {
        var waits = new Queue<TimeSpan>([TimeSpan.FromSeconds(7), TimeSpan.FromHours(3)]);
        var notifier = new RecordingNotifier("slack", (_, _) => waits.TryDequeue(out var wait) ? throw new NotifierException("busy") { RetryAfter = wait } : Task.CompletedTask);
        var queue = Queue(notifier);
        var begun = _time.GetUtcNow();

        queue.Send(Message("a"));
        await Wait.Until(() => notifier.Titles.Count == 1);
        await ToNext(TimeSpan.FromSeconds(7));
        await Wait.Until(() => notifier.Titles.Count == 2);
        await ToNext(TimeSpan.FromSeconds(60));

        Assert.True(await queue.StopAsync(Limit));
        Assert.Equal(3, notifier.Titles.Count);
        Assert.Equal(begun.AddSeconds(67), _time.GetUtcNow());
        Assert.Empty(_reports);
    }

    [Fact]
    public async Task What_cannot_help_is_not_tried_again()
    {
        var notifier = new RecordingNotifier("slack", (_, _) => throw new NotifierException("hooks.example answered with status 404.") { MayRetry = false });
        var queue = Queue(notifier);

        queue.Send(Message("a"));

        Assert.True(await queue.StopAsync(Limit));
        Assert.Single(notifier.Titles);
        Assert.Equal(["The notifier \"slack\" did not take the message \"a\" at attempt 1; it is not sent: hooks.example answered with status 404."], _reports, StringComparer.Ordinal);
    }

    [Fact]
    public async Task Nobody_waits_for_a_notifier_that_blocks_its_thread()
    {
        using var release = new ManualResetEventSlim();
        var stuck = new RecordingNotifier("stuck", (_, _) =>
        {
            release.Wait(TimeSpan.FromSeconds(30), CancellationToken.None);
            return Task.CompletedTask;
        });
        var well = new RecordingNotifier("well");
        var queue = Queue(stuck, well);

        for (var i = 0; i < 50; i++)
        {
            queue.Send(Message(i.ToString(CultureInfo.InvariantCulture)));
        }

        await Wait.Until(() => well.Titles.Count == 50);
        Assert.True(stuck.Titles.Count <= 1);
        release.Set();
        Assert.True(await queue.StopAsync(Limit));
        Assert.Equal(50, stuck.Titles.Count);
    }

    [Fact]
    public async Task A_full_lane_drops_the_oldest_of_the_least_severe_and_says_so()
    {
        var gate = new TaskCompletionSource();
        var notifier = new RecordingNotifier("slack", (_, _) => gate.Task);
        var queue = Queue(notifier);
        queue.Send(Message("first"));
        await Wait.Until(() => notifier.Titles.Count == 1);

        queue.Send(Message("critical", AlertSeverity.Critical));
        for (var i = 0; i < 60; i++)
        {
            queue.Send(Message("warning " + i.ToString(CultureInfo.InvariantCulture), AlertSeverity.Warning));
            queue.Send(Message("info " + i.ToString(CultureInfo.InvariantCulture)));
        }

        gate.SetResult();
        Assert.True(await queue.StopAsync(Limit));

        Assert.Equal(NotificationLane.Capacity + 1, notifier.Titles.Count);
        Assert.Contains("critical", notifier.Titles, StringComparer.Ordinal);
        Assert.Equal(60, notifier.Titles.Count(title => title.StartsWith("warning", StringComparison.Ordinal)));
        Assert.Equal(Enumerable.Range(21, 39).Select(i => "info " + i.ToString(CultureInfo.InvariantCulture)), notifier.Titles.Where(title => title.StartsWith("info", StringComparison.Ordinal)), StringComparer.Ordinal);
        Assert.Equal(
            ["More messages wait for the notifier \"slack\" than it takes; the oldest of the least severe are dropped.", "The notifier \"slack\" takes messages again; 21 were dropped."],
            _reports,
            StringComparer.Ordinal);
    }

    [Fact]
    public async Task The_end_waits_for_what_is_on_its_way_but_not_for_ever()
    {
        var stuck = new RecordingNotifier("stuck", (_, cancellationToken) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken));
        var queue = Queue(stuck);
        queue.Send(Message("a"));
        queue.Send(Message("b"));
        await Wait.Until(() => stuck.Titles.Count == 1);

        var stopping = queue.StopAsync(Limit);
        await Wait.Until(() => _time.NextTimer is not null);
        _time.Advance(Limit);

        Assert.False(await stopping);
        Assert.Equal(["The notifier \"stuck\" did not take its messages before the end; 2 were not sent."], _reports, StringComparer.Ordinal);
        queue.Send(Message("late"));
        Assert.Single(stuck.Titles);
    }

    [Fact]
    public async Task A_call_that_never_returns_is_given_up_and_none_runs_beside_it()
    {
        var running = 0;
        var most = 0;
        var notifier = new RecordingNotifier("deaf", async (_, _) =>
        {
            most = Math.Max(most, Interlocked.Increment(ref running));
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, CancellationToken.None);
        });
        var queue = Queue(notifier);

        queue.Send(Message("a"));
        queue.Send(Message("b"));
        await Wait.Until(() => _reports.Count == 2, _time, TimeSpan.FromMilliseconds(100));

        Assert.Equal((1, 1), (most, notifier.Titles.Count));
        Assert.Contains("it has not come back from an earlier message.", string.Join(' ', _reports), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Requirement", "X-02")]
    public async Task A_trial_tells_of_each_channel_whether_it_works_and_why_not()
    {
        var queue = Queue(
            new RecordingNotifier("well"),
            new RecordingNotifier("ill", (_, _) => throw new NotifierException("hooks.example answered with status 500.")),
            new RecordingNotifier("odd", (_, _) => throw new InvalidOperationException("hunter2")));

        var all = await queue.SendTestAsync("production", null, default);
        var one = await queue.SendTestAsync("production", "well", default);

        Assert.Equal(
            [new ChannelTrial("well", true, null), new ChannelTrial("ill", false, "hooks.example answered with status 500."), new ChannelTrial("odd", false, "it failed with InvalidOperationException.")],
            all);
        Assert.Equal([new ChannelTrial("well", true, null)], one);
        await Assert.ThrowsAsync<ArgumentException>(() => queue.SendTestAsync("production", "wel", default));
    }

    [Fact]
    public async Task Messages_sent_from_many_threads_arrive_once_each()
    {
        for (var round = 0; round < 100; round++)
        {
            var notifier = new RecordingNotifier("slack");
            var queue = Queue(notifier);
            Parallel.For(0, 64, i => queue.Send(Message(i.ToString(CultureInfo.InvariantCulture), AlertSeverity.Critical)));

            Assert.True(await queue.StopAsync(Limit));
            Assert.Equal(64, notifier.Titles.Distinct(StringComparer.Ordinal).Count());
            Assert.Equal(64, notifier.Titles.Count);
        }
    }

    private static AddressedNotification Message(string title, AlertSeverity severity = AlertSeverity.Info, params string[] channels) => new(
        new RolloutNotification
        {
            Kind = NotificationKind.Change,
            Environment = "production",
            Severity = severity,
            Title = title,
            Text = "text",
            CorrelationId = title,
            At = DateTimeOffset.UnixEpoch,
        },
        channels);

    private NotificationQueue Queue(params INotifier[] notifiers) => new(notifiers, _time, (what, _) => _reports.Enqueue(what), () => 0);

    /// <summary>Waits until the retry is armed, which is sooner than the limit of any attempt, and advances to it.</summary>
    private async Task ToNext(TimeSpan wait)
    {
        var due = _time.GetUtcNow() + wait;
        await Wait.Until(() => _time.NextTimer == due);
        _time.Advance(wait);
    }
}
