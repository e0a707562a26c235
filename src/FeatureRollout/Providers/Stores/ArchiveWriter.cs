using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;
using FeatureRollout.Flags.Files;
using FeatureRollout.Rollouts.Stored;

namespace FeatureRollout.Providers.Stores;

/// <summary>Writes the lines of an archive and hashes them on the way. Each line is an object with one member, whose name tells what it is.</summary>
internal sealed class ArchiveWriter(Stream output)
{
    /// <summary>The version of reader that an archive needs.</summary>
    public const int Reader = 1;

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly ArrayBufferWriter<byte> _line = new();
    private long _lines;

    /// <summary>Writes the first line.</summary>
    public ValueTask WriteHeaderAsync(string environment, DateTimeOffset at, CancellationToken cancellationToken) =>
        LineAsync("archive", writer =>
        {
            writer.Json.WriteStartObject();
            writer.Json.WriteNumber("reader", Reader);
            writer.Text("environment", environment);
            writer.Moment("exportedAt", at);
            writer.Json.WriteEndObject();
        }, cancellationToken);

    /// <summary>Writes the lines of definitions and plans.</summary>
    public async ValueTask WriteDefinitionsAsync(FlagSet definitions, CancellationToken cancellationToken)
    {
        await WriteAsync("definitions", definitions, StoredFlags.Write, cancellationToken).ConfigureAwait(false);
        await LineAsync("plans", writer => ArchiveReader.Plans.Write(writer, definitions.Plans), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Writes a line.</summary>
    public ValueTask WriteAsync<T>(string name, T value, Action<T, IBufferWriter<byte>> write, CancellationToken cancellationToken)
    {
        var json = new ArrayBufferWriter<byte>();
        write(value, json);
        return LineAsync(name, writer => writer.Json.WriteRawValue(json.WrittenSpan, skipInputValidation: true), cancellationToken);
    }

    /// <summary>Writes the last line.</summary>
    public async ValueTask WriteEndAsync(CancellationToken cancellationToken)
    {
        var lines = _lines;
        var hash = Convert.ToHexStringLower(_hash.GetCurrentHash());
        await LineAsync("end", writer =>
        {
            writer.Json.WriteStartObject();
            writer.Json.WriteNumber("lines", lines);
            writer.Text("sha256", hash);
            writer.Json.WriteEndObject();
        }, cancellationToken).ConfigureAwait(false);
        await output.FlushAsync(cancellationToken).ConfigureAwait(false);
        _hash.Dispose();
    }

    private ValueTask LineAsync(string name, Action<StoredWriter> write, CancellationToken cancellationToken)
    {
        _line.ResetWrittenCount();
        using (var json = new Utf8JsonWriter(_line, StoredWriter.Options))
        {
            json.WriteStartObject();
            json.WritePropertyName(name);
            write(new StoredWriter(json));
            json.WriteEndObject();
        }

        _line.Write("\n"u8);
        _hash.AppendData(_line.WrittenSpan);
        _lines++;
        return output.WriteAsync(_line.WrittenMemory, cancellationToken);
    }
}
