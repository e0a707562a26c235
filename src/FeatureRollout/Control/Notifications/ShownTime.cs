using System.Globalization;

namespace FeatureRollout.Control.Notifications;

/// <summary>Shows moments in a plan's time zone; in UTC where the zone is not known here.</summary>
internal readonly struct ShownTime
{
    private readonly TimeZoneInfo _zone;
    private readonly string _name;

    /// <summary>For a zone by its IANA name.</summary>
    public ShownTime(string zone)
    {
        var known = TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found);
        _zone = known ? found! : TimeZoneInfo.Utc;
        _name = known ? zone : "UTC";
    }

    /// <summary>Such as <c>2026-01-10 09:00 Europe/London</c>.</summary>
    public string Moment(DateTimeOffset at) => Local(at).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) + " " + _name;

    /// <summary>Such as <c>2026-01-10</c>.</summary>
    public string Date(DateTimeOffset at) => Date(Day(at));

    /// <summary>Such as <c>2026-01-10</c>.</summary>
    public static string Date(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>The day that it is there.</summary>
    public DateOnly Day(DateTimeOffset at) => DateOnly.FromDateTime(Local(at).DateTime);

    /// <summary>The zone.</summary>
    public TimeZoneInfo Zone => _zone;

    private DateTimeOffset Local(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, _zone);
}
