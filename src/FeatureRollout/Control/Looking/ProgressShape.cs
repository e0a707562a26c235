using System.Buffers;
using System.Text.Json;
using FeatureRollout.Criteria;
using FeatureRollout.Flags.Files;
using FeatureRollout.Rollouts.Stored;

namespace FeatureRollout.Control.Looking;

/// <summary>How the controller's progress stands in stored JSON. Members that another version wrote are passed over.</summary>
internal static class ProgressShape
{
    private const int UsualLength = 4096;

    private static readonly ObjectShape<CriterionProgress> Criterion = new ObjectShape<CriterionProgress>("a criterion's progress", CriterionProgress.None)
        .May("since", Leaf.Moment, progress => progress.Since, (progress, value) => progress with { Since = value })
        .Unless("frozen", time => time == TimeSpan.Zero, Leaf.Span, progress => progress.Frozen, (progress, value) => progress with { Frozen = value })
        .May("lastLook", Leaf.Moment, progress => progress.LastLook, (progress, value) => progress with { LastLook = value })
        .Unless("proofs", count => count == 0, Leaf.Int32, progress => progress.Proofs, (progress, value) => progress with { Proofs = value })
        .May("run", Leaf.Text, progress => progress.Run, (progress, value) => progress with { Run = value })
        .May("seenLimit", Leaf.Double, progress => progress.SeenLimit, (progress, value) => progress with { SeenLimit = value })
        .Unless("seenCount", count => count == 0, Leaf.Int64, progress => progress.SeenCount, (progress, value) => progress with { SeenCount = value })
        .Unless("seenFailures", count => count == 0, Leaf.Int64, progress => progress.SeenFailures, (progress, value) => progress with { SeenFailures = value })
        .Unless("seenControlCount", count => count == 0, Leaf.Int64, progress => progress.SeenControlCount, (progress, value) => progress with { SeenControlCount = value })
        .Unless("seenControlFailures", count => count == 0, Leaf.Int64, progress => progress.SeenControlFailures, (progress, value) => progress with { SeenControlFailures = value })
        .Unless("detector", IsQuiet, new ListShape<double>(Leaf.Double), progress => progress.Detector, (progress, value) => progress with { Detector = value });

    private static readonly ObjectShape<RolloutProgress> Progress = new ObjectShape<RolloutProgress>("a rollout's progress", RolloutProgress.None)
        .Must("generation", Leaf.Int32, progress => progress.Generation, (progress, value) => progress with { Generation = value })
        .May("countedSince", Leaf.Moment, progress => progress.CountedSince, (progress, value) => progress with { CountedSince = value })
        .Map("criteria", Criterion, progress => progress.Criteria, (progress, value) => progress with { Criteria = value })
        .Map("alertsTold", Leaf.Moment, progress => progress.AlertsTold, (progress, value) => progress with { AlertsTold = value })
        .List("reportsSent", Leaf.Moment, progress => progress.ReportsSent, (progress, value) => progress with { ReportsSent = value });

    /// <summary>Writes progress.</summary>
    public static ReadOnlyMemory<byte> Write(RolloutProgress progress)
    {
        var output = new ArrayBufferWriter<byte>(UsualLength);
        using (var json = new Utf8JsonWriter(output, StoredWriter.Options))
        {
            Progress.Write(new StoredWriter(json), progress);
        }

        return output.WrittenMemory;
    }

    /// <summary>Reads progress; null where it cannot be read, since waiting anew is all that it costs.</summary>
    public static RolloutProgress? Read(ReadOnlySpan<byte> stored)
    {
        var reading = new FileReading { IsStored = true };
        var cursor = new JsonCursor(stored, reading);
        try
        {
            return cursor.Read() && Progress.TryRead(ref cursor, out var progress) && reading.Errors.Count == 0 ? progress : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>A detector without evidence is as good as none.</summary>
    private static bool IsQuiet(IReadOnlyList<double> detector) => detector.All(log => log == 0);
}
