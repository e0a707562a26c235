using System.Text;
using Npgsql;
using NpgsqlTypes;

namespace FeatureRollout.PostgreSql;

/// <summary>Values as parameters.</summary>
internal static class Sql
{
    public static NpgsqlParameter Text(string? text) => Of(NpgsqlDbType.Text, text);

    public static NpgsqlParameter Number(long number) => new NpgsqlParameter<long> { TypedValue = number };

    public static NpgsqlParameter Id(Guid id) => new NpgsqlParameter<Guid> { TypedValue = id };

    /// <summary>UTF-8 that goes into a text as it is.</summary>
    public static NpgsqlParameter Json(ReadOnlyMemory<byte> utf8) => new() { Value = utf8, NpgsqlDbType = NpgsqlDbType.Text };

    public static NpgsqlParameter Of<T>(NpgsqlDbType type, T? value) => new() { Value = value is null ? DBNull.Value : value, NpgsqlDbType = type };

    /// <summary>An array.</summary>
    public static NpgsqlParameter List<T>(NpgsqlDbType type, IEnumerable<T> values) => new() { Value = values.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | type };

    /// <summary>Any text as a text column takes it, for people to read: NUL and lone surrogates become U+FFFD.</summary>
    public static string Clean(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)).Replace('\0', '\ufffd');
}
