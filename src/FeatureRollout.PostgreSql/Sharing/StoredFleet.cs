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
        ArgumentNullException.ThrowIfNull(report);
        Demand(report.ProcessId is { Length: >= 1 and <= LongestName } && report.Name is { Length: >= 1 and <= LongestName }, "A process's id and name have 1 to 200 characters.");
        Demand(report.Version >= 0 && report.ServedFor >= TimeSpan.Zero && report.Lifetime > TimeSpan.Zero, "Version and age are not negative, and a report lives for a while.");
        var connection = await _database.OpenAsync(environment, cancellationToken).ConfigureAwait(false);
        await using var ofConnection = connection.ConfigureAwait(false);
        var command = _database.Command(connection, environment, SharingSql.Report);
        await using var ofCommand = command.ConfigureAwait(false);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = StorableText.Of(report.ProcessId)! });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = StorableText.Of(report.Name)! });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = report.Version });
        command.Parameters.Add(new NpgsqlParameter<TimeSpan> { TypedValue = Bounded(report.ServedFor) });
        command.Parameters.Add(new NpgsqlParameter<TimeSpan> { TypedValue = Bounded(report.Lifetime) });
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Takes a process off the list.</summary>
    public async ValueTask WithdrawAsync(string environment, string processId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(processId);
        var connection = await _database.OpenAsync(environment, cancellationToken).ConfigureAwait(false);
        await using var ofConnection = connection.ConfigureAwait(false);
        var command = _database.Command(connection, environment, SharingSql.Withdraw);
        await using var ofCommand = command.ConfigureAwait(false);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = StorableText.Of(processId)! });
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads the processes, and the version at which a key was last written.</summary>
    public async ValueTask<FleetReading> ReadAsync(string environment, string key, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(key);
        var connection = await _database.OpenAsync(environment, cancellationToken).ConfigureAwait(false);
        await using var ofConnection = connection.ConfigureAwait(false);
        var command = _database.Command(connection, environment, SharingSql.ReadFleet);
        await using var ofCommand = command.ConfigureAwait(false);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = StorableText.Of(key)! });
        var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var ofReader = reader.ConfigureAwait(false);
        var processes = new List<FleetProcess>();
        DateTimeOffset now = default;
        var keyVersion = 0L;
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            now = new DateTimeOffset(reader.GetFieldValue<DateTime>(0));
            keyVersion = reader.GetInt64(1);
            if (!reader.IsDBNull(2))
            {
                processes.Add(Process(reader));
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

    private static void Demand(bool condition, string message)
    {
        if (!condition)
        {
            throw new ArgumentException(message, "report");
        }
    }
}
