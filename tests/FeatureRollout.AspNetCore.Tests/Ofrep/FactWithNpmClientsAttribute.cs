namespace FeatureRollout.AspNetCore.Tests.Ofrep;

/// <summary>Skipped where the clients from npm are missing, except in CI, where that is a failure.</summary>
internal sealed class FactWithNpmClientsAttribute : FactAttribute
{
    public FactWithNpmClientsAttribute()
    {
        if (Environment.GetEnvironmentVariable("CI") != "true" && !(IsInstalled("server") && IsInstalled("web")))
        {
            Skip = "The OpenFeature clients are not installed; tests/run installs them";
        }
    }

    private static bool IsInstalled(string name) => Directory.Exists(Path.Combine(NodeClient.FolderOf(name), "node_modules"));
}
