using System.CommandLine;
using FeatureRollout.Cli.Operating;
using FeatureRollout.Cli.Terminal;

namespace FeatureRollout.Cli;

/// <summary>The options that every command takes. What is secret comes from the environment alone.</summary>
internal sealed class GlobalOptions
{
    public const string FileVariable = "FEATURE_ROLLOUT_FILE";
    public const string UrlVariable = "FEATURE_ROLLOUT_URL";
    public const string KeyVariable = "FEATURE_ROLLOUT_KEY";
    public const string InsecureVariable = "FEATURE_ROLLOUT_INSECURE";
    public const string PostgreSqlVariable = "FEATURE_ROLLOUT_POSTGRES";
    public const string EnvironmentVariable = "FEATURE_ROLLOUT_ENVIRONMENT";

    public Option<string?> File { get; } = new("--file", "-f")
    {
        Description = $"The flag file; its store is beside it. Default flags.json, or {FileVariable}.", HelpName = "FILE", Recursive = true,
    };

    public Option<string?> Url { get; } = new("--url", "-u")
    {
        Description = $"A running host's address, such as https://shop.example/; the key is in {KeyVariable}. Or {UrlVariable}.", HelpName = "ADDRESS", Recursive = true,
    };

    public Option<string?> PostgreSql { get; } = new("--postgres")
    {
        Description = $"A database, such as \"Host=db;Database=app;Username=ops\"; the password is in PGPASSWORD or ~/.pgpass. Or {PostgreSqlVariable}.", HelpName = "CONNECTION", Recursive = true,
    };

    public Option<string?> Schema { get; } = new("--schema") { Description = "The database's schema. Default public.", HelpName = "NAME", Recursive = true };

    public Option<string?> Environment { get; } = new("--environment", "-e")
    {
        Description = $"The environment. Default production; of a host the one that it serves. Or {EnvironmentVariable}.", HelpName = "NAME", Recursive = true,
    };

    public Option<string?> Actor { get; } = new("--as") { Description = "Who acts, for the audit. Default the user of this machine; a host knows by the key.", HelpName = "NAME", Recursive = true };

    public Option<bool> Json { get; } = new("--json") { Description = "Print JSON.", Recursive = true };

    public IEnumerable<Option> All => [File, Url, PostgreSql, Schema, Environment, Actor, Json];

    /// <summary>Where to operate; what stands on the command line counts before the environment.</summary>
    /// <exception cref="CliException">Two places are named.</exception>
    public BackendChoice Choose(ParseResult parsed, Func<string, string?> variable)
    {
        var (url, database) = (parsed.GetValue(Url), parsed.GetValue(PostgreSql));
        if (url is not null && (database is not null || parsed.GetValue(File) is not null))
        {
            throw CliException.Usage("--url is a host with its own store and files; leave --file and --postgres out.");
        }

        var named = url is not null || database is not null || parsed.GetValue(File) is not null;
        url ??= named ? null : variable(UrlVariable);
        database ??= url is not null || parsed.GetValue(File) is not null ? null : variable(PostgreSqlVariable);
        return new BackendChoice(
            url is null ? parsed.GetValue(File) ?? variable(FileVariable) : null, url, database, parsed.GetValue(Schema), parsed.GetValue(Environment) ?? variable(EnvironmentVariable), parsed.GetValue(Actor), variable(KeyVariable))
        {
            IsInsecureAllowed = variable(InsecureVariable) == "1",
            IsPostgreSqlOpen = parsed.GetValue(PostgreSql) is not null,
        };
    }
}
