using FeatureRollout.Control.Looking;
using FeatureRollout.Control.Managing;
using FeatureRollout.Control.Reports;

namespace FeatureRollout.Control.Notifications;

/// <summary>What is told at a look without anything having been written: alerts that fire still, and reports that are due.</summary>
internal sealed class Reminders(IRolloutStateStore store, string environment, IRolloutSubject subject, NotificationQueue queue)
{
    /// <summary>A report tells of seven days.</summary>
    private static readonly TimeSpan Told = TimeSpan.FromDays(8);

    /// <summary>Sends what is due; gives what to remember.</summary>
    public async ValueTask<RolloutProgress> SendAsync(RolloutState state, RolloutLook look, CancellationToken cancellationToken)
    {
        if (state.Plan.Alerts.Count == 0 && state.Plan.Reports.Count == 0)
        {
            return look.Progress;
        }

        var (alerts, told) = OfAlerts(environment, state, look);
        foreach (var message in alerts)
        {
            queue.Send(message);
        }

        var (due, sent) = OfReports(state, look.Progress, look.At);
        if (due.Count > 0)
        {
            var events = await RecentEvents.ReadAsync(store, environment, state.Key, look.At - Told, cancellationToken).ConfigureAwait(false);
            var all = await store.ListAsync(environment, cancellationToken).ConfigureAwait(false);
            var assessment = Assessment.Of(state, look, [.. all.Select(document => document.Rollout).OfType<RolloutState>()], subject, queue);
            var text = RolloutReport.Status(state, events, look.At, assessment, Statistics.Of(state.Key, subject));
            foreach (var message in due.Select(place => RolloutMessages.Report(environment, state, state.Plan.Reports[place], text, look.At)))
            {
                if (message is { } written)
                {
                    queue.Send(written);
                }
            }
        }

        return look.Progress with { AlertsTold = told, ReportsSent = sent };
    }

    /// <summary>The alerts that are to be told again, and what to remember of all that fire.</summary>
    public static (IReadOnlyList<AddressedNotification> Messages, IReadOnlyDictionary<string, DateTimeOffset> Told) OfAlerts(
        string environment, RolloutState state, RolloutLook look)
    {
        List<AddressedNotification>? messages = null;
        Dictionary<string, DateTimeOffset>? told = null;
        for (var i = 0; i < state.Plan.Alerts.Count; i++)
        {
            var alert = state.Plan.Alerts[i];
            if (state.Alerts.FirstOrDefault(firing => firing.Name == alert.Name) is not { } firing)
            {
                continue;
            }

            // That it began to fire was told by its event, and where this look ends it, that is too.
            var last = look.Progress.AlertsTold.TryGetValue(alert.Name, out var at) && at >= firing.Since ? at : firing.Since;
            var result = i < look.Judgement.Alerts.Count ? look.Judgement.Alerts[i] : null;
            if (result?.Verdict != CriterionVerdict.Fail
                && AlertRepeats.IsDue(alert, last, look.At)
                && RolloutMessages.Repeat(environment, state, alert, firing.Since, result, look.At) is { } message)
            {
                (messages ??= []).Add(message);
                last = look.At;
            }

            (told ??= new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal))[alert.Name] = last;
        }

        return (messages ?? [], told ?? RolloutProgress.None.AlertsTold);
    }

    /// <summary>Which of the plan's reports are due, by their place in it, and up to when each has been sent.</summary>
    public static (IReadOnlyList<int> Due, IReadOnlyList<DateTimeOffset> Sent) OfReports(RolloutState state, RolloutProgress progress, DateTimeOffset now)
    {
        var schedules = state.Plan.Reports;
        if (schedules.Count == 0)
        {
            return ([], []);
        }

        var zone = TimeZoneInfo.FindSystemTimeZoneById(state.Plan.TimeZone);
        List<int>? due = null;
        var sent = new DateTimeOffset[schedules.Count];
        for (var i = 0; i < sent.Length; i++)
        {
            sent[i] = i < progress.ReportsSent.Count ? progress.ReportsSent[i] : now;
            if (ReportClock.Due(schedules[i], zone, sent[i], now) is { } moment)
            {
                (due ??= []).Add(i);
                sent[i] = moment;
            }
        }

        return (due ?? [], sent);
    }
}
