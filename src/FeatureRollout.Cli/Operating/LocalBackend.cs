using FeatureRollout.AdminApi.Wire;
using FeatureRollout.Cli.Terminal;

namespace FeatureRollout.Cli.Operating;

/// <summary>The store itself: files beside a flag file, or a database. This program never controls; it acts as a person does.</summary>
internal sealed class LocalBackend : IBackend
{
    private readonly FeatureFlags _flags;
    private readonly IRolloutStateStore _store;
    private readonly RolloutEngine _engine;
    private readonly string _actor;

    private LocalBackend(FeatureFlags flags, IRolloutStateStore store, string place, string actor)
    {
        (_flags, _store, _actor, Place) = (flags, store, actor, place);
        _engine = new RolloutEngine(flags, store, new RolloutOptions { MayControl = false });
    }

    public string Environment => _flags.Environment;

    public string Place { get; }

    public static async Task<LocalBackend> OpenAsync(BackendChoice choice, TimeProvider time, CancellationToken cancellationToken)
    {
        var file = choice.File ?? "flags.json";
        if (!File.Exists(file))
        {
            throw new CliException(ExitCodes.NoInput, $"There is no flag file {Plain.Text(file)}; name one with --file, a database with --postgres, or a running host with --url.");
        }

        var store = new JsonFileRolloutStore(file) { TimeProvider = time };
        var flags = new FeatureFlags(new FeatureFlagsOptions
        {
            Environment = choice.Environment ?? "production", TimeProvider = time, Providers = { new JsonFileProvider(file) { TimeProvider = time }, store },
        });
        await flags.RefreshAsync(cancellationToken);
        return new LocalBackend(flags, store, file, choice.Actor ?? System.Environment.UserName);
    }

    public Task<T> DoAsync<T>(Operation<T> operation, CancellationToken cancellationToken)
    {
        var manager = operation.IfVersion is { } version ? _engine.Manager.IfVersion(version) : _engine.Manager;
        return operation.Locally(new LocalCall(_flags, manager, _store, new RolloutActor(_actor, operation.Reason)), cancellationToken);
    }

    public Task ExportAsync(Stream output, CancellationToken cancellationToken) => throw new NotSupportedException("to be built");

    public Task<RestoredResource> ImportAsync(Stream input, string name, bool replace, CancellationToken cancellationToken) => throw new NotSupportedException("to be built");

    public async ValueTask DisposeAsync()
    {
        await _engine.DisposeAsync();
        _flags.Dispose();
        if (_store is IAsyncDisposable store)
        {
            await store.DisposeAsync();
        }
    }
}
