using FeatureRollout.TestKit;

namespace FeatureRollout.Tests.Providers.Conformance;

/// <summary>A flag file that is replaced whole.</summary>
internal sealed class JsonFileProviderSubject : ProviderSubject
{
    private readonly TemporaryDirectory _directory = new();

    public override ValueTask<IRolloutStateProvider> OpenAsync(CancellationToken cancellationToken) =>
        ValueTask.FromResult<IRolloutStateProvider>(new JsonFileProvider(_directory["flags.json"]));

    public override async ValueTask PutAsync(string environment, ProviderContent content, CancellationToken cancellationToken)
    {
        await File.WriteAllTextAsync(_directory["new"], content.FlagFile, cancellationToken);
        File.Move(_directory["new"], _directory["flags.json"], overwrite: true);
    }

    public override ValueTask DisposeAsync()
    {
        _directory.Dispose();
        return base.DisposeAsync();
    }
}
