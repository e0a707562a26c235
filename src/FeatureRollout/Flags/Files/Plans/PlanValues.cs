using System.Globalization;
using System.Text.Json;
using FeatureRollout.Flags.Plans;

namespace FeatureRollout.Flags.Files.Plans;

/// <summary>Reads one item of a list; null where it was refused.</summary>
internal delegate T? ItemReader<out T>(ref JsonCursor cursor)
    where T : class;

/// <summary>Reads the values that plans are made of.</summary>
internal static class PlanValues
{
    private const int LongestName = 128;

    private static readonly string[] DayNames = [.. Enum.GetNames<DayOfWeek>()];

    /// <summary>Reads a list; an item that was refused is left out.</summary>
    public static List<T> ReadList<T>(ref JsonCursor cursor, string expected, ItemReader<T> read)
        where T : class
    {
        List<T> items = [];
        if (cursor.IsArray(expected))
        {
            while (cursor.Read() && cursor.Token != JsonTokenType.EndArray)
            {
                if (read(ref cursor) is { } item)
                {
                    items.Add(item);
                }
            }
        }

        return items;
    }

    /// <summary>Reads a list of criteria.</summary>
    public static List<Criterion> ReadCriteria(ref JsonCursor cursor) =>
        ReadList(ref cursor, "an array of criteria", ReadCriterion);

    /// <summary>Reads a criterion; what is wrong in it is placed at its character.</summary>
    public static Criterion? ReadCriterion(ref JsonCursor cursor)
    {
        if (cursor.ReadText("a criterion such as \"error_rate < 0.5% for 48h\"") is not { } text)
        {
            return null;
        }

        if (!CriterionText.TryRead(text, out var criterion, out var position, out var message))
        {
            cursor.Refuse(cursor.OffsetInText(position), message);
            return null;
        }

        cursor.Reading.Places.TryAdd(criterion, cursor.At);
        return criterion;
    }

    /// <summary>Reads a list of names, each once.</summary>
    public static List<string> ReadNames(ref JsonCursor cursor, string expected)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        return ReadList(ref cursor, $"an array of {expected}s", string? (ref JsonCursor item) =>
        {
            var name = ReadName(ref item, $"{Article(expected)} {expected}");
            if (name is not null && !seen.Add(name))
            {
                item.Refuse($"{MapKeys.Quote(name)} is listed twice");
                return null;
            }

            return name;
        });
    }

    /// <summary>Reads a name of 1 to 128 characters.</summary>
    public static string? ReadName(ref JsonCursor cursor, string expected) => cursor.ReadText(expected, LongestName, mayBeEmpty: false);

    /// <summary>Reads a length of time.</summary>
    public static TimeSpan? ReadDuration(ref JsonCursor cursor, bool mayBeZero = true)
    {
        if (cursor.Token == JsonTokenType.Number)
        {
            cursor.RefuseValue(DurationText.Expected, "; write it in quotes and with its unit");
            return null;
        }

        if (cursor.ReadText(DurationText.Expected) is not { } text)
        {
            return null;
        }

        if (DurationText.TryRead(text, out var duration) && (mayBeZero || duration > TimeSpan.Zero))
        {
            return duration;
        }

        cursor.RefuseValue(DurationText.Expected);
        return null;
    }

    /// <summary>Reads a time of day.</summary>
    public static TimeOnly? ReadTime(ref JsonCursor cursor)
    {
        const string Expected = "a time of day such as \"09:30\"";
        if (cursor.ReadText(Expected) is not { } text)
        {
            return null;
        }

        if (TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
        {
            return time;
        }

        cursor.RefuseValue(Expected);
        return null;
    }

    /// <summary>Reads the days of a week.</summary>
    public static List<DayOfWeek> ReadDays(ref JsonCursor cursor)
    {
        var days = ReadNames(ref cursor, "day of the week", static (ref JsonCursor item, string name) =>
        {
            var known = DayNames.Contains(name, StringComparer.Ordinal);
            if (!known)
            {
                var suggestion = item.Reading.Errors.Suggest(name, DayNames);
                item.Refuse($"unknown day {MapKeys.Quote(name)}{(suggestion.Length > 0 ? suggestion : $"; there is {string.Join(", ", DayNames)}")}");
            }

            return known;
        });
        return [.. days.Select(Enum.Parse<DayOfWeek>)];
    }

    /// <summary>Reads one word of several.</summary>
    public static string? ReadWord(ref JsonCursor cursor, string noun, IReadOnlyCollection<string> words)
    {
        if (cursor.ReadText($"{Article(noun)} {noun}: {string.Join(", ", words)}") is not { } text)
        {
            return null;
        }

        if (words.Contains(text, StringComparer.Ordinal))
        {
            return text;
        }

        var suggestion = cursor.Reading.Errors.Suggest(text, words);
        cursor.Refuse($"unknown {noun} {MapKeys.Quote(text)}{(suggestion.Length > 0 ? suggestion : $"; there is {string.Join(", ", words)}")}");
        return null;
    }

    /// <summary>Reads what proves a rate to be over its limit.</summary>
    public static CriterionProof? ReadProof(ref JsonCursor cursor) => ReadWord(ref cursor, "proof", ["detector", "threshold"]) switch
    {
        "detector" => CriterionProof.Detector,
        "threshold" => CriterionProof.Threshold,
        _ => null,
    };

    /// <summary>Reads a whole number within bounds.</summary>
    public static int? ReadWhole(ref JsonCursor cursor, int least, int most)
    {
        var expected = FormattableString.Invariant($"a whole number from {least} to {most}");
        return cursor.ReadNumber(expected, number => number >= least && number <= most && double.IsInteger(number)) is { } number ? (int)number : null;
    }

    private delegate bool NameTest(ref JsonCursor cursor, string name);

    private static List<string> ReadNames(ref JsonCursor cursor, string expected, NameTest isValid) =>
        ReadList(ref cursor, $"an array of days, such as [\"Monday\"]", string? (ref JsonCursor item) =>
            ReadName(ref item, $"a {expected}") is { } name && isValid(ref item, name) ? name : null);

    private static string Article(string noun) => noun[0] is 'a' or 'e' or 'i' or 'o' ? "an" : "a";
}
