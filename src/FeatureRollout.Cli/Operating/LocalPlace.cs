using FeatureRollout.Cli.Terminal;
using Npgsql;

namespace FeatureRollout.Cli.Operating;

/// <summary>What the command line and the environment name: a flag file with the store beside it, or a database, with a flag file or without.</summary>
/// <param name="File">The flag file; null where a database has all there is.</param>
/// <param name="Database">The connection string; null for the store beside the file.</param>
/// <param name="Schema">The database's schema.</param>
/// <param name="Shown">For people, without secrets.</param>
internal sealed record LocalPlace(string? File, string? Database, string Schema, string Shown)
{
    private const string UsualFile = "flags.json";

    /// <exception cref="CliException">It is not there, or not understood.</exception>
    public static LocalPlace Of(BackendChoice choice)
    {
        if (choice.PostgreSql is null)
        {
            var file = choice.File ?? UsualFile;
            return System.IO.File.Exists(file)
                ? new LocalPlace(file, Database: null, "", Plain.Text(file))
                : throw Missing(file);
        }

        if (choice.File is { } named && !System.IO.File.Exists(named))
        {
            throw Missing(named);
        }

        var database = Check(choice);
        return new LocalPlace(
            choice.File ?? (System.IO.File.Exists(UsualFile) ? UsualFile : null),
            choice.PostgreSql,
            choice.Schema ?? "public",
            Plain.Text($"PostgreSQL {database.Database ?? database.Username} on {database.Host}"));
    }

    public IRolloutStateStore Store(TimeProvider time) => Database is null
        ? new JsonFileRolloutStore(File!) { TimeProvider = time }
        : new PostgreSqlRolloutStore(Database, new PostgreSqlStoreOptions { CreateSchema = false, SchemaOf = _ => Schema });

    private static CliException Missing(string file) =>
        new(ExitCodes.NoInput, $"There is no flag file {Plain.Text(file)}; name one with --file, a database with --postgres, or a running host with --url. A first one writes: {Tool.Name} new.");

    private static NpgsqlConnectionStringBuilder Check(BackendChoice choice)
    {
        NpgsqlConnectionStringBuilder builder;
        try
        {
            builder = new NpgsqlConnectionStringBuilder(choice.PostgreSql);
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or InvalidOperationException or NotSupportedException)
        {
            // The text of the exception may hold a part of what was given, and that a password.
            throw CliException.Usage("The connection string is not understood; it is one such as \"Host=db;Database=app;Username=ops\", as Npgsql takes it.");
        }

        if (choice.IsPostgreSqlOpen && (!string.IsNullOrEmpty(builder.Password) || !string.IsNullOrEmpty(builder.SslPassword)))
        {
            throw CliException.Usage($"--postgres takes no password: others on this machine can read it there. Use PGPASSWORD, ~/.pgpass, or the whole connection string in {GlobalOptions.PostgreSqlVariable}.");
        }

        return string.IsNullOrEmpty(builder.Host)
            ? throw CliException.Usage("The connection string names no host; it is one such as \"Host=db;Database=app;Username=ops\".")
            : builder;
    }
}
