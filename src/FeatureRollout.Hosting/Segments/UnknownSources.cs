using System.Collections.Concurrent;
using FeatureRollout.Text;
using Microsoft.Extensions.Logging;

namespace FeatureRollout.Segments;

/// <summary>
/// Tells once of each source that a segment names and nobody registered: otherwise its answers would stay not known for
/// no reason that anybody sees. Thread-safe; never throws.
/// </summary>
/// <param name="registered">The names that there are.</param>
/// <param name="logger">Told.</param>
internal sealed class UnknownSources(IReadOnlyCollection<string> registered, ILogger logger)
{
    private readonly ConcurrentDictionary<string, byte> _told = new(StringComparer.Ordinal);

    /// <summary>How many more names are told of; a host whose flags name more has been told enough.</summary>
    private int _left = 100;

    public void Report(string source)
    {
        if (_told.ContainsKey(source) || Volatile.Read(ref _left) <= 0 || !_told.TryAdd(source, 0) || Interlocked.Decrement(ref _left) < 0)
        {
            return;
        }

        var nearest = NearestName.To(source, registered);
        var names = registered.Count == 0 ? "none" : string.Join(", ", registered.Order(StringComparer.Ordinal));
        try
        {
            Log.SegmentSourceUnknown(logger, source, names, nearest is null ? "" : $"; did you mean {nearest}?");
        }
        catch (Exception)
        {
            // The logger's trouble is its own: this is in the path of a request.
        }
    }
}
