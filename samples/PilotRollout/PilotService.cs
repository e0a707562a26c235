using System.Globalization;
using FeatureRollout;
using FeatureRollout.TestKit;

namespace PilotRollout;

/// <summary>An application with 1,000 customers, its flags, a store in files, and the engine, on a clock that is moved by hand.</summary>
internal sealed class PilotService : IDisposable
{
    public const int CustomerCount = 1_000;

    private static readonly TimeSpan Step = TimeSpan.FromMinutes(30);
    private static readonly string[] Customers = ["your-internal-customer-id", .. Enumerable.Range(2, CustomerCount - 1).Select(i => $"customer-{i}")];

    private readonly VirtualTimeProvider _time = new(new DateTimeOffset(2026, 1, 5, 9, 0, 0, TimeSpan.Zero));
    private readonly FeatureFlags _flags;
    private readonly RolloutEngine _engine;
    private readonly string _feature;
    private readonly Random _random = new(4);

    public PilotService(string folder, string feature)
    {
        _feature = feature;
        var store = new JsonFileRolloutStore(Path.Combine(folder, "flags.json")) { TimeProvider = _time };
        _flags = new FeatureFlags(new FeatureFlagsOptions { Providers = { store }, TimeProvider = _time });
        _engine = new RolloutEngine(_flags, store, new RolloutOptions { Interval = Step });
    }

    public IRolloutManager Manager => _engine.Manager;

    public DateTimeOffset Now => _time.GetUtcNow();

    /// <summary>Which share of the requests with the feature on fails.</summary>
    public double FailingShare { get; set; } = 0.001;

    public int EnabledCustomers() => Customers.Count(customer => _flags.IsEnabled(_feature, customer));

    /// <summary>Time goes by: each half hour every customer asks ten times, and the controller looks.</summary>
    public async Task<string> PassAsync(TimeSpan time)
    {
        var (requests, failures) = (0, 0);
        for (var passed = TimeSpan.Zero; passed < time; passed += Step)
        {
            _time.Advance(Step < time - passed ? Step : time - passed);
            for (var round = 0; round < 10; round++)
            {
                foreach (var customer in Customers)
                {
                    var evaluation = _flags.Evaluate(_feature, customer);
                    var failed = evaluation.Enabled && _random.NextDouble() < FailingShare;
                    _flags.RecordOutcome(evaluation, new FlagOutcome(!failed, TimeSpan.FromMilliseconds(40 + (20 * _random.NextDouble()))));
                    requests += evaluation.Enabled ? 1 : 0;
                    failures += failed ? 1 : 0;
                }
            }

            await _engine.LookAsync();
        }

        return string.Create(CultureInfo.InvariantCulture, $"{requests:N0} requests with the feature on, {failures:N0} failed");
    }

    public void Dispose() => _flags.Dispose();
}
