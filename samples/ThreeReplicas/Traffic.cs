using FeatureRollout;
using Microsoft.Extensions.Hosting;

namespace ThreeReplicas;

/// <summary>Customers who search, about 400 times a second.</summary>
internal sealed class Traffic(IFeatureFlags flags, TimeProvider time, int seed) : BackgroundService
{
    public const string Feature = "new_search";
    public const int CustomerCount = 1_000;

    private readonly Random _random = new(seed);

    /// <summary>The names of the customers.</summary>
    public static IEnumerable<string> Customers => Enumerable.Range(1, CustomerCount).Select(CustomerOf);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var search = new Search(_random);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(25), time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            for (var i = 0; i < 10; i++)
            {
                try
                {
                    await flags.RunAsync(Feature, CustomerOf(_random.Next(1, CustomerCount + 1)), on: search.NewAsync, off: search.OldAsync, cancellationToken: stoppingToken);
                }
                catch (TimeoutException)
                {
                    // The customer sees an apology. That it failed has been counted.
                }
            }
        }
    }

    private static string CustomerOf(int number) => FormattableString.Invariant($"customer-{number}");
}
