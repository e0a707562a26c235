using System.Text.Json;
using FeatureRollout.Evaluation;

namespace FeatureRollout.Ofrep;

/// <summary>Writes the answers of all flags of one snapshot, each apart from the others. Thread-safe.</summary>
internal sealed class OfrepBulk
{
    private Sorted? _sorted;

    /// <summary>Evaluates every flag for one customer and counts that.</summary>
    /// <param name="writer">Gets one JSON object.</param>
    /// <param name="customer">Who, and the snapshot.</param>
    /// <param name="stream">Where changes are told; null where this caller could not listen.</param>
    public void Write(Utf8JsonWriter writer, in CustomerFlags customer, StreamAddress? stream)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("flags");
        foreach (var flag in InOrder(customer.Snapshot))
        {
            OfrepAnswer.Write(writer, customer, flag)?.Write(writer, flag.Key);
        }

        writer.WriteEndArray();
        stream?.Write(writer);
        writer.WriteEndObject();
    }

    /// <summary>By key, so that processes that serve the same flags give the same bytes and so the same ETag.</summary>
    private CompiledFlag[] InOrder(Snapshot? snapshot)
    {
        if (snapshot is null)
        {
            return [];
        }

        var sorted = Volatile.Read(ref _sorted);
        if (!ReferenceEquals(sorted?.Snapshot, snapshot))
        {
            sorted = new Sorted(snapshot, [.. snapshot.Flags.OrderBy(flag => flag.Key, StringComparer.Ordinal)]);
            Volatile.Write(ref _sorted, sorted);
        }

        return sorted!.Flags;
    }

    private sealed record Sorted(Snapshot Snapshot, CompiledFlag[] Flags);
}
