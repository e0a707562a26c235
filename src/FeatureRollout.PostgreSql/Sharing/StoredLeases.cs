using FeatureRollout.PostgreSql.Outcomes;
using Npgsql;

namespace FeatureRollout.PostgreSql.Sharing;

/// <summary>The lease of the controller. Thread-safe.</summary>
internal sealed class StoredLeases(Database database)
{
    private const int LongestHolder = 200;

    private static readonly TimeSpan Longest = TimeSpan.FromDays(36_500);

    private readonly Database _database = database;

    /// <summary>Takes or prolongs the lease; null while another process holds it.</summary>
    public ValueTask<ControllerLease?> TryAsync(string environment, string holder, TimeSpan duration, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(holder);
        if (holder.Length > LongestHolder)
        {
            throw new ArgumentException("A holder has 1 to 200 characters.", nameof(holder));
        }

        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(duration, TimeSpan.Zero);
        return _database.RunAsync(environment, async (connection, token) =>
        {
            var command = _database.Command(connection, environment, SharingSql.TryLease);
            await using var ofCommand = command.ConfigureAwait(false);
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = StorableText.Of(holder)! });
            command.Parameters.Add(new NpgsqlParameter<TimeSpan> { TypedValue = duration < Longest ? duration : Longest });
            var reader = await command.ExecuteReaderAsync(token).ConfigureAwait(false);
            await using var ofReader = reader.ConfigureAwait(false);
            return await reader.ReadAsync(token).ConfigureAwait(false)
                ? new ControllerLease(holder, reader.GetInt64(0), new DateTimeOffset(reader.GetFieldValue<DateTime>(1)))
                : null;
        }, cancellationToken);
    }

    /// <summary>Gives the lease back.</summary>
    public async ValueTask ReleaseAsync(string environment, ControllerLease lease, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(lease);
        await _database.RunAsync(environment, async (connection, token) =>
        {
            var command = _database.Command(connection, environment, SharingSql.ReleaseLease);
            await using var ofCommand = command.ConfigureAwait(false);
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = StorableText.Of(lease.Holder)! });
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = lease.Epoch });
            return await command.ExecuteNonQueryAsync(token).ConfigureAwait(false);
        }, cancellationToken).ConfigureAwait(false);
    }
}
