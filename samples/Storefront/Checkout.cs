using System.Globalization;

namespace Storefront;

/// <summary>The shop's work, as it was and anew. Thread-safe.</summary>
internal sealed class Checkout(TimeProvider time)
{
    private readonly Lock _drawing = new();
    private readonly Random _random = new(1);
    private int _orders = 1000;

    /// <summary>Whether the new checkout is broken.</summary>
    public bool IsBroken { get; set; }

    /// <summary>Three steps, a little slow, and once in a long while the bank says no in a bad way.</summary>
    public async Task<string> OldAsync(CancellationToken cancellationToken)
    {
        await WorkAsync(from: 60, to: 160, cancellationToken);
        return Draw(0, 400) == 0 ? throw new TimeoutException("The bank did not answer.") : NextOrder();
    }

    /// <summary>One step, and quick. When it is broken, four in ten orders wait for a payment service that is not there.</summary>
    public async Task<string> NewAsync(CancellationToken cancellationToken)
    {
        if (IsBroken && Draw(0, 10) < 4)
        {
            await WorkAsync(from: 500, to: 800, cancellationToken);
            throw new TimeoutException("The new payment service does not answer.");
        }

        await WorkAsync(from: 30, to: 80, cancellationToken);
        return NextOrder();
    }

    private Task WorkAsync(int from, int to, CancellationToken cancellationToken) =>
        Task.Delay(TimeSpan.FromMilliseconds(Draw(from, to)), time, cancellationToken);

    private int Draw(int from, int to)
    {
        lock (_drawing)
        {
            return _random.Next(from, to);
        }
    }

    private string NextOrder() => string.Create(CultureInfo.InvariantCulture, $"No. {Interlocked.Increment(ref _orders)}");
}
