using FeatureRollout.Cli.Reporting;
using FeatureRollout.Cli.Terminal;
using FeatureRollout.Simulation.Shown;

namespace FeatureRollout.Cli.Simulating;

/// <summary>The file into which a chart is drawn: SVG by ourselves, PNG by a program of this machine.</summary>
internal sealed class ChartFile
{
    private readonly string _path;
    private readonly IReadOnlyList<Rasterizer> _rasterizers;

    /// <param name="path">The file; its ending says what it is.</param>
    /// <param name="programs">Where programs are looked for.</param>
    /// <exception cref="CliException">It can be neither, or nothing here can draw it.</exception>
    public ChartFile(string path, string? programs)
    {
        _path = path;
        WholeFile.Check(path);
        _rasterizers = Path.GetExtension(path).ToUpperInvariant() switch
        {
            ".SVG" => [],
            ".PNG" => Rasterizers.Find(programs),
            _ => throw CliException.Usage($"--chart: {Plain.Text(path)} ends neither with .svg nor with .png."),
        };
    }

    public Task WriteAsync(SimulationResult result, CancellationToken cancellationToken) => WholeFile.WriteAsync(
        _path, draft => _rasterizers.Count == 0 ? File.WriteAllTextAsync(draft, result.ToSvg(), cancellationToken) : RasterizeAsync(result.ToSvg(), draft, cancellationToken));

    private async Task RasterizeAsync(string svg, string draft, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("feature-rollout-chart-").FullName;
        try
        {
            var drawing = new Drawing(folder, Path.Combine(folder, "chart.svg"), Path.Combine(folder, "chart.png"), SimulationChart.Width, SimulationChart.Height);
            await File.WriteAllTextAsync(drawing.Svg, svg, cancellationToken);
            var failures = new List<string>();
            foreach (var rasterizer in _rasterizers)
            {
                if (await rasterizer.DrawAsync(drawing, cancellationToken) is not { } failure)
                {
                    File.Copy(drawing.Png, draft);
                    return;
                }

                failures.Add(failure);
            }

            throw new CliException(ExitCodes.Unavailable, "No program could make a PNG of the chart; write it as .svg.", failures);
        }
        finally
        {
            Delete(folder);
        }
    }

    private static void Delete(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (IOException)
        {
            // A browser may still write into its profile; the system cleans temporary folders.
        }
    }
}
