using FeatureRollout.TestKit;

namespace FeatureRollout.Tests.Providers.Conformance;

/// <summary>Files of their own, which go with the subject.</summary>
internal sealed class JsonFileStoreSubject : StorageSubject<JsonFileRolloutStore>
{
    private readonly TemporaryDirectory _directory = new();

    public override ValueTask<JsonFileRolloutStore> OpenAsync(CancellationToken cancellationToken) =>
        ValueTask.FromResult(new JsonFileRolloutStore(_directory["flags.json"]));

    public override ValueTask DisposeAsync()
    {
        _directory.Dispose();
        return base.DisposeAsync();
    }
}
