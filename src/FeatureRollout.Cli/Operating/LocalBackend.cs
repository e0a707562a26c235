using FeatureRollout.AdminApi.Wire;
using FeatureRollout.Cli.Terminal;

namespace FeatureRollout.Cli.Operating;

/// <summary>The store itself: files beside a flag file, or a database. This program never controls; it acts as a person does, and no other process sees it.</summary>
internal sealed class LocalBackend : IBackend
{
    private readonly LocalPlace _place;
    private readonly string _actor;
    private readonly IRolloutStateStore _store;
    private readonly JsonFileProvider? _file;
    private readonly FeatureFlags _flags;
    private readonly RolloutEngine _engine;
    private bool _isFresh;

    private LocalBackend(LocalPlace place, BackendChoice choice, TimeProvider time)
    {
        (_place, _actor) = (place, choice.Actor ?? System.Environment.UserName);
        _store = place.Store(time);
        _file = place.File is { } file ? new JsonFileProvider(file) { TimeProvider = time } : null;
        var options = new FeatureFlagsOptions { Environment = choice.Environment ?? "production", TimeProvider = time };
        if (_file is not null)
        {
            options.Providers.Add(_file);
        }

        options.Providers.Add(_store);
        _flags = new FeatureFlags(options);
        _engine = new RolloutEngine(_flags, _store, new RolloutOptions { MayControl = false });
    }

    public string Environment => _flags.Environment;

    public string Place => _place.Shown;

    /// <summary>Reads the flag file and the store.</summary>
    /// <exception cref="CliException">One of them is not there, wrong, or does not answer.</exception>
    public static async Task<LocalBackend> OpenAsync(BackendChoice choice, TimeProvider time, CancellationToken cancellationToken)
    {
        var place = LocalPlace.Of(choice);
        LocalBackend backend;
        try
        {
            backend = new LocalBackend(place, choice, time);
        }
        catch (ArgumentException exception)
        {
            throw LocalRefusals.Of(exception, place.Shown);
        }

        try
        {
            await backend.ReadAsync(cancellationToken);
            backend._isFresh = true;
            return backend;
        }
        catch
        {
            await backend.DisposeAsync();
            throw;
        }
    }

    public async Task<T> DoAsync<T>(Operation<T> operation, CancellationToken cancellationToken)
    {
        // Others write too; the first operation goes on with what the opening has read.
        if (!_isFresh && !operation.MayBeOfLastReading)
        {
            await ReadAsync(cancellationToken);
        }

        _isFresh = false;
        return await KnownAsync(() =>
        {
            var manager = operation.IfVersion is { } version ? _engine.Manager.IfVersion(version) : _engine.Manager;
            var actor = new RolloutActor(_actor, Given.Text(operation.Reason, "reason"));
            return operation.Locally(new LocalCall(_flags, manager, _store, actor), cancellationToken);
        });
    }

    public Task ExportAsync(Stream output, CancellationToken cancellationToken) => KnownAsync(async () =>
    {
        await RolloutArchive.WriteAsync(output, _store, Environment, _flags.Definitions, cancellationToken);
        return default(Done);
    });

    public async Task<RestoredResource> ImportAsync(Stream input, string name, bool replace, CancellationToken cancellationToken)
    {
        RolloutArchiveContent content;
        try
        {
            content = await RolloutArchive.ReadAsync(input, name, cancellationToken);
        }
        catch (InvalidDataException exception)
        {
            throw LocalRefusals.OfArchive(exception);
        }

        return await KnownAsync(async () =>
        {
            await RolloutArchive.RestoreOrRefuseAsync(content, _store, Environment, replace, cancellationToken);
            _isFresh = false;
            return RestoredResource.Of(content, Environment);
        });
    }

    public async ValueTask DisposeAsync()
    {
        await _engine.DisposeAsync();
        _flags.Dispose();
        if (_store is IAsyncDisposable store)
        {
            await store.DisposeAsync();
        }
    }

    /// <summary>Reads everything anew. What the client would only note as a provider's trouble, and go on without, ends a command.</summary>
    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        if (_file is not null)
        {
            try
            {
                _ = await _file.ReadAsync(Environment, cancellationToken);
            }
            catch (Exception exception) when (exception is FlagFileException or InvalidDataException or IOException or UnauthorizedAccessException)
            {
                throw LocalRefusals.OfFile(exception, _place.File!);
            }
        }

        _ = await KnownAsync(async () => await _store.ReadAsync(Environment, cancellationToken));
        await _flags.RefreshAsync(cancellationToken);
        if (_flags.Status is { Readiness: not FlagsReadiness.Ready } status)
        {
            throw new CliException(ExitCodes.Data, $"What {Place} holds cannot be used.", [.. status.Providers.SelectMany(provider => provider.Problems).Select(Plain.Text)]);
        }
    }

    private async Task<T> KnownAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception exception) when (LocalRefusals.IsKnown(exception))
        {
            throw LocalRefusals.Of(exception, Place);
        }
    }
}
