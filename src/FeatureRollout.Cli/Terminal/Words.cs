using System.Globalization;

namespace FeatureRollout.Cli.Terminal;

/// <summary>How times and states are written in words.</summary>
internal static class Words
{
    /// <summary>The time of a day in UTC, such as <c>10:31:07</c>.</summary>
    public static string Clock(DateTimeOffset at) => at.UtcDateTime.ToString("HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary>A moment for a log, such as <c>2026-01-10 10:31:07Z</c>.</summary>
    public static string Stamp(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>A moment as short as its distance allows: <c>10:31:07</c> today, else <c>01-10 10:31</c>; always eleven cells wide or less.</summary>
    public static string Moment(DateTimeOffset at, DateTimeOffset now) =>
        at.UtcDateTime.Date == now.UtcDateTime.Date ? Clock(at) : at.UtcDateTime.ToString("MM-dd HH:mm", CultureInfo.InvariantCulture);

    /// <summary>A length of time in its two largest units, such as <c>3h 12m</c>.</summary>
    public static string Duration(TimeSpan time) => time switch
    {
        { TotalSeconds: < 1 } => time > TimeSpan.Zero ? "under 1s" : "0s",
        { TotalMinutes: < 1 } => Two(time.Seconds, "s", 0, ""),
        { TotalHours: < 1 } => Two(time.Minutes, "m", time.Minutes < 5 ? time.Seconds : 0, "s"),
        { TotalDays: < 1 } => Two(time.Hours, "h", time.Minutes, "m"),
        _ => Two(time.Days, "d", time.Hours, "h"),
    };

    public static string Status(RolloutStatus status) => status switch
    {
        RolloutStatus.RolledBack => "rolled back",
        RolloutStatus.Draft => "draft",
        RolloutStatus.Running => "running",
        RolloutStatus.Held => "held",
        RolloutStatus.Paused => "paused",
        RolloutStatus.Completed => "completed",
        _ => "killed",
    };

    public static string Verdict(CriterionVerdict verdict) => verdict switch
    {
        CriterionVerdict.Pass => "pass",
        CriterionVerdict.Fail => "fail",
        CriterionVerdict.Undecided => "undecided",
        _ => "no data",
    };

    /// <summary>Of a rule that acts when it holds, such as a trigger or an alert.</summary>
    public static string Rule(CriterionVerdict verdict) => verdict switch
    {
        CriterionVerdict.Pass => "fires",
        CriterionVerdict.Fail => "quiet",
        _ => Verdict(verdict),
    };

    private static string Two(int large, string unit, int small, string smallUnit) => small == 0
        ? string.Create(CultureInfo.InvariantCulture, $"{large}{unit}")
        : string.Create(CultureInfo.InvariantCulture, $"{large}{unit} {small}{smallUnit}");
}
