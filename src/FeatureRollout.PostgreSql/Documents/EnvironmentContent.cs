using System.Collections.Immutable;
using System.Globalization;

namespace FeatureRollout.PostgreSql.Documents;

/// <summary>One environment at one moment; immutable.</summary>
internal sealed class EnvironmentContent
{
    public static readonly ImmutableSortedDictionary<string, Entry> NoEntries = ImmutableSortedDictionary.Create<string, Entry>(StringComparer.Ordinal);

    public EnvironmentContent(long version, Guid incarnation, ImmutableSortedDictionary<string, Entry> entries, int unheard = 0)
    {
        (Version, Incarnation, Entries, Unheard) = (version, incarnation, entries, unheard);
        Off = [.. entries.Where(entry => entry.Value.SaysOff).Select(entry => entry.Key)];
        Flags = new FlagSet
        {
            Version = unheard == 0 ? version.ToString(CultureInfo.InvariantCulture) : string.Create(CultureInfo.InvariantCulture, $"{version}+{unheard}"),
            States = States(entries.Values),
            Problems = [.. entries.Values.Select(entry => entry.Problem).OfType<string>()],
        };
    }

    public long Version { get; }

    public Guid Incarnation { get; }

    public ImmutableSortedDictionary<string, Entry> Entries { get; }

    public FlagSet Flags { get; }

    /// <summary>How often it was found to be another under the same version: somebody went round the triggers.</summary>
    public int Unheard { get; }

    /// <summary>The keys whose rows say off.</summary>
    public string[] Off { get; }

    /// <summary>What can be read and written.</summary>
    public IReadOnlyList<FlagDocument> Documents => [.. Entries.Values.Select(entry => entry.Document).OfType<FlagDocument>()];

    /// <summary>An entry for a row, with what is served of it.</summary>
    public static Entry Of(StoredRow row, Entry? before)
    {
        var reading = RowReading.Of(row);
        if (reading.Document is { } document)
        {
            return new Entry(row.WriteId, row.SaysOff, document, document, reading.Problem);
        }

        var last = before?.Served;
        return row.SaysOff
            ? new Entry(row.WriteId, row.SaysOff, null, RowReading.TurnedOff(last ?? FlagDocument.Empty(row.Key)), $"{reading.Problem} It says off, and is off.")
            : last is null
                ? new Entry(row.WriteId, row.SaysOff, null, RowReading.TurnedOff(FlagDocument.Empty(row.Key)), $"{reading.Problem} Nothing is known of it from before, so it is off.")
                : new Entry(row.WriteId, row.SaysOff, null, last, $"{reading.Problem} What it said before is served.");
    }

    private static IReadOnlyDictionary<string, FlagState> States(IEnumerable<Entry> entries) => FlagDocument.ToStates(entries.Select(entry => entry.Served));

    /// <summary>One key.</summary>
    /// <param name="WriteId">The write that made the row.</param>
    /// <param name="SaysOff">Whether the row's columns say off.</param>
    /// <param name="Document">The document; null where it cannot be read.</param>
    /// <param name="Served">What evaluation is given of it.</param>
    /// <param name="Problem">What is wrong with it; null for nothing.</param>
    internal sealed record Entry(Guid WriteId, bool SaysOff, FlagDocument? Document, FlagDocument Served, string? Problem);
}
