using System.Text;
using FeatureRollout.Flags.Files;
using FeatureRollout.Simulation.Running;
using FeatureRollout.Text;

namespace FeatureRollout;

/// <summary>
/// Runs a rollout in virtual time against simulated or recorded traffic, with the same controller, criteria and state machine
/// as in production: weeks take seconds. The same settings and seed give the same result, byte for byte.
/// </summary>
public sealed record RolloutSimulation
{
    /// <summary>The plan.</summary>
    public required PlanDefinition Plan { get; init; }

    /// <summary>The flag that it moves. Default <c>feature</c>.</summary>
    public FlagDefinition Flag { get; init; } = new() { Key = "feature" };

    /// <summary>Flags that move together with it; requests are counted for the first.</summary>
    public IReadOnlyList<string> MoreFlags { get; init; } = [];

    /// <summary>Other flags that there are, such as those that the plan sets. Default none.</summary>
    public IReadOnlyCollection<FlagDefinition> OtherFlags { get; init; } = [];

    /// <summary>Customers that are on from the first stage.</summary>
    public CustomerList WhitelistedCustomers { get; init; } = CustomerList.Empty;

    /// <summary>A trigger above the plan's own and above its bands; null for none.</summary>
    public RollbackThreshold? RollbackThreshold { get; init; }

    /// <summary>The requests. Default 1,000 a minute of 10,000 customers, one in a thousand of which fails.</summary>
    public SimulatedTraffic Traffic { get; init; } = new TrafficModel();

    /// <summary>What is wrong with the feature, and when. Default nothing.</summary>
    public IReadOnlyList<SimulatedFault> Faults { get; init; } = [];

    /// <summary>
    /// The metrics of the plan that are not the library's own, by name: those with a source are read from these instead, the
    /// others are reported by people. A metric without any has no data. Null is no data.
    /// </summary>
    public IReadOnlyDictionary<string, Func<SimulatedMoment, double?>> Metrics { get; init; } = new Dictionary<string, Func<SimulatedMoment, double?>>(StringComparer.Ordinal);

    /// <summary>What people do. Default whatever they are asked.</summary>
    public SimulatedPeople People { get; init; } = new();

    /// <summary>Decides everything that is left to chance. Default 1.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>When it begins; null for the log's first minute, or else midnight of the plan's first day, or else of Monday 2026-01-05, in the plan's time zone.</summary>
    public DateTimeOffset? Start { get; init; }

    /// <summary>How often the controller looks. Default a minute; 1 second to 1 hour.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>When it ends, if it is not over before: completed, or rolled back or killed for good. Default 90 days; at most 1,000.</summary>
    public TimeSpan MaximumDuration { get; init; } = TimeSpan.FromDays(90);

    /// <summary>Told after each look how long the simulation has run; for who watches it.</summary>
    internal Action<TimeSpan>? Looked { get; init; }

    /// <summary>The rollout of a flag file, with its plan and flag.</summary>
    /// <param name="flagFile">The file's text.</param>
    /// <param name="rollout">The rollout's key.</param>
    /// <exception cref="FlagFileException">Something is wrong in the file.</exception>
    /// <exception cref="ArgumentException">It has no such rollout; the message names the nearest.</exception>
    public static RolloutSimulation FromFlagFile(string flagFile, string rollout)
    {
        ArgumentNullException.ThrowIfNull(flagFile);
        ArgumentException.ThrowIfNullOrEmpty(rollout);
        return Of(FlagFileReader.Read(Encoding.UTF8.GetBytes(flagFile), "flag file"), rollout);
    }

    /// <summary>The rollout of a flag file that has been read.</summary>
    internal static RolloutSimulation Of(FlagSet file, string rollout)
    {
        if (!file.Rollouts.TryGetValue(rollout, out var definition))
        {
            var nearest = NearestName.To(rollout, file.Rollouts.Keys);
            throw new ArgumentException($"The file has no rollout \"{rollout}\"{(nearest is null ? $"; it has: {string.Join(", ", file.Rollouts.Keys)}." : $"; did you mean \"{nearest}\"?")}", nameof(rollout));
        }

        return new RolloutSimulation
        {
            Plan = file.Plans.TryGetValue(definition.Plan, out var plan) ? plan : ShippedPlans.All[definition.Plan],
            Flag = file.Flags.TryGetValue(rollout, out var flag) ? flag : new FlagDefinition { Key = rollout },
            MoreFlags = definition.MoreFlags,
            OtherFlags = [.. file.Flags.Values.Where(other => other.Key != rollout)],
            WhitelistedCustomers = definition.Customers,
        };
    }

    /// <summary>Runs it.</summary>
    /// <exception cref="ArgumentException">A setting is out of its range; the message names it.</exception>
    /// <exception cref="FormatException">The log has an error; the message names line and column.</exception>
    public async Task<SimulationResult> SimulateAsync(CancellationToken cancellationToken = default)
    {
        Check();
        using var run = new SimulationRun(this);
        return await run.RunAsync(cancellationToken).ConfigureAwait(false);
    }

    private void Check()
    {
        ServiceModel.Require(Interval >= TimeSpan.FromSeconds(1) && Interval <= TimeSpan.FromHours(1), nameof(RolloutSimulation), nameof(Interval), "from 1 second to 1 hour");
        ServiceModel.Require(MaximumDuration >= Interval && MaximumDuration <= TimeSpan.FromDays(1_000), nameof(RolloutSimulation), nameof(MaximumDuration), "at least one interval and at most 1,000 days");
        ServiceModel.Require(People.ReportEvery > TimeSpan.Zero, nameof(SimulatedPeople), nameof(People.ReportEvery), "more than zero");
        foreach (var fault in Faults)
        {
            fault.Check();
        }

        foreach (var metric in Metrics.Keys)
        {
            CheckMetric(metric);
        }
    }

    private void CheckMetric(string metric)
    {
        if (!Plan.Metrics.ContainsKey(metric))
        {
            var nearest = NearestName.To(metric, Plan.Metrics.Keys);
            throw new ArgumentException($"The plan \"{Plan.Name}\" has no metric \"{metric}\"{(nearest is null ? "." : $"; did you mean \"{nearest}\"?")}", nameof(metric));
        }
    }
}
