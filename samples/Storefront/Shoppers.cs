using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Storefront;

/// <summary>Several hundred customers who buy, over HTTP as customers do.</summary>
internal sealed class Shoppers(IServer server, Settings settings, IHostApplicationLifetime lifetime, TimeProvider time) : BackgroundService
{
    public const int Count = 400;

    /// <summary>More than these never wait at once, however slow the machine is.</summary>
    private const int MostWaiting = 50;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var opened = new TaskCompletionSource();
        await using var opening = lifetime.ApplicationStarted.Register(opened.SetResult);
        await opened.Task.WaitAsync(stoppingToken);
        var random = new Random(1);
        using var client = new HttpClient { BaseAddress = Address(), Timeout = TimeSpan.FromSeconds(10) };
        using var queue = new SemaphoreSlim(MostWaiting);
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1.0 / settings.Rate), time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            if (await queue.WaitAsync(TimeSpan.Zero, stoppingToken))
            {
                _ = BuyAsync(client, random.Next(Count), queue, stoppingToken);
            }
        }
    }

    private static async Task BuyAsync(HttpClient client, int shopper, SemaphoreSlim queue, CancellationToken cancellationToken)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/checkout");
            request.Headers.Add(Shop.ShopperHeader, string.Create(CultureInfo.InvariantCulture, $"shopper-{shopper}"));
            using var response = await client.SendAsync(request, cancellationToken);
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
        {
            // The customer goes home. The shop has counted what was its fault.
        }
        finally
        {
            try
            {
                queue.Release();
            }
            catch (ObjectDisposedException)
            {
                // The shop closed meanwhile.
            }
        }
    }

    /// <summary>The shop as it is reached from this machine, wherever it listens.</summary>
    private Uri Address()
    {
        var bound = BindingAddress.Parse(server.Features.Get<IServerAddressesFeature>()!.Addresses.First());
        var host = bound.Host is "*" or "+" or "0.0.0.0" or "[::]" ? "127.0.0.1" : bound.Host;
        return new Uri(string.Create(CultureInfo.InvariantCulture, $"{bound.Scheme}://{host}:{bound.Port}"));
    }
}
