using FeatureRollout.PostgreSql.Tests.Servers;

namespace FeatureRollout.Cli.Tests.Running;

/// <summary>A test that drives a real terminal: skipped where tmux is missing, except in CI, where that is a failure.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class FactWithTmuxAttribute : FactAttribute
{
    public FactWithTmuxAttribute()
    {
        var isThere = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, "tmux")));
        if (!isThere && !PostgresPrograms.InCi)
        {
            Skip = "tmux is not installed";
        }
    }
}
