namespace FeatureRollout.Outcomes;

/// <summary>
/// A ring of slots of equal length in time, each stamped with its number, that is time divided by the length. A slot that is needed for another
/// number is cleared first, whether its stamp is from the past or, on a clock that was set back, from the future. Not thread-safe.
/// </summary>
internal sealed class SlotRing<T>(int slots, Func<T> make, Action<T> clear)
    where T : class
{
    private readonly (long Number, T? Content)[] _slots = new (long Number, T? Content)[slots];

    /// <summary>The slot of that number, empty where it was another's.</summary>
    internal T this[long number]
    {
        get
        {
            ref var slot = ref _slots[(int)((ulong)number % (ulong)_slots.Length)];
            if (slot.Content is null)
            {
                slot.Content = make();
            }
            else if (slot.Number != number)
            {
                clear(slot.Content);
            }

            slot.Number = number;
            return slot.Content;
        }
    }

    /// <summary>The slot of that number; null where it has gone on to a higher one.</summary>
    internal T? NotOlder(long number)
    {
        ref var slot = ref _slots[(int)((ulong)number % (ulong)_slots.Length)];
        return slot.Content is not null && slot.Number > number ? null : this[number];
    }

    /// <summary>The slot of that number as it stands; null where it is another's.</summary>
    internal T? At(long number)
    {
        var (stamp, content) = _slots[(int)((ulong)number % (ulong)_slots.Length)];
        return stamp == number ? content : null;
    }

    /// <summary>The last <paramref name="count"/> slots up to <paramref name="number"/>, that one included, as far as there are any.</summary>
    internal IEnumerable<T> Last(long count, long number) =>
        _slots.Where(slot => slot.Content is not null && slot.Number <= number && slot.Number > number - count).Select(slot => slot.Content!);
}
