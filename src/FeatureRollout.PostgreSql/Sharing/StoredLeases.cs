namespace FeatureRollout.PostgreSql.Sharing;

/// <summary>The lease of the controller. Thread-safe.</summary>
internal sealed class StoredLeases(Database database)
{
    private readonly Database _database = database;

    public ValueTask<ControllerLease?> TryAsync(string environment, string holder, TimeSpan duration, CancellationToken cancellationToken) => throw new NotSupportedException(_database.Name);

    public ValueTask ReleaseAsync(string environment, ControllerLease lease, CancellationToken cancellationToken) => throw new NotSupportedException();
}
