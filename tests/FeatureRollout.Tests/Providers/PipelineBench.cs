using FeatureRollout.Flags;
using FeatureRollout.Providers;
using FeatureRollout.TestKit;

namespace FeatureRollout.Tests.Providers;

/// <summary>A pipeline under virtual time, with what came out of it.</summary>
internal sealed class PipelineBench : IDisposable
{
    private readonly Lock _gate = new();
    private readonly List<IReadOnlyList<Layer>> _published = [];
    private readonly List<FlagsNotice> _notices = [];
    private readonly CancellationTokenSource _stop = new();
    private ProviderPipeline? _pipeline;
    private Task _running = Task.CompletedTask;

    public PipelineBench(params IRolloutStateProvider[] providers)
    {
        foreach (var provider in providers)
        {
            Options.Providers.Add(provider);
        }

        Options.TimeProvider = Time;
        Options.ReadTimeout = Timeout.InfiniteTimeSpan;
        Options.OnNotice = notice =>
        {
            lock (_gate)
            {
                _notices.Add(notice);
            }

            throw new InvalidOperationException("A listener's own trouble.");
        };
    }

    public VirtualTimeProvider Time { get; } = new();

    public FeatureFlagsOptions Options { get; } = new();

    /// <summary>What the client says to contents; it may throw.</summary>
    public Action<IReadOnlyList<Layer>> Judge { get; set; } = _ => { };

    public ProviderPipeline Pipeline => _pipeline ??= new ProviderPipeline(
        Options,
        contents =>
        {
            Judge(contents);
            lock (_gate)
            {
                _published.Add(contents);
            }
        },
        new Random(1));

    public IReadOnlyList<IReadOnlyList<Layer>> Published
    {
        get
        {
            lock (_gate)
            {
                return [.. _published];
            }
        }
    }

    public IReadOnlyList<FlagsNotice> Notices
    {
        get
        {
            lock (_gate)
            {
                return [.. _notices];
            }
        }
    }

    public ProviderStatus Status => Pipeline.Status[0];

    public Task Refresh() => Pipeline.RefreshAsync(CancellationToken.None).WaitAsync(Wait.Longest);

    public void Start() => _running = Pipeline.RunAsync(_stop.Token);

    public async Task Stop()
    {
        await _stop.CancelAsync();
        await _running.WaitAsync(Wait.Longest);
    }

    /// <summary>The percentage of a flag in what serves; -1 where it does not.</summary>
    public int Serving(string flag) => Published is [.., var last] && last.FirstOrDefault(content => content.Flags.Flags.ContainsKey(flag)) is { } content
        ? OneFlag.PercentageOf(content.Flags, flag)
        : -1;

    public void Dispose()
    {
        _stop.Cancel();
        _pipeline?.Dispose();
    }
}
