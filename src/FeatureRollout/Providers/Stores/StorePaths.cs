namespace FeatureRollout.Providers.Stores;

/// <summary>Where a file store keeps one environment: <c>flags.json</c> gives <c>flags.production.state.json</c> and its siblings.</summary>
internal sealed record StorePaths(string Directory, string State, string Events, string Lock, string Progress)
{
    /// <summary>The paths of an environment.</summary>
    /// <param name="basePath">The full path that they are named after; it need not exist.</param>
    /// <param name="environment">The environment.</param>
    public static StorePaths Of(string basePath, string environment)
    {
        var stem = Path.Join(Path.GetDirectoryName(basePath), Path.GetFileNameWithoutExtension(basePath) + "." + environment);
        return new StorePaths(Path.GetDirectoryName(basePath)!, stem + ".state.json", stem + ".events.jsonl", stem + ".lock", stem + ".progress");
    }

    /// <summary>A name for the next state until it takes its place.</summary>
    public string Temporary() => $"{State}.{Path.GetRandomFileName()}.tmp";

    /// <summary>Removes what killed processes left of such files. Only under the lock: nobody else is writing one then.</summary>
    public void RemoveTemporary()
    {
        foreach (var left in System.IO.Directory.EnumerateFiles(Directory, Path.GetFileName(State) + ".*.tmp"))
        {
            File.Delete(left);
        }
    }
}
