using System.Globalization;
using FeatureRollout.PostgreSql.Schema;
using FeatureRollout.Providers.Stores;
using Npgsql;

namespace FeatureRollout.PostgreSql;

/// <summary>Connections to the database, with the environment's schema in place, and commands bounded in time. Thread-safe.</summary>
internal sealed class Database : IAsyncDisposable, IDisposable
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(500);

    private readonly NpgsqlDataSource _source;
    private readonly NpgsqlDataSource _listening;
    private readonly SchemaKeeper _schemas;
    private readonly CancellationTokenSource _end = new();

    public Database(string connectionString, PostgreSqlStoreOptions options)
    {
        Options = options;
        OptionRules.Check(options);
        _source = new NpgsqlDataSourceBuilder(ConnectionRules.Pooled(connectionString, options)).Build();
        _listening = new NpgsqlDataSourceBuilder(ConnectionRules.Listening(connectionString, options)).Build();
        _schemas = new SchemaKeeper(this);
        Name = ConnectionRules.NameOf(connectionString);
    }

    public PostgreSqlStoreOptions Options { get; }

    public string Name { get; }

    /// <summary>Cancelled with the end of the store.</summary>
    public CancellationToken End => _end.Token;

    /// <summary>The schema that keeps an environment.</summary>
    public string SchemaOf(string environment)
    {
        var schema = Options.SchemaOf(environment);
        SchemaScript.CheckName(schema);
        return schema;
    }

    /// <summary>A connection to a database whose schema for the environment exists, is of this version and belongs to that environment.</summary>
    public async ValueTask<NpgsqlConnection> OpenAsync(string environment, CancellationToken cancellationToken)
    {
        StoreRules.CheckEnvironment(environment);
        cancellationToken.ThrowIfCancellationRequested();
        var connection = await _source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        return await KeptAsync(connection, environment, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The same beside the pool; and the channel of the environment's notices.</summary>
    public async ValueTask<(NpgsqlConnection Connection, string Channel)> OpenListeningAsync(string environment, CancellationToken cancellationToken)
    {
        var connection = await BoundedAsync(
            async limit => await KeptAsync(await _listening.OpenConnectionAsync(limit).ConfigureAwait(false), environment, limit).ConfigureAwait(false),
            cancellationToken).ConfigureAwait(false);
        return (connection, _schemas.ChannelOf(environment));
    }

    /// <summary>A connection beside the pool, whatever is in the database.</summary>
    public ValueTask<NpgsqlConnection> OpenBesideAsync(CancellationToken cancellationToken) => _listening.OpenConnectionAsync(cancellationToken);

    /// <summary>Does something once, within the options' timeout.</summary>
    public async ValueTask<T> BoundedAsync<T>(Func<CancellationToken, ValueTask<T>> work, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Options.CommandTimeout);
        return await work(limit.Token).ConfigureAwait(false);
    }

    /// <summary>A command on it, with the timeout of the options; each <c>{schema}</c> in the text becomes the environment's quoted schema.</summary>
    public NpgsqlCommand Command(NpgsqlConnection connection, string environment, string text) =>
        Command(connection, text.Replace("{schema}", SchemaScript.Identifier(SchemaOf(environment)), StringComparison.Ordinal));

    /// <summary>A command that needs no schema, with the timeout of the options.</summary>
    public NpgsqlCommand Command(NpgsqlConnection connection, string text) => new(text, connection) { CommandTimeout = ConnectionRules.Seconds(Options.CommandTimeout) };

    /// <summary>
    /// Does something that reads, or that changes nothing when it is repeated. It is repeated where the connection broke, or the server
    /// asked for it; within twice the options' timeout all is over.
    /// </summary>
    /// <param name="environment">The environment whose schema is seen to first; null where none is needed.</param>
    /// <param name="work">What to do; the token is cancelled when its time is over.</param>
    /// <param name="cancellationToken">Cancels it; it may have been done all the same.</param>
    /// <exception cref="TimeoutException">It took too long; the message says whether it may have been done all the same.</exception>
    /// <exception cref="ControllerLeaseLostException">It was to be done under a lease that is no longer held.</exception>
    /// <exception cref="InvalidOperationException">The schema belongs to somebody else, is missing or too new, or rights are missing.</exception>
    public async ValueTask<T> RunAsync<T>(
        string? environment, Func<NpgsqlConnection, CancellationToken, ValueTask<T>> work, CancellationToken cancellationToken)
    {
        if (environment is not null)
        {
            StoreRules.CheckEnvironment(environment);
        }

        var attempt = new Attempt(this, environment, cancellationToken);
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(attempt.TimeLeft);
            try
            {
                attempt.IsSent = false;
                var connection = environment is null
                    ? await _source.OpenConnectionAsync(limit.Token).ConfigureAwait(false)
                    : await OpenAsync(environment, limit.Token).ConfigureAwait(false);
                await using (connection.ConfigureAwait(false))
                {
                    attempt.IsSent = true;
                    return await work(connection, limit.Token).ConfigureAwait(false);
                }
            }
            catch (Exception exception) when (exception is NpgsqlException or OperationCanceledException or TimeoutException or IOException)
            {
                await attempt.AgainAsync(exception).ConfigureAwait(false);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync().ConfigureAwait(false);
        await _source.DisposeAsync().ConfigureAwait(false);
        await _listening.DisposeAsync().ConfigureAwait(false);
    }

    public void Dispose()
    {
        _end.Cancel();
        _source.Dispose();
        _listening.Dispose();
    }

    private async ValueTask<NpgsqlConnection> KeptAsync(NpgsqlConnection connection, string environment, CancellationToken cancellationToken)
    {
        try
        {
            await _schemas.EnsureAsync(connection, environment, cancellationToken).ConfigureAwait(false);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>What is known of something that may have to be done again.</summary>
    private sealed class Attempt(Database database, string? environment, CancellationToken cancellationToken)
    {
        private readonly long _begun = TimeProvider.System.GetTimestamp();
        private TimeSpan _wait = FirstWait;
        private bool _isUnknown;
        private bool _isRemade;

        public bool IsSent { get; set; }

        /// <summary>Time for one try, and once more as much for finding out what became of it.</summary>
        public TimeSpan TimeLeft
        {
            get
            {
                var left = (_isUnknown ? 2 : 1) * database.Options.CommandTimeout - TimeProvider.System.GetElapsedTime(_begun);
                return left > TimeSpan.Zero ? left : TimeSpan.Zero;
            }
        }

        /// <summary>Returns when it is to be done again, else throws.</summary>
        public async ValueTask AgainAsync(Exception exception)
        {
            if (cancellationToken.IsCancellationRequested)
            {
                throw new OperationCanceledException("Cancelled.", exception, cancellationToken);
            }

            var refusal = Refusals.Find(exception);
            if (refusal is not null && environment is not null && Refusals.IsMissing(refusal) && !_isRemade)
            {
                _isRemade = true;
                database._schemas.Forget(environment);
                return;
            }

            if (refusal is not null && !Refusals.IsRepeatable(refusal))
            {
                throw Refusals.Translate(refusal, exception, database.Options.CommandTimeout);
            }

            _isUnknown |= IsSent && refusal is null;
            if (!_isUnknown && refusal is null && exception is not (OperationCanceledException or TimeoutException))
            {
                throw new IOException($"{database.Name} cannot be reached: {exception.Message}", exception);
            }

            if (TimeLeft <= _wait)
            {
                throw new TimeoutException(
                    string.Create(CultureInfo.InvariantCulture, $"{database.Name} did not answer within {database.Options.CommandTimeout.TotalSeconds:0.###} s")
                    + (_isUnknown ? "; what was to be written may be there or not, which could not be found out." : "; nothing was written."),
                    exception);
            }

            await Task.Delay(_wait, TimeProvider.System, cancellationToken).ConfigureAwait(false);
            _wait = _wait * 2 < LongestWait ? _wait * 2 : LongestWait;
        }
    }
}
