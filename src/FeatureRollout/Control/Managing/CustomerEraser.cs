namespace FeatureRollout.Control.Managing;

/// <summary>
/// Erases a customer: first from the documents, each with an event that does not hold the id, then from the events. Ended in
/// between, the events still hold the id: erasing again finds their keys by that, and writes to each once more, so that what has
/// the second name there is taken out as well.
/// </summary>
internal sealed class CustomerEraser(IRolloutStateStore store, string environment, IRolloutSubject subject, RolloutWriter writer)
{
    /// <summary>Somebody who adds the customer meanwhile makes another round; so many mean that it does not end.</summary>
    private const int MostRounds = 10;

    private const int EventsAtOnce = 1_000;

    public async Task<CustomerErasure> EraseAsync(string customerId, RolloutActor actor, CancellationToken cancellationToken)
    {
        Names.ThrowIfNotStorable(customerId);
        Names.ThrowIfNobody(actor);
        if (actor.Name == customerId)
        {
            throw new ArgumentException("An erasure cannot be made in the name of the customer, whose id it would keep.", nameof(actor));
        }

        var replacement = "erased-" + Guid.NewGuid().ToString("N");
        var renaming = new CustomerRenaming(customerId, replacement);
        var step = new RolloutStep(new RolloutChange.CustomerErased(replacement), actor.Name, renaming.InOwnWords(actor.Reason)) { Renaming = renaming };

        // Nobody has that name: it only asks whether the store can do this at all, before anything is written.
        await store.EraseCustomerAsync(environment, replacement, replacement, cancellationToken).ConfigureAwait(false);

        // Errors that are still to be sent would come into the store after the erasure.
        var records = await subject.EraseErrorsAsync(renaming, cancellationToken).ConfigureAwait(false);
        var keys = new SortedSet<string>(StringComparer.Ordinal);
        var held = await HoldersAsync(renaming, cancellationToken).ConfigureAwait(false);
        for (var round = 1; round == 1 || held.Count > 0; round++)
        {
            if (round > MostRounds)
            {
                throw new TimeoutException($"The customer could not be erased: {MostRounds} times in a row somebody added the customer again.");
            }

            foreach (var key in held)
            {
                await writer.ChangeAsync(key, (_, _) => ValueTask.FromResult<IReadOnlyList<RolloutStep>>([step]), cancellationToken).ConfigureAwait(false);
            }

            keys.UnionWith(held);
            records += await store.EraseCustomerAsync(environment, customerId, replacement, cancellationToken).ConfigureAwait(false);
            held = await HoldersAsync(renaming, cancellationToken).ConfigureAwait(false);
        }

        // Once more: somebody may have read them while the store still had them.
        records += await subject.EraseErrorsAsync(renaming, cancellationToken).ConfigureAwait(false);
        await subject.RefreshAsync(cancellationToken).ConfigureAwait(false);
        return new CustomerErasure
        {
            Replacement = replacement,
            Keys = [.. keys],
            Records = records,
            LeftInDefinitions = await LeftAsync(customerId, renaming, cancellationToken).ConfigureAwait(false),
        };
    }

    /// <summary>The keys whose document or events hold the customer.</summary>
    private async ValueTask<SortedSet<string>> HoldersAsync(CustomerRenaming renaming, CancellationToken cancellationToken)
    {
        var keys = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var document in await store.ListAsync(environment, cancellationToken).ConfigureAwait(false))
        {
            if (!ReferenceEquals(document, renaming.Of(document)))
            {
                keys.Add(document.Key);
            }
        }

        var after = 0L;
        while (await store.ReadEventsAsync(environment, null, after, EventsAtOnce, cancellationToken).ConfigureAwait(false) is { Count: > 0 } events)
        {
            keys.UnionWith(events.Where(one => !ReferenceEquals(one, renaming.Of(one))).Select(one => one.Key));
            after = events[^1].Sequence;
        }

        return keys;
    }

    private async ValueTask<IReadOnlyList<string>> LeftAsync(string customerId, CustomerRenaming renaming, CancellationToken cancellationToken)
    {
        var places = new DefinitionPlaces(customerId, renaming);
        var documents = await store.ListAsync(environment, cancellationToken).ConfigureAwait(false);
        return
        [
            .. subject.Layers.Where(layer => layer.Name != store.Name).SelectMany(layer => places.In(layer.Flags).Select(place => $"{layer.Name}: {place}")),
            .. documents.Select(document => document.Rollout).OfType<RolloutState>().SelectMany(rollout => places.In(rollout).Select(place => $"{store.Name}: {place}")),
        ];
    }
}
