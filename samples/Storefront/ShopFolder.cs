using System.Globalization;

namespace Storefront;

/// <summary>A folder with a fresh copy of the flag file, so that each show begins at its beginning; it goes when the shop closes.</summary>
internal sealed class ShopFolder : IDisposable
{
    private const string StageInFile = "\"15s\"";
    private const string LongStageInFile = "\"30s\"";

    public ShopFolder(Settings settings)
    {
        var flags = File.ReadAllText(System.IO.Path.Join(AppContext.BaseDirectory, "flags.json"))
            .Replace(StageInFile, Duration(settings.StageSeconds), StringComparison.Ordinal)
            .Replace(LongStageInFile, Duration(2 * settings.StageSeconds), StringComparison.Ordinal);
        File.WriteAllText(FlagFile, flags);
    }

    /// <summary>Where it is.</summary>
    public string Path { get; } = Directory.CreateTempSubdirectory("storefront-").FullName;

    /// <summary>The flag file. Change it while the shop is open, and see.</summary>
    public string FlagFile => System.IO.Path.Join(Path, "flags.json");

    public void Dispose() => Directory.Delete(Path, recursive: true);

    private static string Duration(double seconds) => string.Create(CultureInfo.InvariantCulture, $"\"{(int)Math.Ceiling(seconds)}s\"");
}
