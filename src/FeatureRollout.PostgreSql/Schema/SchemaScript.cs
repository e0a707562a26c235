using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;

namespace FeatureRollout.PostgreSql.Schema;

/// <summary>The SQL of a schema: numbered files, run in the order of their names, each of which may be run again.</summary>
internal static partial class SchemaScript
{
    /// <summary>Counts up with every change of the files.</summary>
    public const int Version = 1;

    /// <summary>The least <see cref="Version"/> that a library must know to use such a schema.</summary>
    public const int LeastReader = 1;

    private const int LongestName = 63;

    private static readonly string[] Files = [.. Embedded.GetManifestResourceNames()
        .Where(name => NumberedFile().IsMatch(name)).Order(StringComparer.Ordinal)];

    private static Assembly Embedded => typeof(SchemaScript).Assembly;

    /// <summary>A name as SQL takes it, whatever its characters.</summary>
    public static string Identifier(string name) => "\"" + name.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";

    /// <summary>A text as SQL takes it, whatever the server makes of backslashes.</summary>
    public static string Literal(string text) => (text.Contains('\\', StringComparison.Ordinal) ? "E'" : "'")
        + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "''", StringComparison.Ordinal) + "'";

    /// <summary>The channel of a schema's notices; a hash stands for what is too long.</summary>
    public static string Channel(string prefix, string schema)
    {
        var name = prefix + "_" + schema;
        return Encoding.UTF8.GetByteCount(name) <= LongestName
            ? name
            : prefix + "_" + Hashing.XxHash3.Hash(Encoding.UTF8.GetBytes(schema)).ToString("x16", CultureInfo.InvariantCulture);
    }

    /// <exception cref="ArgumentException">No schema can be called so.</exception>
    public static void CheckName(string? schema)
    {
        if (string.IsNullOrEmpty(schema) || schema.Contains('\0', StringComparison.Ordinal) || Encoding.UTF8.GetByteCount(schema) > LongestName)
        {
            throw new ArgumentException("PostgreSqlStoreOptions.SchemaOf gives a schema's name: 1 to 63 UTF-8 bytes without NUL.", nameof(schema));
        }
    }

    /// <summary>Takes the lock under which one process at a time creates or upgrades a schema, until the transaction's end.</summary>
    /// <remarks>
    /// Whoever stands still in the middle loses it; and whoever waits long for a table gives up, for those who come to the table later wait behind it.
    /// </remarks>
    public static string Lock(string schema) =>
        $"""
        SET LOCAL idle_in_transaction_session_timeout = '30s';
        SELECT pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended({Literal("feature_rollout " + schema)}, 0));
        SET LOCAL lock_timeout = '10s';
        """;

    /// <summary>Everything that is in the files, without lock and transaction.</summary>
    public static string Body(string environment, string schema, string channelPrefix)
    {
        var text = new StringBuilder();
        foreach (var file in Files)
        {
            text.Append(Fill(Read(file), environment, schema, channelPrefix)).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>The whole as people run it.</summary>
    public static string Whole(string environment, string schema, string channelPrefix) =>
        $"""
        -- FeatureRollout, schema version {Version.ToString(CultureInfo.InvariantCulture)}, environment {environment}. May be run again.
        BEGIN;
        {Lock(schema)}
        {Body(environment, schema, channelPrefix)}COMMIT;

        """;

    /// <summary>An embedded file that is no part of the script, such as <c>roles.sql</c>.</summary>
    public static string Extra(string name, string environment, string schema, string channelPrefix) =>
        Fill(Read(Embedded.GetManifestResourceNames().Single(each => each.EndsWith(".Schema." + name, StringComparison.Ordinal))), environment, schema, channelPrefix);

    private static string Fill(string text, string environment, string schema, string channelPrefix)
    {
        var tag = "$body$";
        for (var i = 1; schema.Contains(tag, StringComparison.Ordinal); i++)
        {
            tag = $"$body{i.ToString(CultureInfo.InvariantCulture)}$";
        }

        return Placeholder().Replace(text, found => found.Value switch
        {
            "{schema}" => Identifier(schema),
            "{schema_name}" => Literal(schema),
            "{environment}" => Literal(environment),
            "{channel}" => Literal(Channel(channelPrefix, schema)),
            "{version}" => Version.ToString(CultureInfo.InvariantCulture),
            "{reader}" => LeastReader.ToString(CultureInfo.InvariantCulture),
            _ => tag,
        });
    }

    private static string Read(string resource)
    {
        using var reader = new StreamReader(Embedded.GetManifestResourceStream(resource)!, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    [GeneratedRegex(@"\{schema\}|\{schema_name\}|\{environment\}|\{channel\}|\{version\}|\{reader\}|\$body\$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"\.Schema\.\d\d_[a-z_]+\.sql$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 5000)]
    private static partial Regex NumberedFile();
}
