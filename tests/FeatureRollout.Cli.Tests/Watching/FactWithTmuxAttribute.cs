namespace FeatureRollout.Cli.Tests.Watching;

/// <summary>A test that drives a real terminal; skipped on a machine without tmux, but never in CI.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FactWithTmuxAttribute : FactAttribute
{
    public FactWithTmuxAttribute()
    {
        var isThere = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, "tmux")));
        if (!isThere && Environment.GetEnvironmentVariable("CI") is null)
        {
            Skip = "There is no tmux.";
        }
    }
}
