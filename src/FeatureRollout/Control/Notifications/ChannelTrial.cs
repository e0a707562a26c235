namespace FeatureRollout;

/// <summary>How a trial message went.</summary>
/// <param name="Channel">The notifier's name.</param>
/// <param name="Delivered">Whether it took the message.</param>
/// <param name="Failure">Why not, in one sentence; null where it did.</param>
public sealed record ChannelTrial(string Channel, bool Delivered, string? Failure);
