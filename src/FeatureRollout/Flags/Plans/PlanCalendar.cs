namespace FeatureRollout;

/// <summary>A time of the week in which advancing is allowed, in the plan's time zone.</summary>
/// <param name="Days">The days; empty for every day.</param>
/// <param name="From">The first minute.</param>
/// <param name="Until">The first minute after it; before <paramref name="From"/> it is one of the next day.</param>
public sealed record AdvanceWindow(IReadOnlyList<DayOfWeek> Days, TimeOnly From, TimeOnly Until);

/// <summary>A time in which advancing is not allowed.</summary>
/// <param name="From">The first moment.</param>
/// <param name="Until">The first moment after it.</param>
/// <param name="Reason">Why.</param>
public sealed record Freeze(DateTimeOffset From, DateTimeOffset Until, string? Reason);

/// <summary>Something planned beside the stages.</summary>
/// <param name="Name">What.</param>
/// <param name="Owner">Who.</param>
/// <param name="Day">Days from the plan's start; negative before it.</param>
public sealed record Milestone(string Name, string? Owner, int Day);

/// <summary>A report that is sent at a local time of the plan's time zone.</summary>
/// <param name="Time">The time of day.</param>
/// <param name="Days">On which days; empty for every day.</param>
/// <param name="Channels">The names of the notifiers; empty for all.</param>
public sealed record ReportSchedule(TimeOnly Time, IReadOnlyList<DayOfWeek> Days, IReadOnlyList<string> Channels);
