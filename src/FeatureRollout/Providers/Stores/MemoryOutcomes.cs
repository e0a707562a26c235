namespace FeatureRollout.Providers.Stores;

/// <summary>
/// The outcomes of several clients in this process's memory: counts as they came for two hours, by the hour for eight days, by the day for 90; of
/// errors the newest 1,000 a flag for a week. Thread-safe.
/// </summary>
internal sealed class MemoryOutcomes(TimeProvider time)
{
    private const int MostErrors = 1_000;
    private const int MostRecent = 100;
    private const int MostFrequent = 64;

    private static readonly TimeSpan AsTheyCame = TimeSpan.FromHours(2);
    private static readonly TimeSpan ByTheHour = TimeSpan.FromDays(8);
    private static readonly TimeSpan Kept = TimeSpan.FromDays(90);
    private static readonly TimeSpan ErrorsKept = TimeSpan.FromDays(7);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Content> _environments = new(StringComparer.Ordinal);

    public void Add(string environment, OutcomeBatch batch, CancellationToken cancellationToken)
    {
        OutcomeRules.Check(batch);
        lock (_gate)
        {
            var content = For(environment, cancellationToken);
            var now = time.GetUtcNow();
            if (content.Processes.GetValueOrDefault(batch.ProcessId).Sequence >= batch.Sequence)
            {
                return;
            }

            content.Processes[batch.ProcessId] = (batch.Sequence, now);
            content.Rows.AddRange(batch.Outcomes.Select(aged => new Row(++content.LastId, new StoredOutcomes(Before(now, aged.Age), TimeSpan.Zero, aged.Counts))));
            foreach (var (age, flag, stage, error) in batch.Errors)
            {
                var errors = content.ErrorsOf(flag);
                errors.Add(new RecordedError(Before(now, age), error.CustomerId, stage, error.Text, error.Metadata));
                if (errors.Count > 2 * MostErrors)
                {
                    Forget(errors, now);
                }
            }
        }
    }

    public OutcomeReading Read(string environment, long after, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            var content = For(environment, cancellationToken);
            var isWhole = after <= 0 || after < content.ReplacedThrough || after > content.LastId;
            return new OutcomeReading
            {
                IsWhole = isWhole,
                Cursor = content.LastId,
                Outcomes = [.. content.Rows.Where(row => isWhole || row.Id > after).Select(row => row.Stored)],
            };
        }
    }

    public OutcomeErrors Errors(string environment, string flag, CancellationToken cancellationToken)
    {
        StoreRules.CheckKey(flag);
        lock (_gate)
        {
            var content = For(environment, cancellationToken);
            if (!content.Errors.TryGetValue(flag, out var errors))
            {
                return new OutcomeErrors([], []);
            }

            Forget(errors, time.GetUtcNow());
            return new OutcomeErrors(
                [.. Enumerable.Reverse(errors).Take(MostRecent)],
                [.. errors.GroupBy(error => error.Error, StringComparer.Ordinal)
                    .Select(same => new ErrorCount(same.Key, same.Count(), same.Max(error => error.At)))
                    .OrderByDescending(count => count.Count)
                    .ThenBy(count => count.Error, StringComparer.Ordinal)
                    .Take(MostFrequent)]);
        }
    }

    public void Compact(string environment, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            var content = For(environment, cancellationToken);
            var now = time.GetUtcNow();
            Join(content, row => row.Stored.Span < Hour && row.Stored.At < now - AsTheyCame, Hour);
            Join(content, row => row.Stored.Span < Day && row.Stored.At < now - ByTheHour, Day);
            Replace(content, row => row.Stored.At + row.Stored.Span < now - Kept);
            foreach (var (process, (_, seenAt)) in content.Processes)
            {
                if (seenAt < now - Kept)
                {
                    content.Processes.Remove(process);
                }
            }

            foreach (var errors in content.Errors.Values)
            {
                Forget(errors, now);
            }
        }
    }

    /// <summary>Takes a customer out of the kept errors; gives how many held the id.</summary>
    public int Erase(string environment, CustomerRenaming renaming, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return For(environment, cancellationToken).Errors.Values.Sum(errors => errors.RemoveAll(renaming.Holds));
        }
    }

    /// <summary>Puts rows, and those that stand for the same span already, in one each.</summary>
    private static void Join(Content content, Func<Row, bool> isOld, TimeSpan span)
    {
        var spans = content.Rows.Where(isOld).Select(row => PlaceOf(row, span)).ToHashSet();
        if (spans.Count > 0)
        {
            var joined = Replace(content, row => (row.Stored.Span == span || isOld(row)) && spans.Contains(PlaceOf(row, span)))
                .GroupBy(row => PlaceOf(row, span))
                .Select(same => new Row(
                    same.Max(row => row.Id),
                    new StoredOutcomes(
                        new DateTimeOffset(same.Key.Number * span.Ticks, TimeSpan.Zero),
                        span,
                        same.Select(row => row.Stored.Counts).Aggregate(OutcomeRules.Sum))))
                .ToArray();
            content.Rows.AddRange(joined);
        }
    }

    /// <summary>Takes rows out; who has not read all of them by now reads the whole.</summary>
    private static List<Row> Replace(Content content, Predicate<Row> which)
    {
        var taken = content.Rows.FindAll(which);
        content.ReplacedThrough = taken.Aggregate(content.ReplacedThrough, (through, row) => Math.Max(through, row.Id));
        content.Rows.RemoveAll(which);
        return taken;
    }

    private static (string, string?, int, bool, bool, long Number) PlaceOf(Row row, TimeSpan span)
    {
        var counts = row.Stored.Counts;
        return (counts.Flag, counts.Stage, counts.Generation, counts.Enabled, counts.Drawn, row.Stored.At.UtcTicks / span.Ticks);
    }

    /// <summary>Puts errors in order, which batches of several processes are not, and leaves the newest.</summary>
    private static void Forget(List<RecordedError> errors, DateTimeOffset now)
    {
        RecordedError[] kept = [.. errors.Where(error => error.At >= now - ErrorsKept).OrderBy(error => error.At).TakeLast(MostErrors)];
        errors.Clear();
        errors.AddRange(kept);
    }

    private static DateTimeOffset Before(DateTimeOffset now, TimeSpan age) => now - (age < OutcomeRules.LongestAge ? age : OutcomeRules.LongestAge);

    private Content For(string environment, CancellationToken cancellationToken)
    {
        StoreRules.CheckEnvironment(environment);
        cancellationToken.ThrowIfCancellationRequested();
        return _environments.TryGetValue(environment, out var content) ? content : _environments[environment] = new Content();
    }

    /// <summary>Counts, and up to which addition they hold what was added.</summary>
    private sealed record Row(long Id, StoredOutcomes Stored);

    private sealed class Content
    {
        public Dictionary<string, (long Sequence, DateTimeOffset SeenAt)> Processes { get; } = new(StringComparer.Ordinal);

        public List<Row> Rows { get; } = [];

        public Dictionary<string, List<RecordedError>> Errors { get; } = new(StringComparer.Ordinal);

        public long LastId { get; set; }

        /// <summary>The highest id of a row that was joined or forgotten.</summary>
        public long ReplacedThrough { get; set; }

        public List<RecordedError> ErrorsOf(string flag) => Errors.TryGetValue(flag, out var errors) ? errors : Errors[flag] = [];
    }
}
