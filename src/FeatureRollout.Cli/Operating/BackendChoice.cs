namespace FeatureRollout.Cli.Operating;

/// <summary>What the command line and the environment say about where to operate.</summary>
/// <param name="File">The flag file; null for <c>flags.json</c> in the current directory, if it is there.</param>
/// <param name="Url">The address of a running host; null for none.</param>
/// <param name="PostgreSql">The connection string of a database; null for none.</param>
/// <param name="Schema">The database's schema; null for <c>public</c>.</param>
/// <param name="Environment">The environment; null for <c>production</c>, or the one that the host serves.</param>
/// <param name="Actor">Who acts, before a store; null for the user of this machine. A host knows by the key.</param>
/// <param name="Key">The key for the host, out of the environment; null for none.</param>
internal sealed record BackendChoice(string? File, string? Url, string? PostgreSql, string? Schema, string? Environment, string? Actor, string? Key)
{
    /// <summary>Whether the key may go over http to another machine.</summary>
    public bool IsInsecureAllowed { get; init; }

    /// <summary>Whether the connection string stands on the command line, which others on the machine can read.</summary>
    public bool IsPostgreSqlOpen { get; init; }
}
