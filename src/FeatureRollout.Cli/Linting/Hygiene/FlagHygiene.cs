namespace FeatureRollout.Cli.Linting.Hygiene;

/// <summary>Finds what lies about in a flag: lists that contradict each other, and what time has passed by.</summary>
/// <param name="now">The moment.</param>
/// <param name="doubt">Takes what is found.</param>
internal sealed class FlagHygiene(DateTimeOffset now, Doubt doubt)
{
    public void Check(FlagDefinition flag)
    {
        CheckLists(flag);
        CheckTimes(flag);
    }

    /// <summary>Says so where neither the flag nor its plan names somebody.</summary>
    public void CheckOwner(FlagDefinition flag, FlagSet set)
    {
        if (string.IsNullOrWhiteSpace(flag.Owner) && (flag.Plan is null || string.IsNullOrWhiteSpace(set.Plans.GetValueOrDefault(flag.Plan)?.Owner)))
        {
            doubt(LintRules.NoOwner, $"nobody looks after \"{flag.Key}\"; give it an \"owner\"", "flags", flag.Key);
        }
    }

    private void CheckLists(FlagDefinition flag)
    {
        if (flag.Exclude is not { } exclude)
        {
            return;
        }

        var excluded = exclude.Customers.ToHashSet(StringComparer.Ordinal);
        if (excluded.Count > 0)
        {
            Customers("include", [.. (flag.Include?.Customers ?? CustomerList.Empty).Where(excluded.Contains)], "included");
            Customers("overrides", [.. (flag.Overrides?.Keys ?? []).Where(excluded.Contains)], "overridden");
        }

        foreach (var segment in (flag.Include?.Segments ?? []).Intersect(exclude.Segments, StringComparer.Ordinal))
        {
            doubt(LintRules.IncludedExcluded, $"the segment \"{segment}\" is under \"include\" too, and \"exclude\" stands above it", "flags", flag.Key, "exclude");
        }

        void Customers(string member, List<string> both, string how)
        {
            if (both.Count > 0)
            {
                doubt(
                    LintRules.IncludedExcluded,
                    both.Count == 1 ? $"this customer is {how} and excluded; \"exclude\" stands above" : FormattableString.Invariant($"{both.Count} customers, this the first, are {how} and excluded; \"exclude\" stands above"),
                    "flags", flag.Key, member, both[0]);
            }
        }
    }

    private void CheckTimes(FlagDefinition flag)
    {
        if (flag.Expires is { } day && day < DateOnly.FromDateTime(now.UtcDateTime))
        {
            doubt(
                LintRules.FlagExpired,
                FormattableString.Invariant($"\"{flag.Key}\" should have gone from the code after {day:yyyy-MM-dd}; remove it, or give it a later day"),
                "flags", flag.Key, "expires");
        }

        if (flag.Schedule?.Until is { } end && end <= now)
        {
            doubt(
                LintRules.ScheduleEnded,
                FormattableString.Invariant($"the schedule ended at {end.UtcDateTime:yyyy-MM-dd HH:mm} UTC, and \"{flag.Key}\" is off since"),
                "flags", flag.Key, "schedule", "until");
        }

        foreach (var (customer, given) in flag.Overrides ?? new Dictionary<string, FlagOverride>(StringComparer.Ordinal))
        {
            if (given.Until is { } until && until <= now)
            {
                doubt(
                    LintRules.OverrideEnded,
                    FormattableString.Invariant($"the override ended at {until.UtcDateTime:yyyy-MM-dd HH:mm} UTC and changes nothing; remove it"),
                    "flags", flag.Key, "overrides", customer, "until");
            }
        }
    }
}
