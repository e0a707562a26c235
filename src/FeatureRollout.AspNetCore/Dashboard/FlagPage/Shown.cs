using System.Globalization;
using FeatureRollout.Control.Notifications;

namespace FeatureRollout.Dashboard.FlagPage;

/// <summary>Numbers, times and other people's texts as this page shows them, the same in every culture.</summary>
internal static class Shown
{
    /// <summary>What stands where nothing is known.</summary>
    public const string Nothing = "–";

    /// <summary>Text that people or customers gave, kept apart from what stands around it; a dash for none.</summary>
    public static Html Text(string? text) => string.IsNullOrEmpty(text) ? Words.Nothing : Html.Of($"<bdi>{VisibleText.Marked(text)}</bdi>");

    /// <summary>Such as <c>1,230</c>.</summary>
    public static string Number(long number) => number.ToString("#,0", CultureInfo.InvariantCulture);

    /// <summary>A reading in the unit of its criterion with four digits that count, such as <c>309.7 ms</c>; a dash for none.</summary>
    public static string Reading(double? value, string criterion)
    {
        var shown = ShownReading.Value(value, criterion);
        var end = shown.IndexOf(' ', StringComparison.Ordinal);
        return double.TryParse(end < 0 ? shown : shown.AsSpan(0, end), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && Math.Abs(number) is >= 0.01 and < 1e15
            ? Math.Round(number, Math.Clamp(3 - (int)Math.Floor(Math.Log10(Math.Abs(number))), 0, 4)).ToString("#,0.####", CultureInfo.InvariantCulture) + (end < 0 ? "" : shown[end..])
            : shown;
    }

    /// <summary>A fraction as a percentage with the digits that say something, such as <c>0.42 %</c>; a dash for none.</summary>
    public static string Share(double? fraction) => fraction is not { } share || !double.IsFinite(share)
        ? Nothing
        : (share * 100).ToString(Math.Abs(share) is > 0 and < 0.0001 ? "0.####" : "0.##", CultureInfo.InvariantCulture) + " %";

    /// <summary>An estimate with its error, such as <c>about 1,230 ± 3 %</c>, rounded to what the error leaves certain.</summary>
    public static string About(long estimate, double relativeError)
    {
        if (estimate == 0)
        {
            return "none";
        }

        var size = Math.Pow(10, Math.Max(0, Math.Floor(Math.Log10(Math.Abs((double)estimate))) - 2));
        var rounded = relativeError > 0 ? (long)(Math.Round(estimate / size) * size) : estimate;
        var error = double.IsFinite(relativeError) && relativeError > 0
            ? " ± " + (relativeError * 100).ToString(relativeError < 0.1 ? "0.#" : "0", CultureInfo.InvariantCulture) + " %"
            : "";
        return $"about {Number(rounded)}{error}";
    }

    /// <summary>A length of time in its two largest units, such as <c>1 h 23 min</c>.</summary>
    public static string Duration(TimeSpan time)
    {
        time = time < TimeSpan.Zero ? TimeSpan.Zero : time;
        return time switch
        {
            { TotalSeconds: < 1 } => time == TimeSpan.Zero ? "0 s" : "under 1 s",
            { TotalMinutes: < 1 } => Two(time.Seconds, "s", 0, ""),
            { TotalHours: < 1 } => Two(time.Minutes, "min", time.Minutes < 5 ? time.Seconds : 0, "s"),
            { TotalDays: < 1 } => Two(time.Hours, "h", time.Minutes, "min"),
            _ => Two(time.Days, time.Days == 1 ? "day" : "days", time.Hours, "h"),
        };
    }

    /// <summary>A length of time such as the latency <c>480 ms</c>; a dash for none.</summary>
    public static string Latency(TimeSpan? time) => time is not { } latency
        ? Nothing
        : latency.TotalSeconds < 1
            ? latency.TotalMilliseconds.ToString(latency.TotalMilliseconds < 10 ? "0.#" : "0", CultureInfo.InvariantCulture) + " ms"
            : latency.TotalSeconds.ToString("0.##", CultureInfo.InvariantCulture) + " s";

    /// <summary>A moment in UTC, as short as its distance from now allows.</summary>
    public static Html Time(DateTimeOffset at, DateTimeOffset now)
    {
        var utc = at.UtcDateTime;
        return Html.Of($"<time datetime=\"{utc:yyyy-MM-dd'T'HH:mm:ss'Z'}\" title=\"{utc:yyyy-MM-dd HH:mm:ss} UTC\">{Moment(at, now)}</time>");
    }

    /// <summary>Such as <c>3 min ago</c> or <c>in 2 h</c>.</summary>
    public static string Ago(DateTimeOffset at, DateTimeOffset now) =>
        at > now ? "in " + Duration(at - now) : now - at < TimeSpan.FromSeconds(1) ? "just now" : Duration(now - at) + " ago";

    /// <summary>Such as <c>10:31:07 UTC</c>, or with its day where that is another.</summary>
    public static string Moment(DateTimeOffset at, DateTimeOffset now) => at.UtcDateTime.ToString(
        at.UtcDateTime.Date == now.UtcDateTime.Date ? "HH:mm:ss 'UTC'" : at.UtcDateTime.Year == now.UtcDateTime.Year ? "MMM d, HH:mm 'UTC'" : "yyyy-MM-dd HH:mm 'UTC'",
        CultureInfo.InvariantCulture);

    private static string Two(int large, string unit, int small, string smallUnit) => small == 0
        ? string.Create(CultureInfo.InvariantCulture, $"{large} {unit}")
        : string.Create(CultureInfo.InvariantCulture, $"{large} {unit} {small} {smallUnit}");
}
