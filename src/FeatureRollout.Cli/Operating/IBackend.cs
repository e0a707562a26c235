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
}
