using System.Globalization;
using FeatureRollout;

namespace Storefront;

/// <summary>Says in the terminal what happens, one line each.</summary>
internal sealed class Announcer : INotifier
{
    public string Name => "terminal";

    public Task NotifyAsync(RolloutNotification notification, CancellationToken cancellationToken)
    {
        Say(notification.Title);
        return Task.CompletedTask;
    }

    public static void Say(string line) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{TimeProvider.System.GetLocalNow():HH:mm:ss}  {line}"));

    /// <summary>What to open, and what is going to happen.</summary>
    public static void Open(ICollection<string> urls, Settings settings, ShopFolder folder)
    {
        var url = urls.First();
        Console.WriteLine($"""

            The shop is open.

              {url}            the shop
              {url}/rollouts   the dashboard
              {url}/health     the health check

            Watch both. {Shoppers.Count} customers buy, about {settings.Rate} a second. The new checkout goes to 10, 25 and 50 % of them; then it
            breaks, by itself or when you press the button at the shop, and is taken back by itself.
            {(settings.Postgres is null ? $"State is in {folder.Path}, which goes when the shop closes." : "State is in PostgreSQL.")} Ctrl+C closes it.

            """);
    }
}
