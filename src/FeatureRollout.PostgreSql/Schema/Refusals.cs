using System.Globalization;
using Npgsql;

namespace FeatureRollout.PostgreSql.Schema;

/// <summary>What the server says when it does not do something.</summary>
internal static class Refusals
{
    public const string LeaseLost = "FR001";
    public const string Hidden = "FR002";
    public const string Foreign = "FR003";
    public const string Newer = "FR004";

    /// <summary>The server's own word that a statement was not done; null where it did not say so, and anything may have happened.</summary>
    public static PostgresException? Find(Exception exception) =>
        exception switch
        {
            // After a fatal error nobody knows whether a commit came before it.
            PostgresException { InvariantSeverity: "ERROR" } refusal => refusal,
            OperationCanceledException { InnerException: PostgresException { InvariantSeverity: "ERROR" } refusal } => refusal,
            NpgsqlException { InnerException: PostgresException { InvariantSeverity: "ERROR" } refusal } => refusal,
            _ => null,
        };

    /// <summary>Whether a table or function is not there that was.</summary>
    public static bool IsMissing(PostgresException refusal) =>
        refusal.SqlState is PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.UndefinedFunction or PostgresErrorCodes.UndefinedColumn
            or PostgresErrorCodes.InvalidSchemaName or PostgresErrorCodes.UndefinedObject;

    /// <summary>Whether another try may succeed at once.</summary>
    public static bool IsRepeatable(PostgresException refusal) =>
        refusal.SqlState is PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected
        || (refusal.SqlState is PostgresErrorCodes.FeatureNotSupported && refusal.MessageText.Contains("cached plan", StringComparison.Ordinal));

    /// <summary>The exception that callers know.</summary>
    public static Exception Translate(PostgresException refusal, Exception thrown, TimeSpan limit) => refusal.SqlState switch
    {
        LeaseLost => new ControllerLeaseLostException(refusal.MessageText, refusal),
        Hidden or Foreign or Newer => new InvalidOperationException(refusal.MessageText, refusal),
        PostgresErrorCodes.InsufficientPrivilege => new InvalidOperationException(
            $"The database's role lacks a right: {refusal.MessageText}. The package's README says which rights it needs.", refusal),
        PostgresErrorCodes.QueryCanceled or PostgresErrorCodes.LockNotAvailable => new TimeoutException(
            string.Create(CultureInfo.InvariantCulture, $"The database did not come to its end within {limit.TotalSeconds:0.###} s, and was stopped; nothing was written."), thrown),
        _ => refusal,
    };
}
