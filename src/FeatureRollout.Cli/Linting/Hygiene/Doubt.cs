namespace FeatureRollout.Cli.Linting.Hygiene;

/// <summary>Takes what is doubtful.</summary>
/// <param name="rule">The rule.</param>
/// <param name="message">What is doubtful, without customers' ids.</param>
/// <param name="path">The place, as <see cref="PlaceFinder"/> takes it.</param>
internal delegate void Doubt(LintRule rule, string message, params ReadOnlySpan<string> path);
