using FeatureRollout.Cli.Terminal;

namespace FeatureRollout.Cli.Operating;

/// <summary>Opens what the command line names.</summary>
internal static class Backends
{
    /// <exception cref="CliException">It is not there, does not answer, or is not understood.</exception>
    public static async Task<IBackend> OpenAsync(BackendChoice choice, TimeProvider time, CancellationToken cancellationToken) => choice.Url is null
        ? await LocalBackend.OpenAsync(choice, time, cancellationToken)
        : await HttpBackend.OpenAsync(choice, time, HttpBackend.UsualLimit, cancellationToken);
}
