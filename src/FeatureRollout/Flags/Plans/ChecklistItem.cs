namespace FeatureRollout;

/// <summary>Something that people do and tick.</summary>
/// <param name="Name">What.</param>
/// <param name="Owner">Who; null for anybody.</param>
/// <param name="Required">Whether it blocks while it is not ticked.</param>
public sealed record ChecklistItem(string Name, string? Owner = null, bool Required = true);
