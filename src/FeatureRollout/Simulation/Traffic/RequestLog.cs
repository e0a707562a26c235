using System.Globalization;
using FeatureRollout.Flags.Conditions;
using FeatureRollout.Text;

namespace FeatureRollout.Simulation.Traffic;

/// <summary>Reads requests from a log as CSV.</summary>
internal sealed class RequestLog : IRequestLog
{
    private const int FirstFailure = 500;

    private static readonly string[] Needed = ["time", "customer", "status"];
    private static readonly string[] Known = [.. Needed, "latency"];
    private static readonly string[] Failures = ["error", "failure", "failed"];
    private static readonly string[] Successes = ["ok", "success", "succeeded"];

    private readonly TextReader _text;
    private readonly CsvRecords _records;
    private readonly int[] _places;
    private readonly int _count;

    /// <summary>Opens a log and reads its line of names.</summary>
    /// <exception cref="FormatException">A name is missing.</exception>
    public RequestLog(TextReader text, string name)
    {
        _text = text;
        _records = new CsvRecords(text, name);
        var names = _records.Next()?.Select(field => field.Text.Trim().ToLowerInvariant()).ToArray()
            ?? throw _records.Error(1, 1, "the log is empty; its first line names the columns: time,customer,status,latency");
        _count = names.Length;
        _places = Array.ConvertAll(Known, known => Array.FindIndex(names, found => found == known || (known == "latency" && found is "latency_ms" or "latency (ms)")));
        foreach (var (known, place) in Needed.Zip(_places))
        {
            if (place < 0)
            {
                throw _records.Error(1, 1, $"no column \"{known}\"{(NearestName.To(known, names) is { } near ? $"; is \"{near}\" meant for it?" : $"; there are {string.Join(", ", names)}")}");
            }
        }
    }

    public IReadOnlyList<string> Notes => [];

    public RecordedRequest? Next()
    {
        if (_records.Next() is not { } fields)
        {
            return null;
        }

        if (fields.Count != _count)
        {
            throw _records.Error(fields[^1].Line, fields[^1].Column, FormattableString.Invariant($"{fields.Count} fields, where the first line names {_count}"));
        }

        var (time, customer, status) = (fields[_places[0]], fields[_places[1]], fields[_places[2]]);
        if (!IsoMoment.TryRead(time.Text.Replace(' ', 'T'), out var ticks))
        {
            throw _records.Error(time.Line, time.Column, $"\"{time.Text}\" is no time; write it as 2026-01-05T09:30:00Z");
        }

        if (customer.Text.Length == 0)
        {
            throw _records.Error(customer.Line, customer.Column, "the customer is empty");
        }

        return new RecordedRequest(new DateTimeOffset(ticks, TimeSpan.Zero), customer.Text, IsFailure(status), _places[3] < 0 ? null : Latency(fields[_places[3]]), time.Line);
    }

    public FormatException Empty() => Error(2, "the log has no request");

    public FormatException Error(int line, string message) => _records.Error(line, 1, message);

    public void Dispose() => _text.Dispose();

    private bool IsFailure(CsvField status)
    {
        if (int.TryParse(status.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var code) && code is >= 100 and < 600)
        {
            return code >= FirstFailure;
        }

        return Failures.Contains(status.Text, StringComparer.OrdinalIgnoreCase)
            || (Successes.Contains(status.Text, StringComparer.OrdinalIgnoreCase)
                ? false
                : throw _records.Error(status.Line, status.Column, $"\"{status.Text}\" is no status; write ok, error, or an HTTP status from 100 to 599"));
    }

    private TimeSpan? Latency(CsvField latency)
    {
        if (latency.Text.Length == 0)
        {
            return null;
        }

        return double.TryParse(latency.Text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var milliseconds) && milliseconds <= TimeSpan.FromDays(1).TotalMilliseconds
            ? TimeSpan.FromMilliseconds(milliseconds)
            : throw _records.Error(latency.Line, latency.Column, $"\"{latency.Text}\" is no latency in milliseconds");
    }
}
