namespace FeatureRollout.House.Tests;

/// <summary>A folder outside the repository that goes away with this.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("feature-rollout-").FullName;

    public string In(params string[] parts) => System.IO.Path.Combine([Path, .. parts]);

    public void Write(string name, string text) => File.WriteAllText(In(name), text);

    public void Dispose()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (IOException)
        {
            // Something still holds a file of it; the system clears its temporary folder.
        }
    }
}
