using System.Text;

namespace FeatureRollout.Cli.Hygiene;

/// <summary>What a folder's source code says of flags.</summary>
internal sealed class SourceScan
{
    /// <summary>Source that people write is smaller; what is longer is generated or data.</summary>
    private const int Longest = 4 * 1024 * 1024;

    private const int Examined = 8 * 1024;

    private readonly Dictionary<string, SourceUses> _unknown = new(StringComparer.Ordinal);
    private readonly KeyTable _keys;

    private SourceScan(IEnumerable<string> keys) => _keys = new KeyTable(keys);

    /// <summary>How many files were read.</summary>
    public int Files { get; private set; }

    /// <summary>Names that are asked for and that no flag has.</summary>
    public IEnumerable<KeyValuePair<string, SourceUses>> Unknown => _unknown.OrderBy(name => name.Key, StringComparer.Ordinal);

    /// <summary>Scans a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="keys">The flags that there are.</param>
    /// <param name="warn">Told of what cannot be read; the rest goes on.</param>
    /// <param name="cancellationToken">Ends the scan.</param>
    public static SourceScan Of(string folder, IEnumerable<string> keys, Action<string> warn, CancellationToken cancellationToken)
    {
        var scan = new SourceScan(keys);
        var text = new SourceText(scan._keys, scan._unknown);
        foreach (var file in new SourceFiles(warn).Below(folder))
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                if (Read(Path.Combine(folder, file), warn, file) is { } bytes)
                {
                    text.Read(bytes, file);
                    scan.Files++;
                }
            }
            catch (Exception trouble) when (trouble is IOException or UnauthorizedAccessException)
            {
                warn($"{file} cannot be read.");
            }
        }

        return scan;
    }

    public SourceUses Of(string key) => _keys.Of(key);

    /// <summary>The text as UTF-8; what is wrong in it does no harm, since keys are ASCII. Null for what is no text.</summary>
    private static byte[]? Read(string path, Action<string> warn, string file)
    {
        if (new FileInfo(path).Length > Longest)
        {
            warn($"{file} is over {Longest / 1024 / 1024} MiB and was left out.");
            return null;
        }

        var bytes = File.ReadAllBytes(path);
        var wide = bytes switch
        {
            [0xFF, 0xFE, ..] => Encoding.Unicode,
            [0xFE, 0xFF, ..] => Encoding.BigEndianUnicode,
            _ => null,
        };
        return wide is not null ? Encoding.Convert(wide, Encoding.UTF8, bytes)
            : bytes.AsSpan(0, Math.Min(bytes.Length, Examined)).Contains((byte)0) ? null
            : bytes;
    }
}
