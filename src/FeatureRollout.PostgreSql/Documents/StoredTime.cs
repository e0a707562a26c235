namespace FeatureRollout.PostgreSql.Documents;

/// <summary>Moments as columns keep them: to the microsecond, in UTC.</summary>
internal static class StoredTime
{
    /// <summary>The column's moment; the JSON's where that is the same with more decimals.</summary>
    public static DateTimeOffset? Of(DateTimeOffset? json, DateTimeOffset? column) =>
        json is { } exact && column is { } stored && Truncated(exact) == stored ? exact : column;

    /// <summary>As a column takes it.</summary>
    public static DateTimeOffset Truncated(DateTimeOffset moment)
    {
        var utc = moment.ToUniversalTime();
        return utc.AddTicks(-(utc.Ticks % TimeSpan.TicksPerMicrosecond));
    }
}
