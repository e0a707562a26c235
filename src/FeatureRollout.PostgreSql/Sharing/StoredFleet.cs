using System.Data.Common;
using FeatureRollout.PostgreSql.Outcomes;
using Npgsql;

namespace FeatureRollout.PostgreSql.Sharing;

/// <summary>Who serves what. Thread-safe.</summary>
internal sealed class StoredFleet(Database database)
{
    private const int LongestName = 200;

    private static readonly TimeSpan Longest = TimeSpan.FromDays(36_500);

    private readonly Database _database = database;

    /// <summary>Tells what a process serves.</summary>
    public async ValueTask ReportAsync(string environment, ProcessReport report, CancellationToken cancellationToken)
    {
        Check(report);
        var begun = TimeProvider.System.GetTimestamp();
        await _database.RunAsync(environment, async (connection, token) =>
        {
            var command = _database.Command(connection, environment, SharingSql.Report);
            await using var ofCommand = command.ConfigureAwait(false);
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = StorableText.Of(report.ProcessId)! });
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = StorableText.Of(report.Name)! });
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = report.Version });
            command.Parameters.Add(new NpgsqlParameter<TimeSpan> { TypedValue = Bounded(report.ServedFor) + TimeProvider.System.GetElapsedTime(begun) });
            command.Parameters.Add(new NpgsqlParameter<TimeSpan> { TypedValue = Bounded(report.Lifetime) });
            return await command.ExecuteNonQueryAsync(token).ConfigureAwait(false);
        }, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Takes a process off the list.</summary>
    public async ValueTask WithdrawAsync(string environment, string processId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(processId);
        await _database.RunAsync(environment, async (connection, token) =>
        {
            var command = _database.Command(connection, environment, SharingSql.Withdraw);
            await using var ofCommand = command.ConfigureAwait(false);
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = StorableText.Of(processId)! });
            return await command.ExecuteNonQueryAsync(token).ConfigureAwait(false);
        }, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads the processes, and the version at which a key was last written.</summary>
    public ValueTask<FleetReading> ReadAsync(string environment, string key, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(key);
        return _database.RunAsync(environment, async (connection, token) =>
        {
            var command = _database.Command(connection, environment, SharingSql.ReadFleet);
            await using var ofCommand = command.ConfigureAwait(false);
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = StorableText.Of(key)! });
            var reader = await command.ExecuteReaderAsync(token).ConfigureAwait(false);
            await using var ofReader = reader.ConfigureAwait(false);
            return await FleetAsync(reader, token).ConfigureAwait(false);
        }, cancellationToken);
    }

    private static async Task<FleetReading> FleetAsync(DbDataReader rows, CancellationToken cancellationToken)
    {
        var processes = new List<FleetProcess>();
        DateTimeOffset now = default;
        var keyVersion = 0L;
        while (await rows.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            now = new DateTimeOffset(rows.GetFieldValue<DateTime>(0));
            keyVersion = rows.GetInt64(1);
            if (!rows.IsDBNull(2))
            {
                processes.Add(Process(rows));
            }
        }

        return new FleetReading(now, keyVersion, processes);
    }

    private static FleetProcess Process(DbDataReader row)
    {
        var versions = row.GetFieldValue<long[]>(5);
        var since = row.GetFieldValue<DateTime[]>(6);
        return new FleetProcess(
            StorableText.Read(row.GetString(2))!,
            StorableText.Read(row.GetString(3))!,
            new DateTimeOffset(row.GetFieldValue<DateTime>(4)),
            [.. versions.Zip(since, (version, moment) => new ServedVersion(version, new DateTimeOffset(moment)))]);
    }

    private static TimeSpan Bounded(TimeSpan time) => time < Longest ? time : Longest;

    private static void Check(ProcessReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        if (report.ProcessId is not { Length: >= 1 and <= LongestName } || report.Name is not { Length: >= 1 and <= LongestName })
        {
            throw new ArgumentException("A process's id and name have 1 to 200 characters.", nameof(report));
        }

        if (report.Version < 0 || report.ServedFor < TimeSpan.Zero || report.Lifetime <= TimeSpan.Zero)
        {
            throw new ArgumentException("A version and its time are not negative, and a report holds for a while.", nameof(report));
        }
    }
}
