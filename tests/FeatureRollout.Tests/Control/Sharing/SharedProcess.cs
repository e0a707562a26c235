using System.Collections.Concurrent;
using System.Text;
using FeatureRollout.Flags.Files;
using FeatureRollout.TestKit;

namespace FeatureRollout.Tests.Control.Sharing;

/// <summary>One of several processes on a shared store: a client and an engine of its own.</summary>
internal sealed class SharedProcess : IAsyncDisposable, INotifier
{
    private readonly ConcurrentQueue<RolloutNotification> _told = new();
    private readonly CancellationTokenSource _end = new();
    private Task _running = Task.CompletedTask;

    public SharedProcess(MemoryRolloutStore shared, TimeProvider time, Ledger? ledger = null, Action<RolloutOptions>? configure = null, string flags = """{ "search": {} }""")
    {
        Store = new ProcessStore(shared, ledger ?? new Ledger());
        var options = new FeatureFlagsOptions { TimeProvider = time };
        options.Providers.Add(new MemoryProvider(FlagFileReader.Read(Encoding.UTF8.GetBytes($$"""{ "flags": {{flags}} }"""), "flags.json"), name: "file"));
        options.Providers.Add(Store);
        Flags = new FeatureFlags(options);
        var rollouts = new RolloutOptions { Interval = TimeSpan.FromSeconds(15), OnNotice = Notices.Enqueue };
        rollouts.Notifiers.Add(this);
        configure?.Invoke(rollouts);
        Engine = new RolloutEngine(Flags, Store, rollouts);
        Flags.RefreshAsync().GetAwaiter().GetResult();
    }

    string INotifier.Name => "team";

    public ProcessStore Store { get; }

    public FeatureFlags Flags { get; }

    public RolloutEngine Engine { get; }

    public IRolloutManager Manager => Engine.Manager;

    public ConcurrentQueue<FlagsNotice> Notices { get; } = new();

    public IReadOnlyCollection<RolloutNotification> Told => _told;

    /// <summary>A rollout of "search" that is started.</summary>
    public async Task StartRolloutAsync(string plan)
    {
        await Manager.CreateRolloutAsync(new RolloutCreation { FeatureName = "search", Plan = Running.Plan(plan) }, Running.Alice);
        await Manager.StartRolloutAsync("search", Running.Alice);
    }

    /// <summary>Runs client and engine in the background.</summary>
    public void Run() => _running = Task.WhenAll(Flags.RunAsync(_end.Token), Engine.RunAsync(_end.Token));

    /// <summary>Ends gracefully.</summary>
    public async Task EndAsync()
    {
        await _end.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Is gone from one moment to the next: nothing that it sends arrives any more.</summary>
    public void Crash()
    {
        Store.IsDead = true;
        Store.Thaw();
        _end.Cancel();
    }

    public async ValueTask DisposeAsync()
    {
        Store.Thaw();
        await EndAsync();
        await Engine.DisposeAsync();
        Flags.Dispose();
        _end.Dispose();
    }

    Task INotifier.NotifyAsync(RolloutNotification notification, CancellationToken cancellationToken)
    {
        _told.Enqueue(notification);
        return Task.CompletedTask;
    }
}
