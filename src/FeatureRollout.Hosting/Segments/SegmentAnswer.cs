namespace FeatureRollout.Segments;

/// <summary>What the cache keeps for a segment and a customer; immutable.</summary>
/// <param name="Value">Whether the customer is in; null where the source has never answered.</param>
/// <param name="DueAt">The clock's timestamp from which on the source is asked again.</param>
internal sealed record SegmentAnswer(bool? Value, long DueAt);
