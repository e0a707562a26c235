using System.Buffers;
using FeatureRollout.Flags.Files;

namespace FeatureRollout.Providers;

/// <summary>Reads a flag file's text; throws where it is refused.</summary>
/// <param name="utf8">The whole text.</param>
/// <param name="file">The file's name, for messages.</param>
internal delegate FlagSet FlagFileFormat(ReadOnlySpan<byte> utf8, string file);

/// <summary>How a flag set is kept in a file of the library's own.</summary>
/// <param name="Write">Writes one JSON value.</param>
/// <param name="Read">Reads what was written; throws where it cannot.</param>
internal sealed record StoredFormat(Action<FlagSet, IBufferWriter<byte>> Write, StoredFormatReader Read);

/// <summary>Reads the JSON of one flag set.</summary>
internal delegate FlagSet StoredFormatReader(ReadOnlySpan<byte> utf8);

/// <summary>The formats in use.</summary>
internal static class Formats
{
    /// <summary>What people write.</summary>
    public static readonly FlagFileFormat FlagFile = static (utf8, file) => FlagFileReader.Read(utf8, file);

    /// <summary>What the library writes.</summary>
    public static readonly StoredFormat Stored = new(StoredFlags.Write, static utf8 => StoredFlags.Read(utf8, "last known good"));
}
