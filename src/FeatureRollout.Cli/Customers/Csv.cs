namespace FeatureRollout.Cli.Customers;

/// <summary>Writes records of RFC 4180, with LF.</summary>
internal static class Csv
{
    public static void WriteRecord(TextWriter text, IReadOnlyList<string> fields)
    {
        for (var at = 0; at < fields.Count; at++)
        {
            if (at > 0)
            {
                text.Write(',');
            }

            // A record of one empty field would be an empty line, and a mark at a beginning be taken for the file's.
            var isQuoted = fields[at].AsSpan().ContainsAny("\",\r\n\uFEFF") || fields.Count == 1 && fields[at].Length == 0;
            text.Write(isQuoted ? $"\"{fields[at].Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : fields[at]);
        }

        text.Write('\n');
    }
}
