using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace FeatureRollout.Rollouts;

/// <summary>Runs the controller while the host runs; it does nothing where there is no store.</summary>
internal sealed class RolloutService(IServiceProvider services, IOptions<FeatureRolloutOptions> options) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!options.Value.RunController || services.GetService<IRolloutStateStore>() is null)
        {
            return;
        }

        // Off the start of the host: looking may begin with work on the store.
        await Task.Yield();
        try
        {
            await services.GetRequiredService<RolloutEngine>().RunAsync(stoppingToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }
}
