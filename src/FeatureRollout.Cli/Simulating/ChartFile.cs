using System.Text;
using FeatureRollout.Cli.Files;
using FeatureRollout.Cli.Terminal;
using FeatureRollout.Simulation.Shown;

namespace FeatureRollout.Cli.Simulating;

/// <summary>The file into which a chart is drawn: SVG by ourselves, PNG by a program of this machine.</summary>
internal sealed class ChartFile : IDisposable
{
    private readonly OutputFile _file;
    private readonly IReadOnlyList<Rasterizer> _rasterizers;

    /// <param name="path">The file; its ending says what it is.</param>
    /// <param name="programs">Where programs are looked for.</param>
    /// <exception cref="CliException">It can be neither, or nothing here can draw it.</exception>
    public ChartFile(string path, string? programs)
    {
        _rasterizers = Path.GetExtension(path).ToUpperInvariant() switch
        {
            ".SVG" => [],
            ".PNG" => Rasterizers.Find(programs),
            _ => throw CliException.Usage($"--chart: {Plain.Text(path)} ends neither with .svg nor with .png."),
        };
        _file = new OutputFile(path);
    }

    public async Task WriteAsync(SimulationResult result, CancellationToken cancellationToken)
    {
        _file.Write(_rasterizers.Count == 0 ? Encoding.UTF8.GetBytes(result.ToSvg()) : await RasterizeAsync(result.ToSvg(), cancellationToken));
        _file.Keep();
    }

    public void Dispose() => _file.Dispose();

    private async Task<byte[]> RasterizeAsync(string svg, CancellationToken cancellationToken)
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
                    return await File.ReadAllBytesAsync(drawing.Png, cancellationToken);
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
