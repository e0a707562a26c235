using FeatureRollout.Rollouts.Renaming;

namespace FeatureRollout;

/// <summary>
/// Puts another name in the place of one customer's id, wherever a document or an event holds it: fixed answers, lists, the
/// lists in copies of plans and definitions, and as a whole word in the words of people. Documents and events that are renamed
/// alike still belong together: replaying the events gives the document. For the erasure of a customer from a custom store. Pure,
/// immutable, thread-safe.
/// </summary>
/// <remarks>
/// Ids are compared exactly, lone surrogates included. Left alone are names of people who acted, the texts of plans and
/// definitions, and conditions; in words also an id of fewer than six digits and nothing else, which would strike numbers.
/// </remarks>
public sealed class CustomerRenaming
{
    private readonly IdRenaming _ids;
    private readonly RolloutRenaming _rollouts;

    /// <summary>Makes one.</summary>
    /// <param name="customerId">The id, 1 to 512 UTF-8 bytes.</param>
    /// <param name="replacement">What stands in its place, 1 to 512 UTF-8 bytes; a name that no customer has, or the renamed cannot be told from that one.</param>
    /// <exception cref="ArgumentException">One of them is empty or longer; the message does not hold it.</exception>
    public CustomerRenaming(string customerId, string replacement)
    {
        _ids = new IdRenaming(customerId, replacement);
        _rollouts = new RolloutRenaming(_ids);
    }

    /// <summary>The document with the other name; the same object where it does not hold the id.</summary>
    public FlagDocument Of(FlagDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        var state = _rollouts.State(document.State);
        var rollout = document.Rollout is { } moved ? _rollouts.Rollout(moved) : null;
        return ReferenceEquals(state, document.State) && ReferenceEquals(rollout, document.Rollout)
            ? document
            : document with { State = state, Rollout = rollout };
    }

    /// <summary>The event with the other name; the same object where it does not hold the id.</summary>
    public RolloutEvent Of(RolloutEvent rolloutEvent)
    {
        ArgumentNullException.ThrowIfNull(rolloutEvent);
        var change = ChangeRenaming.Of(rolloutEvent.Change, _ids, _rollouts);
        var reason = _ids.Words(rolloutEvent.Reason);
        return ReferenceEquals(change, rolloutEvent.Change) && ReferenceEquals(reason, rolloutEvent.Reason)
            ? rolloutEvent
            : rolloutEvent with { Change = change, Reason = reason };
    }

    /// <summary>Whether a recorded error is the customer's own, or names the customer in its text or metadata; such a one goes whole.</summary>
    public bool Holds(RecordedError error)
    {
        ArgumentNullException.ThrowIfNull(error);
        return _ids.Is(error.CustomerId) || _ids.IsInWords(error.Error)
            || error.Metadata.Any(entry => _ids.Is(entry.Value) || _ids.IsInWords(entry.Value) || _ids.IsInWords(entry.Key));
    }

    /// <summary>A text with the other name where the id stands in it as a whole word; the same string where it does not.</summary>
    public string InWords(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return _ids.Words(text);
    }

    /// <summary>The same for the words of the erasure itself, in which any id is looked for.</summary>
    internal string? InOwnWords(string? text) => _ids.Words(text, always: true);

    /// <summary>Whether a text is the id.</summary>
    internal bool IsCustomer(string? id) => _ids.Is(id);

    /// <summary>Whether a list has the id.</summary>
    internal bool Holds(CustomerList? list) => list is not null && !ReferenceEquals(list, _ids.List(list));
}
