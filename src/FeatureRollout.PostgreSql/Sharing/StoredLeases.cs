using FeatureRollout.PostgreSql.Outcomes;
using Npgsql;

namespace FeatureRollout.PostgreSql.Sharing;

/// <summary>The lease of the controller. Thread-safe.</summary>
internal sealed class StoredLeases(Database database)
{
    private const int LongestHolder = 200;

    private readonly Database _database = database;

    /// <summary>Takes or prolongs the lease; null while another process holds it.</summary>
    public async ValueTask<ControllerLease?> TryAsync(string environment, string holder, TimeSpan duration, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(holder);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(holder.Length, LongestHolder);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(duration, TimeSpan.Zero);
        var connection = await _database.OpenAsync(environment, cancellationToken).ConfigureAwait(false);
        await using var ofConnection = connection.ConfigureAwait(false);
        var command = _database.Command(connection, environment, SharingSql.TryLease);
        await using var ofCommand = command.ConfigureAwait(false);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = StorableText.Of(holder)! });
        command.Parameters.Add(new NpgsqlParameter<TimeSpan> { TypedValue = duration });
        var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var ofReader = reader.ConfigureAwait(false);
        return await reader.ReadAsync(cancellationToken).ConfigureAwait(false)
            ? new ControllerLease(holder, reader.GetInt64(0), new DateTimeOffset(reader.GetFieldValue<DateTime>(1)))
            : null;
    }

    /// <summary>Gives the lease back.</summary>
    public async ValueTask ReleaseAsync(string environment, ControllerLease lease, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(lease);
        var connection = await _database.OpenAsync(environment, cancellationToken).ConfigureAwait(false);
        await using var ofConnection = connection.ConfigureAwait(false);
        var command = _database.Command(connection, environment, SharingSql.ReleaseLease);
        await using var ofCommand = command.ConfigureAwait(false);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = StorableText.Of(lease.Holder)! });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = lease.Epoch });
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }
}
