using FeatureRollout.Cli.Terminal;

namespace FeatureRollout.Cli.Simulating;

/// <summary>Programs of this machine that make a PNG of an SVG file, in the order in which they are tried. None is ever run through a shell.</summary>
internal static class Rasterizers
{
    private static readonly Func<Drawing, string[]> Chromium = drawing =>
    [
        "--headless", .. IsRoot ? ["--no-sandbox"] : Array.Empty<string>(), "--disable-gpu", "--hide-scrollbars", "--no-first-run", "--disable-extensions", "--disable-background-networking",
        "--force-device-scale-factor=2", FormattableString.Invariant($"--window-size={drawing.Width},{drawing.Height}"), "--default-background-color=ffffffff",
        $"--user-data-dir={Path.Combine(drawing.Folder, "profile")}", $"--screenshot={drawing.Png}", new Uri(drawing.Svg).AbsoluteUri,
    ];

    private static readonly Func<Drawing, string[]> Magick = drawing => ["-background", "white", "-density", "192", drawing.Svg, drawing.Png];

    private static readonly (string Program, Func<Drawing, string[]> Arguments)[] Known =
    [
        ("rsvg-convert", drawing => ["--width", Pixels(drawing), "--keep-aspect-ratio", "--background-color", "white", "--output", drawing.Png, drawing.Svg]),
        ("resvg", drawing => ["--width", Pixels(drawing), "--background", "white", drawing.Svg, drawing.Png]),
        ("inkscape", drawing => [drawing.Svg, "--export-type=png", $"--export-filename={drawing.Png}", $"--export-width={Pixels(drawing)}", "--export-background=white"]),
        ("magick", Magick),
        .. OperatingSystem.IsWindows() ? Array.Empty<(string, Func<Drawing, string[]>)>() : [("convert", Magick)],
        ("chromium", Chromium),
        ("chromium-browser", Chromium),
        ("google-chrome", Chromium),
        ("google-chrome-stable", Chromium),
    ];

    private static bool IsRoot => !OperatingSystem.IsWindows() && Environment.IsPrivilegedProcess;

    /// <summary>Those that are there.</summary>
    /// <param name="path">The folders in which programs are looked for, as <c>PATH</c> has them.</param>
    /// <exception cref="CliException">There is none.</exception>
    public static IReadOnlyList<Rasterizer> Find(string? path)
    {
        var found = Known.Select(known => (known.Arguments, File: Locate(known.Program, path))).Where(known => known.File is not null)
            .Select(known => new Rasterizer(known.File!, known.Arguments)).ToArray();
        return found.Length > 0 ? found : throw new CliException(
            ExitCodes.Unavailable,
            "No program that makes a PNG of an SVG is on the PATH; install one of those below, or write the chart as .svg.",
            [string.Join(", ", Known.Select(known => known.Program))]);
    }

    /// <summary>Folders that are not named from the root are left out: a program of the present folder may be anybody's.</summary>
    private static string? Locate(string program, string? path) => (path ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Where(Path.IsPathFullyQualified)
        .Select(folder => Path.Combine(folder, OperatingSystem.IsWindows() ? program + ".exe" : program))
        .FirstOrDefault(file => File.Exists(file) && (OperatingSystem.IsWindows() || (File.GetUnixFileMode(file) & UnixFileMode.OtherExecute) != 0));

    private static string Pixels(Drawing drawing) => FormattableString.Invariant($"{drawing.Width * 2}");
}

/// <summary>A drawing on its way.</summary>
/// <param name="Folder">A folder of its own.</param>
/// <param name="Svg">The SVG file.</param>
/// <param name="Png">The PNG file to be.</param>
/// <param name="Width">Its width in the SVG's units; the picture has twice as many pixels.</param>
/// <param name="Height">Its height.</param>
internal sealed record Drawing(string Folder, string Svg, string Png, int Width, int Height);
