using System.Data.Common;

namespace FeatureRollout.PostgreSql.Outcomes;

/// <summary>The rows of <see cref="OutcomeSql.ReadErrors"/>.</summary>
internal static class ErrorRow
{
    public static async Task<OutcomeErrors> ReadAsync(DbDataReader rows, CancellationToken cancellationToken)
    {
        var recent = new List<(long Id, RecordedError Error)>();
        var top = new List<ErrorCount>();
        while (await rows.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            var at = new DateTimeOffset(rows.GetFieldValue<DateTime>(1));
            var text = StorableText.Read(rows.GetString(2))!;
            if (rows.GetInt64(0) is > 0 and var count)
            {
                top.Add(new ErrorCount(text, count, at));
            }
            else
            {
                recent.Add((rows.GetInt64(6), new RecordedError(at, Text(rows, 4), Text(rows, 3), text, StoredMetadata.Read(rows.GetString(5)))));
            }
        }

        return new OutcomeErrors(
            [.. recent.OrderByDescending(each => each.Error.At).ThenByDescending(each => each.Id).Select(each => each.Error)],
            [.. top.OrderByDescending(each => each.Count).ThenBy(each => each.Error, StringComparer.Ordinal)]);
    }

    private static string? Text(DbDataReader rows, int column) => rows.IsDBNull(column) ? null : StorableText.Read(rows.GetString(column));
}
