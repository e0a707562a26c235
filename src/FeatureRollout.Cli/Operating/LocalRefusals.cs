using FeatureRollout.AdminApi.Wire;
using FeatureRollout.Cli.Terminal;
using Npgsql;

namespace FeatureRollout.Cli.Operating;

/// <summary>Says in one sentence what a store or a flag file refused; in the words of the admin API where that would say it.</summary>
internal static class LocalRefusals
{
    private const int MostErrors = 20;

    /// <summary>Whether it is known what an exception means.</summary>
    public static bool IsKnown(Exception exception) => exception is RefusedValueException or RolloutConflictException or RolloutRefusedException or ArgumentException or FlagFileException
        or InvalidDataException or NotSupportedException or TimeoutException or IOException or UnauthorizedAccessException or NpgsqlException or InvalidOperationException;

    /// <summary>What was asked or done.</summary>
    public static CliException Of(Exception exception, string place) => exception switch
    {
        RefusedValueException refused => CliException.Usage(Plain.Text(refused.Message)),
        RolloutConflictException conflict => Refusals.Conflict(conflict.Message, conflict.Current is { } current ? CurrentResource.Of(current) : null),
        RolloutRefusedException refused => Refusals.NotAllowedByState(refused.Message, refused.Unmet),
        ObjectDisposedException => new CliException(ExitCodes.Software, Plain.Text(exception.Message)),
        ArgumentException => CliException.Usage(Plain.Text(WithoutParameter(exception.Message))),
        NotSupportedException => CliException.Usage(Plain.Text(exception.Message)),
        _ => OfStore(exception, place),
    };

    /// <summary>What is wrong with a flag file.</summary>
    public static CliException OfFile(Exception exception, string file) => exception switch
    {
        FlagFileException broken => new CliException(
            ExitCodes.Data, FormattableString.Invariant($"{Plain.Text(file)} has {broken.TotalErrors} {(broken.TotalErrors == 1 ? "error" : "errors")}."), Lines(broken, file)),
        InvalidDataException => new CliException(ExitCodes.Data, Plain.Text(exception.Message)),
        _ => new CliException(ExitCodes.NoInput, $"{Plain.Text(file)} cannot be read: {Plain.Text(exception.Message)}"),
    };

    /// <summary>What is wrong with an archive that is to be read.</summary>
    public static CliException OfArchive(InvalidDataException exception) => new(ExitCodes.Data, Plain.Text(exception.Message));

    private static CliException OfStore(Exception exception, string place)
    {
        if (exception is FlagFileException broken)
        {
            return new CliException(ExitCodes.Unavailable, $"The store of {place} is damaged.", Lines(broken, file: null));
        }

        var isForbidden = Chain(exception).Any(each => each is UnauthorizedAccessException or PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege }
            or PostgresException { SqlState: PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification });
        if (isForbidden)
        {
            return new CliException(ExitCodes.NotAllowed, $"The store of {place} does not let this user in: {Plain.Text(exception.Message)}");
        }

        if (exception is InvalidOperationException && exception.Message.Contains("GetSchemaSql", StringComparison.Ordinal))
        {
            var what = exception.Message[..exception.Message.IndexOf(" Run the SQL", StringComparison.Ordinal)];
            return new CliException(ExitCodes.Unavailable, $"{Plain.Text(what)} The tables are not made by this program: run the SQL of PostgreSqlRolloutStore.GetSchemaSql; docs/postgresql.md has how.");
        }

        const string Unreached = " cannot be reached: ";
        return exception.Message.IndexOf(Unreached, StringComparison.Ordinal) is >= 0 and var at
            ? new CliException(ExitCodes.Unavailable, $"{place}{Unreached}{Plain.Text(exception.Message[(at + Unreached.Length)..])}")
            : new CliException(ExitCodes.Unavailable, $"The store of {place} does not do it: {Plain.Text(exception.Message)}");
    }

    /// <summary>The first errors, each with its place, under the name that the file was given by.</summary>
    private static List<string> Lines(FlagFileException broken, string? file)
    {
        var lines = broken.Errors.Take(MostErrors).Select(error => Plain.Text((file is null ? error : error with { File = file }).ToString())).ToList();
        if (broken.TotalErrors > lines.Count)
        {
            lines.Add(FormattableString.Invariant($"and {broken.TotalErrors - lines.Count} more"));
        }

        return lines;
    }

    /// <summary>The name of a parameter in the code means nothing to who gave a command.</summary>
    private static string WithoutParameter(string message)
    {
        var at = message.IndexOf(" (Parameter '", StringComparison.Ordinal);
        return at < 0 ? message : message[..at];
    }

    private static IEnumerable<Exception> Chain(Exception? exception)
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            yield return exception;
        }
    }
}
