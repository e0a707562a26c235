using System.Globalization;

namespace ThreeReplicas;

/// <summary>The application's work, as it was and anew.</summary>
internal sealed class Search(Random random)
{
    // A moving share of the searches that take the new path.
    private double _share;

    /// <summary>The old path is a little slow, and works.</summary>
    public Task<string> OldAsync(CancellationToken cancellationToken)
    {
        _share *= 0.99;
        return Task.FromResult("ten results");
    }

    /// <summary>The new path has too few connections to its index: with more than a third of the traffic on it, every third search fails.</summary>
    public Task<string> NewAsync(CancellationToken cancellationToken)
    {
        _share = (_share * 0.99) + 0.01;
        return _share > 0.35 && random.Next(3) == 0
            ? throw new TimeoutException(string.Create(CultureInfo.InvariantCulture, $"No connection to the index in {100 + random.Next(50)} ms."))
            : Task.FromResult("ten better results");
    }
}
