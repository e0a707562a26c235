using System.Net;

namespace FeatureRollout.Cli.Operating;

/// <summary>Sends a stream and leaves it to whoever opened it; the platform's own content closes it.</summary>
internal sealed class SentStream(Stream input) : HttpContent
{
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => input.CopyToAsync(stream);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) => input.CopyToAsync(stream, cancellationToken);

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
