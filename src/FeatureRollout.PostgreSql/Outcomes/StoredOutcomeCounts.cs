namespace FeatureRollout.PostgreSql.Outcomes;

/// <summary>Outcomes of all processes. Thread-safe.</summary>
internal sealed class StoredOutcomeCounts(Database database)
{
    private readonly Database _database = database;

    public ValueTask AddAsync(string environment, OutcomeBatch batch, CancellationToken cancellationToken) => throw new NotSupportedException(_database.Name);

    public ValueTask<OutcomeReading> ReadAsync(string environment, long after, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<OutcomeErrors> ReadErrorsAsync(string environment, string flag, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask CompactAsync(string environment, CancellationToken cancellationToken) => throw new NotSupportedException();
}
