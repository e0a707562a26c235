namespace FeatureRollout;

/// <summary>How often an error came.</summary>
/// <param name="Error">The error in short.</param>
/// <param name="Count">How often.</param>
/// <param name="LastAt">When last.</param>
public sealed record ErrorCount(string Error, long Count, DateTimeOffset LastAt);

/// <summary>One recorded error.</summary>
/// <param name="At">When.</param>
/// <param name="CustomerId">Whose; null where it was not said or is longer than 512 UTF-8 bytes.</param>
/// <param name="Stage">In which stage; null in none.</param>
/// <param name="Error">The error in short.</param>
/// <param name="Metadata">What the caller added; bounded.</param>
public sealed record RecordedError(DateTimeOffset At, string? CustomerId, string? Stage, string Error, IReadOnlyDictionary<string, string> Metadata);
