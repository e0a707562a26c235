using FeatureRollout.Flags.Plans;

namespace FeatureRollout.Cli.Simulating;

/// <summary>Faults and bursts as they are written on the command line.</summary>
internal static class TrafficTexts
{
    /// <summary>Reads <c>errors=5% latency=2x from=2d until=3d at=25%</c>.</summary>
    /// <exception cref="FormatException">Something is wrong in it.</exception>
    public static SimulatedFault Fault(string text)
    {
        var settings = new Assignments(text, "errors", "latency", "from", "until", "at");
        var (errors, factor) = (settings.Get<double>("errors", Quantities.TryReadShare, Quantities.Share), settings.Get<double>("latency", TryReadFactor, "a factor such as 2x"));
        var (from, until) = (settings.Get<TimeSpan>("from", Quantities.TryReadDuration, DurationText.Expected), settings.Get<TimeSpan>("until", Quantities.TryReadDuration, DurationText.Expected));
        if (errors is null && factor is null)
        {
            throw new FormatException("a fault has errors=5%, or latency=2x, or both.");
        }

        return until <= (from ?? TimeSpan.Zero)
            ? throw new FormatException("until is later than from; both are counted from the start of the simulation.")
            : new SimulatedFault
            {
                ErrorRate = errors ?? 0, LatencyFactor = factor ?? 1, From = from ?? TimeSpan.Zero, Until = until,
                FromPercentage = Percentage.FromPercent((decimal)(settings.Get<double>("at", Quantities.TryReadShare, Quantities.Share) ?? 0) * 100),
            };
    }

    /// <summary>Reads <c>every=1d length=10m errors=30% arms=both</c>.</summary>
    /// <exception cref="FormatException">Something is wrong in it.</exception>
    public static ErrorBursts Bursts(string text)
    {
        var settings = new Assignments(text, "every", "length", "errors", "arms");
        var (every, length) = (settings.Get<TimeSpan>("every", Quantities.TryReadDuration, DurationText.Expected), settings.Get<TimeSpan>("length", Quantities.TryReadDuration, DurationText.Expected));
        var errors = settings.Get<double>("errors", Quantities.TryReadShare, Quantities.Share);
        return every > TimeSpan.Zero && length > TimeSpan.Zero && errors is { } rate
            ? new ErrorBursts(every.Value, length.Value, rate) { BothArms = settings.Get<bool>("arms", TryReadArms, "both or on") ?? true }
            : throw new FormatException("bursts have every=1d, length=10m and errors=30%, with times of more than nothing.");
    }

    /// <summary>Reads a factor of more than 0 and at most 1,000.</summary>
    private static bool TryReadFactor(string text, out double factor) => Quantities.TryReadNumber(text.TrimEnd('x'), out factor) && factor is > 0 and <= 1_000;

    private static bool TryReadArms(string text, out bool both)
    {
        both = text == "both";
        return both || text == "on";
    }
}
