namespace FeatureRollout.Cli.Linting;

/// <summary>A rule that findings name.</summary>
/// <param name="Id">Its id, which stays the same for good.</param>
/// <param name="Severity"><see cref="LintFinding.Error"/> or <see cref="LintFinding.Warning"/>.</param>
/// <param name="Summary">What breaks it, in one sentence.</param>
internal sealed record LintRule(string Id, string Severity, string Summary);
