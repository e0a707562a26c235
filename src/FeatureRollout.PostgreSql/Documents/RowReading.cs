using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using FeatureRollout.Rollouts.Machine;

namespace FeatureRollout.PostgreSql.Documents;

/// <summary>What a row comes to. Pure, and so the same in every process.</summary>
/// <param name="Document">The document with the changes by hand applied; null where it cannot be read.</param>
/// <param name="Problem">What is wrong with the row, in one sentence; null for nothing.</param>
internal sealed record RowReading(FlagDocument? Document, string? Problem)
{
    private const string Off = "A change that the library did not hear of says off.";

    /// <summary>Reads a row.</summary>
    public static RowReading Of(StoredRow row)
    {
        try
        {
            var document = row.Document is null ? FlagDocument.Empty(row.Key) : RolloutJson.ReadDocument(row.Document, row.Key);
            if (document.Key != row.Key)
            {
                return new RowReading(null, $"The row of \"{row.Key}\" in feature_rollouts has the document of another flag.");
            }

            document = Pending(row.Pending, row.Key).Aggregate(document, Apply) with { Version = row.Version, UpdatedAt = StoredTime.Of(document.UpdatedAt, row.UpdatedAt) };
            return Obeyed(document, row);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            return new RowReading(null, $"The row of \"{row.Key}\" in feature_rollouts cannot be read{Where(exception)}.");
        }
    }

    /// <summary>A document that is off for everybody.</summary>
    public static FlagDocument TurnedOff(FlagDocument document) =>
        RolloutMachine.Apply(document, new RolloutChange.Killed(), document.UpdatedAt ?? DateTimeOffset.UnixEpoch, "sql", Off);

    private static RowReading Obeyed(FlagDocument document, StoredRow row)
    {
        var columns = RowColumns.Of(document);
        var isObeyed = !row.SaysOff || RowColumns.SaysOff(columns.Tier, columns.Percentage, columns.Status);
        var obeyed = isObeyed ? document : TurnedOff(document);
        _ = FlagDocument.ToStates([obeyed]);
        return new RowReading(obeyed, isObeyed ? null : $"The row of \"{row.Key}\" in feature_rollouts says off and its document does not; it is off.");
    }

    /// <summary>A change for safety is made in one way or another.</summary>
    private static FlagDocument Apply(FlagDocument document, RolloutEvent pending)
    {
        try
        {
            return RolloutMachine.Apply(document, pending.Change, pending.At, pending.Actor, pending.Reason);
        }
        catch (RolloutRefusedException) when (pending.Change is RolloutChange.RolledBack)
        {
            return RolloutMachine.Apply(document, new RolloutChange.Killed(), pending.At, pending.Actor, pending.Reason);
        }
    }

    private static List<RolloutEvent> Pending(string json, string key)
    {
        using var list = JsonDocument.Parse(json);
        var buffer = new ArrayBufferWriter<byte>();
        var events = new List<RolloutEvent>();
        foreach (var item in list.RootElement.EnumerateArray())
        {
            buffer.ResetWrittenCount();
            Encoding.UTF8.GetBytes(item.GetRawText(), buffer);
            events.Add(RolloutJson.ReadEvent(buffer.WrittenSpan, key));
        }

        return events;
    }

    /// <summary>The place alone: what was found there may be a customer's id.</summary>
    private static string Where(Exception exception) => exception switch
    {
        FlagFileException { Errors: [{ } first, ..] } when first.Message.Contains("a newer version of the library wrote it", StringComparison.Ordinal) => ": a newer version of the library wrote it",
        FlagFileException { Errors: [{ } first, ..] } => string.Create(CultureInfo.InvariantCulture, $": its document is damaged at character {first.Column} of line {first.Line}"),
        RolloutRefusedException => ": a change by hand cannot be applied to its document",
        _ => ": what stands in it does not fit together",
    };
}
