namespace FeatureRollout.Cli.Tests.Commands;

/// <summary>Skipped where tmux is missing, except in CI, where that is a failure.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class FactWithTmuxAttribute : FactAttribute
{
    public FactWithTmuxAttribute()
    {
        var isThere = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, "tmux")));
        if (!isThere && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("CI")))
        {
            Skip = "tmux is not installed";
        }
    }
}
