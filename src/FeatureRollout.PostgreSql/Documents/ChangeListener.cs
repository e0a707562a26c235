using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Npgsql;

namespace FeatureRollout.PostgreSql.Documents;

/// <summary>
/// Hears of changes on one connection, opened at the first wait. Whatever is noticed only makes those who wait read; so
/// notices may come twice, late or together. Thread-safe.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "The source of the end is disposed with the listener, by whichever way that ends.")]
internal sealed class ChangeListener(Database database, string environment, EnvironmentReader reader) : IAsyncDisposable
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _end = new();
    private TaskCompletionSource _noticed = New();
    private long _version = -1;
    private Guid? _incarnation;
    private Task? _listening;

    /// <summary>Returns when something other than <paramref name="known"/> may be there.</summary>
    public async ValueTask WaitAsync(FlagSet known, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        while (true)
        {
            Task noticed;
            lock (_gate)
            {
                ObjectDisposedException.ThrowIf(_end.IsCancellationRequested, this);
                _listening ??= Task.Run(() => ListenAsync(_end.Token), CancellationToken.None);
                noticed = _noticed.Task;
                if (reader.Content is not { } content || !ReferenceEquals(content.Flags, known) || reader.IsDoubtful
                    || _version > content.Version || (_incarnation is { } incarnation && incarnation != content.Incarnation))
                {
                    return;
                }
            }

            await noticed.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Ends listening, without waiting for it.</summary>
    public void Stop()
    {
        _end.Cancel();
        lock (_gate)
        {
            _noticed.TrySetException(new ObjectDisposedException(database.Name));
        }
    }

    public async ValueTask DisposeAsync()
    {
        Stop();
        Task? listening;
        lock (_gate)
        {
            listening = _listening;
        }

        await (listening ?? Task.CompletedTask).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever ends a connection, another follows; the library polls meanwhile.")]
    private async Task ListenAsync(CancellationToken end)
    {
        var isFirst = true;
        var wait = FirstWait;
        while (!end.IsCancellationRequested)
        {
            try
            {
                var (connection, channel) = await database.OpenListeningAsync(environment, end).ConfigureAwait(false);
                await using (connection.ConfigureAwait(false))
                {
                    connection.Notification += (_, notice) => Hear(notice.Payload);
                    Begin();
                    await database.BoundedAsync(limit => ExecuteAsync(connection, "LISTEN " + Schema.SchemaScript.Identifier(channel), limit), end).ConfigureAwait(false);
                    if (!isFirst)
                    {
                        reader.Doubt();
                    }

                    isFirst = false;
                    while (true)
                    {
                        var (version, incarnation) = await LookAsync(connection, end).ConfigureAwait(false);
                        Notice(version, incarnation);
                        wait = FirstWait;
                        while (await connection.WaitAsync(database.Options.KeepAlive, end).ConfigureAwait(false))
                        {
                        }
                    }
                }
            }
            catch (Exception) when (!end.IsCancellationRequested)
            {
                await Task.Delay(wait, TimeProvider.System, end).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                wait = wait * 2 < LongestWait ? wait * 2 : LongestWait;
            }
        }
    }

    /// <summary>Asks how far the environment is; which also shows that the connection still answers.</summary>
    private ValueTask<(long Version, Guid Incarnation)> LookAsync(NpgsqlConnection connection, CancellationToken cancellationToken) => database.BoundedAsync(
        async limit =>
        {
            var command = database.Command(connection, environment, "SELECT version, incarnation FROM {schema}.feature_rollout_environment");
            await using (command.ConfigureAwait(false))
            {
                var row = await command.ExecuteReaderAsync(limit).ConfigureAwait(false);
                await using (row.ConfigureAwait(false))
                {
                    return await row.ReadAsync(limit).ConfigureAwait(false)
                        ? (row.GetInt64(0), row.GetGuid(1))
                        : throw Schema.SchemaKeeper.Hidden(database.SchemaOf(environment), "feature_rollout_environment");
                }
            }
        },
        cancellationToken);

    private async ValueTask<int> ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        var command = database.Command(connection, sql);
        await using (command.ConfigureAwait(false))
        {
            return await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>What an earlier connection saw may have been another database.</summary>
    private void Begin()
    {
        lock (_gate)
        {
            (_version, _incarnation) = (-1, null);
        }
    }

    private void Hear(string payload)
    {
        if (long.TryParse(payload, NumberStyles.None, CultureInfo.InvariantCulture, out var version))
        {
            Notice(version, _incarnation);
        }
    }

    private void Notice(long version, Guid? incarnation)
    {
        lock (_gate)
        {
            (_version, _incarnation) = (Math.Max(_version, version), incarnation);
            if (!_end.IsCancellationRequested)
            {
                var noticed = _noticed;
                _noticed = New();
                noticed.SetResult();
            }
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
