using FeatureRollout;

namespace Storefront;

/// <summary>
/// Starts the rollout, and breaks the new checkout once half of the customers have it, unless somebody at the shop was quicker. Taking it
/// back is nobody's business here: the library does that.
/// </summary>
internal sealed class Show(IRolloutManager rollouts, Checkout checkout, Settings settings, IHostApplicationLifetime lifetime, TimeProvider time) : BackgroundService
{
    private static readonly RolloutActor Shopkeeper = new("shopkeeper", "The shop opens.");

    /// <summary>Whether the new checkout is broken.</summary>
    public bool IsBroken => checkout.IsBroken;

    /// <summary>Whether it will break by itself.</summary>
    public bool WillBreak { get; private set; } = true;

    public void Break(bool byItself)
    {
        WillBreak = false;
        checkout.IsBroken = true;
        Announcer.Say(byItself ? "The show breaks the new checkout: four in ten of its orders fail." : "Somebody broke the new checkout: four in ten of its orders fail.");
    }

    public void Mend()
    {
        checkout.IsBroken = false;
        Announcer.Say("The new checkout is mended. After a rollback, start it again on the dashboard.");
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var opened = new TaskCompletionSource();
        await using var opening = lifetime.ApplicationStarted.Register(opened.SetResult);
        await opened.Task.WaitAsync(stoppingToken);
        if (await rollouts.GetRolloutConfigAsync(Shop.Feature, stoppingToken) is null or { Status: RolloutStatus.Draft or RolloutStatus.RolledBack })
        {
            await rollouts.StartRolloutAsync(Shop.Feature, Shopkeeper, cancellationToken: stoppingToken);
        }

        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(250), time);
        while (WillBreak && await timer.WaitForNextTickAsync(stoppingToken))
        {
            var state = await rollouts.GetRolloutConfigAsync(Shop.Feature, stoppingToken);
            var wait = TimeSpan.FromSeconds(settings.StageSeconds * 0.8);
            if (WillBreak && state is { StageName: "half", Status: RolloutStatus.Running } && state.StageSince + wait < time.GetUtcNow())
            {
                Break(byItself: true);
            }
        }
    }
}
