using System.Globalization;
using FeatureRollout.Flags;

namespace FeatureRollout.Providers;

/// <summary>
/// What each provider gave last, and what of it serves. Every change is tried on the whole: where the client refuses
/// that, the provider keeps what it had, and the new content is tried again with the next change of another one.
/// Thread-safe; one change at a time.
/// </summary>
internal sealed class ProviderBoard
{
    private readonly Lock _gate = new();
    private readonly IReadOnlyList<ProviderSlot> _slots;
    private readonly Action<IReadOnlyList<Layer>> _publish;
    private readonly TimeSpan _staleAfter;
    private readonly TimeProvider _time;
    private readonly Action<FlagsNotice> _notify;
    private readonly LastKnownGood? _kept;
    private readonly TaskCompletionSource _allAttempted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _allGood = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IReadOnlyList<ProviderStatus> _status = [];

    /// <param name="slots">Lowest precedence first.</param>
    /// <param name="publish">Takes over the contents; throws, and changes nothing, where they do not fit together.</param>
    /// <param name="staleAfter">The age from which on what a provider gave counts as stale.</param>
    /// <param name="time">The clock.</param>
    /// <param name="notify">Told of trouble and recovery; does not throw.</param>
    /// <param name="kept">Where good content is kept, if anywhere.</param>
    public ProviderBoard(
        IReadOnlyList<ProviderSlot> slots,
        Action<IReadOnlyList<Layer>> publish,
        TimeSpan staleAfter,
        TimeProvider time,
        Action<FlagsNotice> notify,
        LastKnownGood? kept)
    {
        (_slots, _publish, _staleAfter, _time, _notify, _kept) = (slots, publish, staleAfter, time, notify, kept);
        Review();
    }

    /// <summary>The providers, lowest precedence first, with what has gone stale by now.</summary>
    public IReadOnlyList<ProviderStatus> Status
    {
        get
        {
            var status = Volatile.Read(ref _status);
            var now = _time.GetUtcNow();
            return status.Any(provider => now - provider.LastGood > _staleAfter) ? [.. status.Select(provider => Aged(provider, now))] : status;
        }
    }

    /// <summary>How far the whole can be relied on.</summary>
    public FlagsReadiness Readiness
    {
        get
        {
            var status = Status;
            return status.All(provider => provider is { LastGood: not null, FromLastKnownGood: false, Problems.Count: 0 }) ? FlagsReadiness.Ready
                : status.Any(provider => provider.LastGood is not null || provider.FromLastKnownGood) ? FlagsReadiness.Degraded
                : FlagsReadiness.NeverLoaded;
        }
    }

    /// <summary>Completes when every provider's first reading is over.</summary>
    public Task AllAttempted => _allAttempted.Task;

    /// <summary>Completes when every provider has been read well once.</summary>
    public Task AllGood => _allGood.Task;

    /// <summary>Takes what a provider gave; true where that is news.</summary>
    public bool Offer(ProviderSlot slot, FlagSet flags)
    {
        bool news;
        List<FlagsNotice> notices;
        lock (_gate)
        {
            slot.Attempted = true;
            slot.Failure = null;
            news = Take(slot, flags);
            notices = Review();
        }

        notices.ForEach(_notify);
        return news;
    }

    /// <summary>Takes note that a provider could not be read; what it gave before goes on serving.</summary>
    public void Fail(ProviderSlot slot, Exception failure)
    {
        List<FlagsNotice> notices;
        lock (_gate)
        {
            slot.Attempted = true;
            slot.Failure = failure;
            notices = Review();
        }

        notices.ForEach(_notify);
    }

    /// <summary>Lets kept content serve for the providers that have given nothing yet.</summary>
    public void Bridge(IReadOnlyDictionary<string, FlagSet> kept)
    {
        List<FlagsNotice> notices;
        lock (_gate)
        {
            var empty = _slots.Where(slot => slot.Serving is null && kept.ContainsKey(slot.Key)).ToArray();
            if (empty.Length == 0)
            {
                return;
            }

            // Live content may be waiting for just what was kept of another provider.
            var refusal = Publish(slot => slot.Waiting ?? slot.Serving ?? kept.GetValueOrDefault(slot.Key));
            if (refusal is null)
            {
                AcceptWaiting();
            }
            else
            {
                refusal = Publish(slot => slot.Serving ?? kept.GetValueOrDefault(slot.Key));
            }

            if (refusal is null)
            {
                foreach (var slot in empty.Where(slot => slot.Serving is null))
                {
                    slot.Serving = kept[slot.Key];
                    slot.FromLastKnownGood = true;
                }
            }

            notices = Review();
            if (refusal is not null)
            {
                notices.Add(new(FlagsNoticeLevel.Warning, "last known good", $"The last known good copy does not fit and does not serve: {refusal.Message}", refusal));
            }
        }

        notices.ForEach(_notify);
    }

    private bool Take(ProviderSlot slot, FlagSet flags)
    {
        if (slot is { Serving: { } serving, FromLastKnownGood: false } && IsSame(serving, flags))
        {
            var wasRefused = slot.Waiting is not null;
            slot.Waiting = null;
            slot.Refusal = null;
            slot.LastGood = _time.GetUtcNow();
            return wasRefused;
        }

        if (slot.Waiting is { } waiting && IsSame(waiting, flags))
        {
            return false;
        }

        slot.Waiting = flags;
        slot.Refusal = null;
        var refusal = Publish(other => other.Waiting ?? other.Serving);
        if (refusal is null)
        {
            AcceptWaiting();
            return true;
        }

        if (_slots.Any(other => other != slot && other.Waiting is not null))
        {
            refusal = Publish(other => other == slot ? flags : other.Serving);
            if (refusal is null)
            {
                Accept(slot);
                return true;
            }
        }

        slot.Refusal = refusal;
        return true;
    }

    private void AcceptWaiting()
    {
        foreach (var slot in _slots.Where(slot => slot.Waiting is not null))
        {
            Accept(slot);
        }
    }

    private void Accept(ProviderSlot slot)
    {
        slot.Serving = slot.Waiting!;
        slot.Waiting = null;
        slot.Refusal = null;
        slot.FromLastKnownGood = false;
        slot.LastGood = _time.GetUtcNow();
        _kept?.Save(slot.Key, slot.Settled!);
    }

    private Exception? Publish(Func<ProviderSlot, FlagSet?> content)
    {
        try
        {
            var settled = NameMatching.Settle([.. _slots.Select(content)]);
            _publish([.. _slots.Zip(settled).Where(entry => entry.Second is not null).Select(entry => new Layer(entry.First.Name, entry.Second!))]);
            foreach (var (slot, flags) in _slots.Zip(settled))
            {
                slot.Settled = flags;
            }

            return null;
        }
        catch (Exception refusal)
        {
            return refusal;
        }
    }

    /// <summary>Brings the status up to date, and says what is new in it.</summary>
    private List<FlagsNotice> Review()
    {
        var notices = new List<FlagsNotice>();
        var allAttempted = _slots.All(slot => slot.Attempted);
        foreach (var slot in _slots)
        {
            var trouble = slot.Trouble;
            // A provider read before the one that it refers to is refused for a moment: that is not worth a word.
            if (trouble != slot.Announced && (allAttempted || trouble != ProviderTrouble.Refused))
            {
                slot.Announced = trouble;
                notices.Add(slot.Notice(trouble));
            }
        }

        Volatile.Write(ref _status, [.. _slots.Select(slot => slot.Status())]);
        if (allAttempted)
        {
            _allAttempted.TrySetResult();
        }

        if (_slots.All(slot => slot.LastGood is not null))
        {
            _allGood.TrySetResult();
        }

        return notices;
    }

    /// <summary>A refresh that ended or hangs tells nothing itself; only the age of what serves does.</summary>
    private ProviderStatus Aged(ProviderStatus provider, DateTimeOffset now) => provider.LastGood is { } lastGood && now - lastGood > _staleAfter
        ? provider with
        {
            Problems =
            [
                .. provider.Problems,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"What serves is stale: it was last read and found good at {lastGood.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}, over {_staleAfter.TotalSeconds:0.###} s ago."),
            ],
        }
        : provider;

    private static bool IsSame(FlagSet left, FlagSet right) =>
        left.Version is null || right.Version is null ? ReferenceEquals(left, right) : left.Version == right.Version;
}
