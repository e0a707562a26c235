namespace FeatureRollout.PostgreSql.Sharing;

/// <summary>Who serves what. Thread-safe.</summary>
internal sealed class StoredFleet(Database database)
{
    private readonly Database _database = database;

    public ValueTask ReportAsync(string environment, ProcessReport report, CancellationToken cancellationToken) => throw new NotSupportedException(_database.Name);

    public ValueTask WithdrawAsync(string environment, string processId, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<FleetReading> ReadAsync(string environment, string key, CancellationToken cancellationToken) => throw new NotSupportedException();
}
