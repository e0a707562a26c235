using FeatureRollout.Flags.Files;

namespace FeatureRollout.PostgreSql.Outcomes;

/// <summary>What a batch may hold, so that none can be written that hinders all later ones.</summary>
internal static class BatchCheck
{
    private const int LongestProcessId = 200;
    private const int LongestStage = 128;
    private const int MostErrors = 100;
    private const int HighestBucket = 2_239;

    /// <exception cref="ArgumentException">A part of the batch is out of its range.</exception>
    public static void Demand(OutcomeBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        Demand(batch.ProcessId is { Length: >= 1 and <= LongestProcessId }, "A process's id has 1 to 200 characters.");
        Demand(batch.Sequence >= 1, "A batch's number is 1 or more.");
        foreach (var (age, counts) in batch.Outcomes)
        {
            Demand(age, counts.Flag, counts.Stage);
            Demand(counts.Successes >= 0 && counts.Failures >= 0, "Counts are not negative.");
            var before = -1;
            foreach (var (bucket, count) in counts.Latencies)
            {
                Demand(bucket > before && bucket <= HighestBucket && count > 0, "Latencies have rising buckets of 0 to 2,239, and counts of more than zero.");
                before = bucket;
            }
        }

        foreach (var (age, flag, stage, error) in batch.Errors)
        {
            Demand(age, flag, stage);
            Demand(error is not null, "An error tells what went wrong.");
        }

        Demand(
            batch.Errors.GroupBy(error => error.Flag, StringComparer.Ordinal).All(errors => errors.Count() <= MostErrors), "A batch holds at most 100 errors of a flag.");
    }

    private static void Demand(TimeSpan age, string flag, string? stage)
    {
        Demand(age >= TimeSpan.Zero, "An age is not negative.");
        Demand(flag is not null && FlagKey.IsValid(flag), $"A flag's key has {FlagKey.Rule}.");
        Demand(stage is null or { Length: >= 1 and <= LongestStage }, "A stage's name has 1 to 128 characters.");
    }

    private static void Demand(bool condition, string message)
    {
        if (!condition)
        {
            throw new ArgumentException(message, nameof(message));
        }
    }
}
