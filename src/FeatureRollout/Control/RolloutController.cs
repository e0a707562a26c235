using FeatureRollout.Control.Looking;
using FeatureRollout.Control.Managing;
using FeatureRollout.Rollouts.Machine;

namespace FeatureRollout.Control;

/// <summary>
/// Looks at every rollout, judges, decides and acts, one pass after another. It keeps nothing that the store doesn't have,
/// so that whoever comes next goes on where it stopped.
/// </summary>
internal sealed class RolloutController(
    IRolloutStateStore store,
    string environment,
    IRolloutSubject subject,
    RolloutWriter writer,
    RolloutLooker looker,
    Action<FlagsNotice> notify)
{
    /// <summary>The name by which events tell the controller from people.</summary>
    public const string Actor = "controller";

    private static readonly RolloutJudgement Nothing = new([], [], [], [], []);

    private readonly Dictionary<string, Remembered> _progress = new(StringComparer.Ordinal);
    private readonly HashSet<string> _troubled = new(StringComparer.Ordinal);

    /// <summary>Told of each look at a rollout, after what was decided has been written; gives what to remember beside the look's own.</summary>
    public Func<RolloutState, RolloutLook, CancellationToken, ValueTask<RolloutProgress>>? Looked { get; init; }

    /// <summary>Forgets what it remembers between looks, so that the next reads it from the store: another process may have written it.</summary>
    public void Forget() => _progress.Clear();

    /// <summary>
    /// Looks at everything once. Trouble with one rollout is reported and leaves the others alone. Called by one thread at a time.
    /// </summary>
    /// <returns>How many changes were made.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="ControllerLeaseLostException">Another process controls; nothing more is looked at.</exception>
    public async Task<int> LookAsync(CancellationToken cancellationToken)
    {
        var changes = 0;
        var documents = await store.ListAsync(environment, cancellationToken).ConfigureAwait(false);
        await subject.RefreshOutcomesAsync(cancellationToken).ConfigureAwait(false);
        foreach (var document in documents)
        {
            try
            {
                changes += await LookAsync(document, cancellationToken).ConfigureAwait(false);
                Recovered(document.Key);
            }
            catch (Exception exception) when (IsTrouble(exception, cancellationToken))
            {
                Troubled(document.Key, exception);
            }
        }

        if (changes > 0)
        {
            await subject.RefreshAsync(cancellationToken).ConfigureAwait(false);
        }

        return changes;
    }

    private async ValueTask<int> LookAsync(FlagDocument document, CancellationToken cancellationToken)
    {
        var changes = await FollowConfigurationAsync(document, cancellationToken).ConfigureAwait(false);
        if (changes > 0)
        {
            document = await store.GetAsync(environment, document.Key, cancellationToken).ConfigureAwait(false);
        }

        return document.Rollout is { } state
            ? changes + await LookAsync(document, state, cancellationToken).ConfigureAwait(false)
            : changes;
    }

    private async ValueTask<int> LookAsync(FlagDocument document, RolloutState state, CancellationToken cancellationToken)
    {
        var now = await store.GetTimeAsync(cancellationToken).ConfigureAwait(false);
        if (!Standing.IsGuarded(state.Status) || state.Drill is not null)
        {
            return await WriteAsync(document, RolloutDecider.Decide(state, Nothing, now).Changes, cancellationToken).ConfigureAwait(false);
        }

        var before = await ProgressAsync(document.Key, cancellationToken).ConfigureAwait(false);
        var look = await looker.LookAsync(state, before, now, cancellationToken).ConfigureAwait(false);
        var decided = RolloutDecider.Decide(state, look.Judgement, now).Changes;
        var changes = await WriteAsync(document, [.. decided.Select(change => change with { Change = look.Complete(change.Change, state) })], cancellationToken).ConfigureAwait(false);
        await RememberAsync(document.Key, await TellAsync(state, look, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        return changes;
    }

    /// <summary>What cannot be told is tried again at the next look, and must not cost what was gathered for decisions.</summary>
    private async ValueTask<RolloutProgress> TellAsync(RolloutState state, RolloutLook look, CancellationToken cancellationToken)
    {
        if (Looked is null)
        {
            return look.Progress;
        }

        var trouble = "reports of " + state.Key;
        try
        {
            var progress = await Looked(state, look, cancellationToken).ConfigureAwait(false);
            _troubled.Remove(trouble);
            return progress;
        }
        catch (Exception exception) when (IsTrouble(exception, cancellationToken))
        {
            if (_troubled.Add(trouble))
            {
                notify(new FlagsNotice(FlagsNoticeLevel.Warning, "rollouts", $"Alerts and reports of \"{state.Key}\" could not be told again; the next look tries: {exception.Message}", exception));
            }

            return look.Progress;
        }
    }

    /// <summary>
    /// A number that an operator changed in a file or the environment since the store last saw it. A flag that no layer has
    /// may be one whose file cannot be read, and a drill takes no percentage: both wait.
    /// </summary>
    private async ValueTask<int> FollowConfigurationAsync(FlagDocument document, CancellationToken cancellationToken)
    {
        return !subject.Definitions.TryGetValue(document.Key, out var definition) || definition.Percentage == document.Configured || document.Rollout?.Drill is not null
            ? 0
            : await WriteAsync(document, ConfiguredNumber.Follow(document, definition.Percentage), cancellationToken, ConfiguredNumber.Actor).ConfigureAwait(false);
    }

    /// <summary>
    /// Writes what was decided about a document, unless that has changed since: then the next look decides anew. What
    /// concerns another flag comes first, so that a fallback is there before the rollout stands still; where it fails, the
    /// rollout stands still all the same.
    /// </summary>
    private async ValueTask<int> WriteAsync(
        FlagDocument document, IReadOnlyList<DecidedChange> decided, CancellationToken cancellationToken, string actor = Actor)
    {
        foreach (var other in decided.Where(change => change.Key is not null && change.Key != document.Key))
        {
            try
            {
                await writer.ChangeAsync(
                    other.Key!,
                    (found, _) => ValueTask.FromResult<IReadOnlyList<RolloutStep>>(
                        IsSo(found, other.Change) ? [] : [Step(other, actor)]),
                    cancellationToken).ConfigureAwait(false);
            }
            catch (RolloutRefusedException refused)
            {
                notify(new FlagsNotice(FlagsNoticeLevel.Warning, "rollouts", $"\"{document.Key}\" could not change \"{other.Key}\", and goes on without: {refused.Message}", refused));
            }
        }

        RolloutStep[] own = [.. decided.Where(change => change.Key is null || change.Key == document.Key).Select(change => Step(change, actor))];
        if (own.Length == 0)
        {
            return decided.Count;
        }

        var written = false;
        await writer.ChangeAsync(
            document.Key,
            (found, _) =>
            {
                written = found.Version == document.Version;
                return ValueTask.FromResult<IReadOnlyList<RolloutStep>>(written ? own : []);
            },
            cancellationToken).ConfigureAwait(false);
        return written ? decided.Count : 0;
    }

    /// <summary>Whether another flag is as it is to be already, since the same trigger fired at an earlier look that did not get to its end.</summary>
    private static bool IsSo(FlagDocument document, RolloutChange change) => change switch
    {
        RolloutChange.Killed => document.Rollout?.Status == RolloutStatus.Killed || (document.Rollout is null && document.State.Enabled == false),
        RolloutChange.PercentageSet set => (document.Rollout is null ? document.State.Percentage : document.Rollout.PercentageByHand) == set.Percentage,
        _ => false,
    };

    private static RolloutStep Step(DecidedChange change, string actor) =>
        new(change.Change, actor, change.Reason) { Rule = change.Rule, Readings = change.Readings };

    private async ValueTask<RolloutProgress> ProgressAsync(string key, CancellationToken cancellationToken)
    {
        if (!_progress.TryGetValue(key, out var remembered))
        {
            var stored = await store.ReadProgressAsync(environment, key, cancellationToken).ConfigureAwait(false);
            _progress[key] = remembered = new Remembered(RolloutProgress.Read(stored), stored);
        }

        return remembered.Progress;
    }

    private async ValueTask RememberAsync(string key, RolloutProgress progress, CancellationToken cancellationToken)
    {
        var written = progress.Write();
        if (_progress.TryGetValue(key, out var before) && before.Stored is { } stored && stored.Span.SequenceEqual(written.Span))
        {
            _progress[key] = before with { Progress = progress };
            return;
        }

        // Until the store has confirmed it, nobody knows what is there.
        _progress[key] = new Remembered(progress, null);
        await store.WriteProgressAsync(environment, key, written, cancellationToken).ConfigureAwait(false);
        _progress[key] = new Remembered(progress, written);
    }

    /// <summary>What concerns one rollout and leaves the others alone.</summary>
    private static bool IsTrouble(Exception exception, CancellationToken cancellationToken) =>
        exception is not ControllerLeaseLostException && (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested);

    private void Troubled(string key, Exception exception)
    {
        if (_troubled.Add(key))
        {
            notify(new FlagsNotice(FlagsNoticeLevel.Warning, "rollouts", $"\"{key}\" could not be looked at; it stays as it is, and the next look tries again: {exception.Message}", exception));
        }
    }

    private void Recovered(string key)
    {
        if (_troubled.Remove(key))
        {
            notify(new FlagsNotice(FlagsNoticeLevel.Information, "rollouts", $"\"{key}\" is looked at again.", null));
        }
    }

    /// <summary>Progress, and the same as it stands in the store; null where that is not known.</summary>
    private sealed record Remembered(RolloutProgress Progress, ReadOnlyMemory<byte>? Stored);
}
