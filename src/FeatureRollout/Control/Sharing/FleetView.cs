using FeatureRollout.Control.Managing;
using FeatureRollout.Rollouts.Machine;

namespace FeatureRollout.Control.Sharing;

/// <summary>Which processes serve the last change of a flag: as the store knows them, or else this one alone. Thread-safe.</summary>
internal sealed class FleetView(
    IRolloutStateStore store, string environment, IRolloutSubject subject, ProcessIdentity process, FleetServed? served, FleetReporter? reporter, TimeProvider time)
{
    /// <summary>How often a reading is repeated that a write fell into.</summary>
    private const int MostReadings = 10;

    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Reads it.</summary>
    /// <exception cref="ArgumentException">There is no such flag.</exception>
    public async Task<FleetStatus> ReadAsync(string key, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        var (document, leader, members) = await ServingAsync(key, cancellationToken).ConfigureAwait(false);
        return new FleetStatus { Key = key, Standing = StandingOf(document, leader), Processes = members };
    }

    /// <summary>Waits until every process that the store knows serves the last change; not at all where it knows none.</summary>
    /// <exception cref="InvalidOperationException">Some did not in time; the message names them.</exception>
    public async Task WaitUntilEverywhereAsync(string key, CancellationToken cancellationToken)
    {
        if (store is not IFleetStore)
        {
            return;
        }

        var start = time.GetTimestamp();
        while (true)
        {
            var (document, leader, members) = await ServingAsync(key, cancellationToken).ConfigureAwait(false);
            var late = members.Where(member => member.Since is null).Select(member => member.Name).ToArray();
            if (late.Length == 0)
            {
                return;
            }

            if (time.GetElapsedTime(start) >= LongestWait)
            {
                throw new InvalidOperationException(FormattableString.Invariant(
                    $"\"{key}\" was not {StandingOf(document, leader)} everywhere within {LongestWait.TotalSeconds:0} s: {string.Join(", ", late)} did not serve it."));
            }

            await Task.Delay(Pause, time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The documents, and who serves them at that moment. Asked often while somebody waits, so no words are made of it.</summary>
    private async Task<(FlagDocument Document, FlagDocument? Leader, IReadOnlyList<FleetMember> Members)> ServingAsync(string key, CancellationToken cancellationToken)
    {
        if (reporter is not null)
        {
            await reporter.CatchUpAsync(cancellationToken).ConfigureAwait(false);
        }

        var (document, leader) = await DocumentsAsync(key, cancellationToken).ConfigureAwait(false);
        for (var reading = 1; ; reading++)
        {
            var members = store is IFleetStore fleet
                ? await MembersAsync(fleet, document, leader, cancellationToken).ConfigureAwait(false)
                : [await AloneAsync(document, leader, cancellationToken).ConfigureAwait(false)];
            var (after, leaderAfter) = await DocumentsAsync(key, cancellationToken).ConfigureAwait(false);

            // The words and the versions that processes serve must be of one moment, or the words would be told of another change.
            var isOneMoment = after.Version == document.Version && leaderAfter?.Key == leader?.Key && leaderAfter?.Version == leader?.Version;
            if (isOneMoment || reading == MostReadings)
            {
                return (after, leaderAfter, isOneMoment ? members : [.. members.Select(member => member with { Since = null })]);
            }

            (document, leader) = (after, leaderAfter);
        }
    }

    /// <summary>
    /// In words. What files and the environment say is known of this process alone, and the versions that others serve prove nothing of
    /// theirs: where there are others, such words say so.
    /// </summary>
    private string StandingOf(FlagDocument document, FlagDocument? leader)
    {
        var flag = subject.Layered(RolloutProjection.StatesOf(leader is null || leader.Key == document.Key ? [leader ?? document] : [document, leader])).GetValueOrDefault(document.Key);
        var killers = subject.KillersOf(document.Key).Where(layer => layer != store.Name).ToArray();
        if (store is not IFleetStore)
        {
            return killers.Length > 0 ? FleetStanding.Disabled : FleetStanding.Of(document, leader, flag);
        }

        var standing = FleetStanding.Of(document, leader, flag);
        var isOfFiles = leader?.Rollout is null && document.State is { Enabled: not false, Percentage: null };
        return killers.Length > 0 ? $"disabled here by {string.Join(", ", killers)}, {(isOfFiles ? "elsewhere as files say" : "else " + standing)}"
            : isOfFiles ? $"as files say, here {standing}," : standing;
    }

    /// <summary>Since when a process has served nothing older than a version; null where it serves something older now.</summary>
    private static DateTimeOffset? Since(FleetProcess process, long version)
    {
        DateTimeOffset? since = null;
        foreach (var served in process.Served.Reverse().TakeWhile(served => served.Version >= version))
        {
            since = served.Since;
        }

        return since;
    }

    private async ValueTask<IReadOnlyList<FleetMember>> MembersAsync(IFleetStore fleet, FlagDocument document, FlagDocument? leader, CancellationToken cancellationToken)
    {
        var reading = await fleet.ReadFleetAsync(environment, document.Key, cancellationToken).ConfigureAwait(false);
        var version = reading.KeyVersion;
        if (leader is not null && leader.Key != document.Key)
        {
            reading = await fleet.ReadFleetAsync(environment, leader.Key, cancellationToken).ConfigureAwait(false);
            version = Math.Max(version, reading.KeyVersion);
        }

        return [.. reading.Processes.Select(each => new FleetMember(each.Name, each.SeenAt, Since(each, version)))];
    }

    /// <summary>This process, by what it serves and what the store has.</summary>
    private async ValueTask<FleetMember> AloneAsync(FlagDocument document, FlagDocument? leader, CancellationToken cancellationToken)
    {
        await subject.RefreshAsync(cancellationToken).ConfigureAwait(false);
        var now = await store.GetTimeAsync(cancellationToken).ConfigureAwait(false);
        var newest = await store.ReadAsync(environment, cancellationToken).ConfigureAwait(false);
        if (served?.Current is not { } current || current.Version != newest.Version)
        {
            return new FleetMember(process.Name, now, null);
        }

        var written = leader?.UpdatedAt > (document.UpdatedAt ?? DateTimeOffset.MinValue) ? leader.UpdatedAt.Value : document.UpdatedAt ?? DateTimeOffset.MinValue;
        var began = served.All.Select(each => now - served.AgeOf(each)).FirstOrDefault(at => at >= written, now - served.AgeOf(current));
        return new FleetMember(process.Name, now, began > written ? began : written);
    }

    /// <summary>A flag's document, and the one whose rollout moves it.</summary>
    private async ValueTask<(FlagDocument Document, FlagDocument? Leader)> DocumentsAsync(string key, CancellationToken cancellationToken)
    {
        var document = await store.GetAsync(environment, key, cancellationToken).ConfigureAwait(false);
        if (document.Rollout is not null)
        {
            return (document, document);
        }

        var leader = (await store.ListAsync(environment, cancellationToken).ConfigureAwait(false))
            .FirstOrDefault(each => each.Rollout?.Flags.Contains(key, StringComparer.Ordinal) == true);
        return document.Version > 0 || leader is not null || subject.Definitions.ContainsKey(key)
            ? (document, leader)
            : throw Names.Unknown("flag", key, subject.Definitions.Keys);
    }
}
