using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace FeatureRollout.AspNetCore.Tests.Metrics;

/// <summary>
/// The library's metrics of one environment in Prometheus' text format, named as the OpenTelemetry exporters name them:
/// https://opentelemetry.io/docs/specs/otel/compatibility/prometheus_and_openmetrics/. For tests; no exporter is needed.
/// </summary>
internal sealed class PrometheusText : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly SortedDictionary<string, List<string>> _lines = new(StringComparer.Ordinal);

    /// <param name="environment">Whose metrics: other tests of this process have clients of their own.</param>
    public PrometheusText(string environment)
    {
        _listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter is { Name: "FeatureRollout", Tags: { } tags } && tags.Any(tag => Equals(tag.Value, environment)))
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.Start();
    }

    /// <summary>The present values.</summary>
    public string Read()
    {
        lock (_lines)
        {
            _lines.Clear();
            _listener.RecordObservableInstruments();
            return string.Concat(_lines.Select(metric => $"{metric.Key}\n{string.Concat(metric.Value)}"));
        }
    }

    public void Dispose() => _listener.Dispose();

    /// <summary>Dots become underscores, a unit that is no remark in braces is appended, and a counter ends in <c>_total</c>.</summary>
    internal static string NameOf(string instrument, string? unit, bool isCounter)
    {
        var name = Underscored(instrument) + unit switch
        {
            null or "" => "",
            "s" => "_seconds",
            _ when unit.StartsWith('{') => "",
            _ => throw new NotSupportedException(unit),
        };
        return isCounter ? name + "_total" : name;
    }

    private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var isCounter = instrument is ObservableCounter<long>;
        var name = NameOf(instrument.Name, instrument.Unit, isCounter);
        var labels = new StringBuilder();
        foreach (var (key, tag) in tags)
        {
            var text = tag!.ToString()!.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
            labels.Append(labels.Length > 0 ? "," : "").Append(Underscored(key)).Append("=\"").Append(text).Append('"');
        }

        var head = $"# TYPE {name} {(isCounter ? "counter" : "gauge")}";
        if (!_lines.TryGetValue(head, out var lines))
        {
            _lines[head] = lines = [];
        }

        lines.Add(string.Create(CultureInfo.InvariantCulture, $"{name}{{{labels}}} {value}\n"));
    }

    private static string Underscored(string name) => string.Concat(name.Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : '_'));
}
