using FeatureRollout.AdminApi.Wire;

namespace FeatureRollout.Cli.Operating;

/// <summary>Where flags and rollouts are: files with the store beside them, a database, or a running host.</summary>
/// <remarks>Whatever goes wrong is a <see cref="Terminal.CliException"/> that says it in one sentence, the same one for all backends where it can be.</remarks>
internal interface IBackend : IAsyncDisposable
{
    /// <summary>The environment that is operated.</summary>
    string Environment { get; }

    /// <summary>Where it is, for people, without secrets: <c>flags.json</c>, <c>PostgreSQL app on db</c>, <c>https://host/</c>.</summary>
    string Place { get; }

    /// <summary>Asks or does something.</summary>
    Task<T> DoAsync<T>(Operation<T> operation, CancellationToken cancellationToken);

    /// <summary>Writes an archive of the environment, as <see cref="RolloutArchive"/> does.</summary>
    Task ExportAsync(Stream output, CancellationToken cancellationToken);

    /// <summary>Puts an archive's documents and events back, all or nothing. The definitions in it are left alone.</summary>
    /// <param name="input">The archive, read to its end.</param>
    /// <param name="name">What errors call it, such as its path.</param>
    /// <param name="replace">Whether it takes the place of what is there; else only an empty environment takes it.</param>
    /// <param name="cancellationToken">Cancels before anything is written.</param>
    Task<RestoredResource> ImportAsync(Stream input, string name, bool replace, CancellationToken cancellationToken);
}
