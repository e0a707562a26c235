using System.ComponentModel;
using System.Diagnostics;
using FeatureRollout.Cli.Terminal;

namespace FeatureRollout.Cli.Simulating;

/// <summary>A program that makes a PNG of an SVG file.</summary>
/// <param name="File">Where it is.</param>
/// <param name="Arguments">What it is told.</param>
internal sealed record Rasterizer(string File, Func<Drawing, string[]> Arguments)
{
    private static readonly byte[] Signature = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    /// <summary>Runs it.</summary>
    /// <returns>What went wrong; null where the picture is there.</returns>
    public async Task<string?> DrawAsync(Drawing drawing, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(File, Arguments(drawing)) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = drawing.Folder };
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limited.CancelAfter(Longest);
        try
        {
            using var process = Process.Start(start)!;
            try
            {
                process.StandardInput.Close();
                var said = Task.WhenAll(process.StandardOutput.ReadToEndAsync(limited.Token), process.StandardError.ReadToEndAsync(limited.Token));
                await process.WaitForExitAsync(limited.Token);
                var last = string.Concat(await said).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault();
                return IsPng(drawing.Png) ? null : FormattableString.Invariant($"{File} ended with {process.ExitCode} and without a picture: {Plain.Text(last)}");
            }
            finally
            {
                Kill(process);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return $"{File} took longer than a minute.";
        }
        catch (Win32Exception trouble)
        {
            return $"{File} cannot be started: {Plain.Text(trouble.Message)}";
        }
    }

    private static bool IsPng(string file)
    {
        if (!System.IO.File.Exists(file))
        {
            return false;
        }

        using var picture = System.IO.File.OpenRead(file);
        var beginning = new byte[Signature.Length];
        return picture.ReadAtLeast(beginning, beginning.Length, throwOnEndOfStream: false) == beginning.Length && beginning.AsSpan().SequenceEqual(Signature);
    }

    private static void Kill(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has ended.
        }
    }
}
