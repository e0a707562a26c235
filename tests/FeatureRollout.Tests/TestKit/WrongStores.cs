namespace FeatureRollout.Tests.TestKit;

/// <summary>Stores that break one rule each, as such stores have been seen to.</summary>
internal static class WrongStores
{
    /// <summary>A wait sleeps through what happened before it began.</summary>
    public sealed class MissesEarlierWrites(MemoryRolloutStore good) : WrongStore(good)
    {
        public override async ValueTask WaitForChangeAsync(string environment, FlagSet known, CancellationToken cancellationToken) =>
            await Good.WaitForChangeAsync(environment, await Good.ReadAsync(environment, cancellationToken), cancellationToken);
    }

    /// <summary>A wait without end or rest: it returns at once.</summary>
    public sealed class Spins(MemoryRolloutStore good) : WrongStore(good)
    {
        public override ValueTask WaitForChangeAsync(string environment, FlagSet known, CancellationToken cancellationToken) => ValueTask.CompletedTask;
    }

    /// <summary>All environments are one.</summary>
    public sealed class MixesEnvironments(MemoryRolloutStore good) : WrongStore(good)
    {
        public override ValueTask<FlagDocument> GetAsync(string environment, string key, CancellationToken cancellationToken) => Good.GetAsync("one", key, cancellationToken);

        public override ValueTask<IReadOnlyList<FlagDocument>> ListAsync(string environment, CancellationToken cancellationToken) => Good.ListAsync("one", cancellationToken);

        public override ValueTask<FlagDocument?> TryWriteAsync(string environment, FlagDocument document, IReadOnlyList<RolloutEvent> events, CancellationToken cancellationToken) =>
            Good.TryWriteAsync("one", document, events, cancellationToken);
    }

    /// <summary>The controller's memory has no environment in its key.</summary>
    public sealed class MixesProgress(MemoryRolloutStore good) : WrongStore(good)
    {
        public override ValueTask<ReadOnlyMemory<byte>> ReadProgressAsync(string environment, string key, CancellationToken cancellationToken) =>
            Good.ReadProgressAsync("one", key, cancellationToken);

        public override ValueTask WriteProgressAsync(string environment, string key, ReadOnlyMemory<byte> progress, CancellationToken cancellationToken) =>
            Good.WriteProgressAsync("one", key, progress, cancellationToken);
    }

    /// <summary>A writer that lost tries again with the newer version, and overwrites.</summary>
    public sealed class LastWriterWins(MemoryRolloutStore good) : WrongStore(good)
    {
        public override async ValueTask<FlagDocument?> TryWriteAsync(string environment, FlagDocument document, IReadOnlyList<RolloutEvent> events, CancellationToken cancellationToken) =>
            await Good.TryWriteAsync(environment, document, events, cancellationToken)
                ?? await Good.TryWriteAsync(
                    environment, document with { Version = (await Good.GetAsync(environment, document.Key, cancellationToken)).Version }, events, cancellationToken);
    }

    /// <summary>Every fifth write commits the document and not its events.</summary>
    public sealed class DropsEvents(MemoryRolloutStore good) : WrongStore(good)
    {
        private int _writes;

        public override ValueTask<FlagDocument?> TryWriteAsync(string environment, FlagDocument document, IReadOnlyList<RolloutEvent> events, CancellationToken cancellationToken) =>
            Good.TryWriteAsync(environment, document, Interlocked.Increment(ref _writes) % 5 == 0 ? [] : events, cancellationToken);
    }

    /// <summary>The version is compared apart from the write.</summary>
    public sealed class LosesUpdates(MemoryRolloutStore good) : WrongStore(good)
    {
        public override async ValueTask<FlagDocument?> TryWriteAsync(string environment, FlagDocument document, IReadOnlyList<RolloutEvent> events, CancellationToken cancellationToken)
        {
            if ((await Good.GetAsync(environment, document.Key, cancellationToken)).Version != document.Version)
            {
                return null;
            }

            await Task.Yield();
            while (true)
            {
                var now = await Good.GetAsync(environment, document.Key, cancellationToken);
                if (await Good.TryWriteAsync(environment, document with { Version = now.Version }, events, cancellationToken) is { } written)
                {
                    return written;
                }
            }
        }
    }

    /// <summary>Readings come from a cache that is one write behind.</summary>
    public sealed class ReadsStale(MemoryRolloutStore good) : WrongStore(good)
    {
        private FlagDocument? _last;

        public override async ValueTask<FlagDocument> GetAsync(string environment, string key, CancellationToken cancellationToken)
        {
            var now = await Good.GetAsync(environment, key, cancellationToken);
            var last = Interlocked.Exchange(ref _last, now);
            return last?.Key == key && last.Version < now.Version ? last : now;
        }
    }

    /// <summary>States of one document and the next are read one after the other.</summary>
    public sealed class ReadsInPieces(MemoryRolloutStore good) : WrongStore(good)
    {
        public override async ValueTask<IReadOnlyList<FlagDocument>> ListAsync(string environment, CancellationToken cancellationToken)
        {
            var documents = new List<FlagDocument>();
            foreach (var listed in await Good.ListAsync(environment, cancellationToken))
            {
                documents.Add(await Good.GetAsync(environment, listed.Key, cancellationToken));
                await Task.Delay(TimeSpan.FromMilliseconds(15), TimeProvider.System, cancellationToken);
            }

            return documents;
        }
    }

    /// <summary>Nobody looks at the cancellation.</summary>
    public sealed class CannotBeCancelled(MemoryRolloutStore good) : WrongStore(good)
    {
        public override ValueTask<IReadOnlyList<FlagDocument>> ListAsync(string environment, CancellationToken cancellationToken) => Good.ListAsync(environment, CancellationToken.None);
    }

    /// <summary>Replacement characters stand for what the encoding did not know.</summary>
    public sealed class GarblesSurrogates(MemoryRolloutStore good) : WrongStore(good)
    {
        public override ValueTask<FlagDocument?> TryWriteAsync(string environment, FlagDocument document, IReadOnlyList<RolloutEvent> events, CancellationToken cancellationToken) =>
            Good.TryWriteAsync(
                environment,
                document.State.Added is { } added ? document with { State = document.State with { Added = CustomerList.Of(added.Select(Encoded)) } } : document,
                events,
                cancellationToken);

        private static string Encoded(string id) => System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(id));
    }

    /// <summary>The clock of whichever machine is asked.</summary>
    public sealed class JumpsBack(MemoryRolloutStore good) : WrongStore(good)
    {
        private int _asked;

        public override async ValueTask<DateTimeOffset> GetTimeAsync(CancellationToken cancellationToken) =>
            await Good.GetTimeAsync(cancellationToken) - TimeSpan.FromMinutes(Interlocked.Increment(ref _asked) % 2);
    }

    /// <summary>Closed, it goes on giving what it had.</summary>
    public sealed class AnswersAfterDisposal(MemoryRolloutStore good) : WrongStore(good), IDisposable
    {
        private readonly CancellationTokenSource _closed = new();

        public override async ValueTask WaitForChangeAsync(string environment, FlagSet known, CancellationToken cancellationToken)
        {
            using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _closed.Token);
            await Good.WaitForChangeAsync(environment, known, end.Token);
        }

        public void Dispose() => _closed.Cancel();
    }

    /// <summary>A restore forgets the times.</summary>
    public sealed class RestoresNow(MemoryRolloutStore good) : WrongStore(good)
    {
        public override ValueTask RestoreAsync(
            string environment, IReadOnlyList<FlagDocument> documents, IReadOnlyList<RolloutEvent> events, bool replace, CancellationToken cancellationToken) =>
            Good.RestoreAsync(environment, [.. documents.Select(document => document with { UpdatedAt = null })], events, replace, cancellationToken);
    }

    /// <summary>Who held a lease may write for ever.</summary>
    public sealed class LetsOldEpochsWrite(MemoryRolloutStore good) : WrongStore(good)
    {
        public override IRolloutStateStore Under(string environment, ControllerLease lease) => this;
    }

    /// <summary>The epoch is a count of holders and begins anew.</summary>
    public sealed class RepeatsEpochs(MemoryRolloutStore good) : WrongStore(good)
    {
        public override async ValueTask<ControllerLease?> TryLeaseAsync(string environment, string holder, TimeSpan duration, CancellationToken cancellationToken) =>
            await Good.TryLeaseAsync(environment, holder, duration, cancellationToken) is { } lease ? lease with { Epoch = 1 } : null;
    }

    /// <summary>A batch that is repeated counts again.</summary>
    public sealed class CountsTwice(MemoryRolloutStore good) : WrongStore(good)
    {
        private long _sequence;

        public override ValueTask AddOutcomesAsync(string environment, OutcomeBatch batch, CancellationToken cancellationToken) =>
            Good.AddOutcomesAsync(environment, batch.Sequence > 0 ? batch with { Sequence = Interlocked.Increment(ref _sequence) } : batch, cancellationToken);
    }

    /// <summary>Each reading gives everything and says that it is an addition.</summary>
    public sealed class ReadsTwice(MemoryRolloutStore good) : WrongStore(good)
    {
        public override async ValueTask<OutcomeReading> ReadOutcomesAsync(string environment, long after, CancellationToken cancellationToken) =>
            await Good.ReadOutcomesAsync(environment, 0, cancellationToken) with { IsWhole = after == 0 };
    }

    /// <summary>Compaction throws old counts away.</summary>
    public sealed class ForgetsAtCompaction(MemoryRolloutStore good) : WrongStore(good)
    {
        private volatile bool _isCompacted;

        public override ValueTask CompactOutcomesAsync(string environment, CancellationToken cancellationToken)
        {
            _isCompacted = true;
            return ValueTask.CompletedTask;
        }

        public override async ValueTask<OutcomeReading> ReadOutcomesAsync(string environment, long after, CancellationToken cancellationToken)
        {
            var now = await Good.GetTimeAsync(cancellationToken);
            var reading = await Good.ReadOutcomesAsync(environment, after, cancellationToken);
            return _isCompacted ? reading with { Outcomes = [.. reading.Outcomes.Where(one => one.At > now.AddHours(-2))] } : reading;
        }
    }

    /// <summary>Processes that died stay on the list.</summary>
    public sealed class NeverForgetsProcesses(MemoryRolloutStore good) : WrongStore(good)
    {
        public override ValueTask ReportAsync(string environment, ProcessReport report, CancellationToken cancellationToken) =>
            Good.ReportAsync(environment, report.Lifetime > TimeSpan.Zero ? report with { Lifetime = TimeSpan.FromDays(300) } : report, cancellationToken);
    }
}
