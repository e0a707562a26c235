using System.Globalization;

namespace FeatureRollout.Flags.Files;

/// <summary>Dates and moments in the ISO 8601 forms that the files take.</summary>
internal static class JsonMoments
{
    private const string Day = "yyyy-MM-dd";

    private static readonly string[] Moments =
    [
        "yyyy-MM-dd'T'HH:mm:ssK",
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK",
        "yyyy-MM-dd'T'HH:mmK",
    ];

    /// <summary>Reads a moment with its offset, or a date as its midnight in UTC.</summary>
    public static bool TryParse(string text, out DateTimeOffset moment)
    {
        if (TryParseDay(text, out var day))
        {
            moment = new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero);
            return true;
        }

        if (HasOffset(text))
        {
            return DateTimeOffset.TryParseExact(text, Moments, CultureInfo.InvariantCulture, DateTimeStyles.None, out moment);
        }

        moment = default;
        return false;
    }

    /// <summary>Reads a date.</summary>
    public static bool TryParseDay(string text, out DateOnly day) =>
        DateOnly.TryParseExact(text, Day, CultureInfo.InvariantCulture, DateTimeStyles.None, out day);

    /// <summary>Whether the text would be a moment if only it said in which offset.</summary>
    public static bool LacksOffset(string text) => !HasOffset(text) && TryParse(text + "Z", out _);

    /// <summary>Writes a moment so that it is read back with its offset.</summary>
    public static string Format(DateTimeOffset moment) => moment.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz", CultureInfo.InvariantCulture);

    /// <summary>Writes a date.</summary>
    public static string Format(DateOnly day) => day.ToString(Day, CultureInfo.InvariantCulture);

    private static bool HasOffset(string text) =>
        text.EndsWith('Z') || (text.Length > Day.Length + 6 && text[^6] is '+' or '-');
}
