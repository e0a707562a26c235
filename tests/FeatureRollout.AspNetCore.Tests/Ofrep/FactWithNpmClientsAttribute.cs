namespace FeatureRollout.AspNetCore.Tests.Ofrep;

/// <summary>Skipped where the clients from npm are missing, except in CI, where that is a failure.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class FactWithNpmClientsAttribute : FactAttribute
{
    public FactWithNpmClientsAttribute()
    {
        if (Environment.GetEnvironmentVariable("CI") != "true" && !(IsInstalled("server") && IsInstalled("web")))
        {
            Skip = "The OpenFeature clients are not installed; tests/run installs them";
        }
    }

    /// <summary>Whether it needs Chromium, too.</summary>
    public bool Browser
    {
        get => false;
        set
        {
            if (value && Environment.GetEnvironmentVariable("CI") != "true" && !File.Exists(NodeClient.Chromium))
            {
                Skip = "Chromium is not installed; tests/run installs it";
            }
        }
    }

    private static bool IsInstalled(string name) => Directory.Exists(Path.Combine(NodeClient.FolderOf(name), "node_modules"));
}
