using System.CommandLine;
using System.Globalization;

namespace FeatureRollout.Cli.Simulating;

/// <summary>The options of traffic that is drawn; with none of them it is that of <see cref="TrafficModel"/>.</summary>
internal sealed class ModelOptions
{
    /// <summary>By what the 95th percentile stands above the median where only the median is given, as in the model's own.</summary>
    private const double Tail = 2.5;

    private readonly Option<double?> _requests = Quantities.Option<double>("--requests-per-minute", "N", "Requests on average: 0 to 10,000,000. Default 1000.", Quantities.TryReadNumber, "a number from 0 to 10,000,000", n => n is >= 0 and <= 10_000_000);
    private readonly Option<double?> _customers = Quantities.Option<double>("--customers", "N", "Between how many customers they are divided: 1 to 1,000,000. Default 10000.", Quantities.TryReadNumber, "a whole number from 1 to 1,000,000", n => n is >= 1 and <= 1_000_000 && double.IsInteger(n));
    private readonly Option<double?> _wave = Quantities.Option<double>("--daily-wave", "X", "How far the day swings: 0.6 for 40 % at night and 160 % at the peak; 0 to 1. Default 0.", Quantities.TryReadNumber, "a number from 0 to 1", n => n is >= 0 and <= 1);
    private readonly Option<TimeOnly?> _peak = Quantities.Option<TimeOnly>("--peak", "HH:MM", "When the day has its peak. Default 14:00.", TryReadTime, "a time of day such as 14:00");
    private readonly Option<double?> _weekend = Quantities.Option<double>("--weekend", "X", "By what Saturdays and Sundays are multiplied: 0 to 1000. Default 1.", Quantities.TryReadNumber, "a number from 0 to 1000", n => n is >= 0 and <= 1_000);
    private readonly Option<double?> _errors = Quantities.Option<double>("--error-rate", "RATE", "Requests that fail with the feature on, as 0.5% or 0.005. Default 0.1%.", Quantities.TryReadShare, Quantities.Share);
    private readonly Option<double?> _errorsOff = Quantities.Option<double>("--error-rate-off", "RATE", "The same with the feature off. Default that of --error-rate.", Quantities.TryReadShare, Quantities.Share);
    private readonly Option<TimeSpan?> _median = Quantities.Option<TimeSpan>("--latency", "TIME", "Half of the requests take no longer, feature on: up to 1h. Default 80ms.", Quantities.TryReadLatency, Quantities.Latency);
    private readonly Option<TimeSpan?> _p95 = Quantities.Option<TimeSpan>("--latency-p95", "TIME", "95 % take no longer. Default 2.5 times --latency, so 200ms.", Quantities.TryReadLatency, Quantities.Latency);
    private readonly Option<TimeSpan?> _medianOff = Quantities.Option<TimeSpan>("--latency-off", "TIME", "As --latency, feature off. Default that of --latency.", Quantities.TryReadLatency, Quantities.Latency);
    private readonly Option<TimeSpan?> _p95Off = Quantities.Option<TimeSpan>("--latency-p95-off", "TIME", "As --latency-p95, feature off.", Quantities.TryReadLatency, Quantities.Latency);
    private readonly Option<ErrorBursts[]> _bursts = Quantities.Each("--bursts", "TEXT", "Errors in bursts: \"every=1d length=10m errors=30%\"; arms=on strikes only the feature.", TrafficTexts.Bursts);

    public IReadOnlyList<Option> All => [_requests, _customers, _wave, _peak, _weekend, _errors, _errorsOff, _median, _p95, _medianOff, _p95Off, _bursts];

    /// <summary>The traffic; peak and weekend are those of a time zone.</summary>
    public TrafficModel Read(ParseResult parsed, string timeZone)
    {
        var model = new TrafficModel();
        var on = ServiceOf(parsed, model.On, _errors, _median, _p95);
        return model with
        {
            RequestsPerMinute = parsed.GetValue(_requests) ?? model.RequestsPerMinute,
            Customers = (int)(parsed.GetValue(_customers) ?? model.Customers),
            DailyWave = parsed.GetValue(_wave) ?? model.DailyWave,
            PeakTime = parsed.GetValue(_peak) ?? model.PeakTime,
            TimeZone = timeZone,
            WeekendFactor = parsed.GetValue(_weekend) ?? model.WeekendFactor,
            On = on,
            Off = ServiceOf(parsed, on, _errorsOff, _medianOff, _p95Off),
            Bursts = parsed.GetValue(_bursts)?.LastOrDefault(),
        };
    }

    private static ServiceModel ServiceOf(ParseResult parsed, ServiceModel otherwise, Option<double?> errors, Option<TimeSpan?> median, Option<TimeSpan?> p95)
    {
        var half = parsed.GetValue(median);
        var most = parsed.GetValue(p95) ?? (half is { } given ? given * Tail : otherwise.P95Latency);
        half ??= otherwise.MedianLatency;
        return most >= half
            ? new ServiceModel { ErrorRate = parsed.GetValue(errors) ?? otherwise.ErrorRate, MedianLatency = half.Value, P95Latency = most }
            : throw Terminal.CliException.Usage($"{p95.Name} is less than {median.Name}: 95 % of requests take no longer than the one, and half of them no longer than the other.");
    }

    private static bool TryReadTime(string text, out TimeOnly time) => TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out time);
}
