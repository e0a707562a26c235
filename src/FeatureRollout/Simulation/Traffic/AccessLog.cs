using System.Globalization;

namespace FeatureRollout.Simulation.Traffic;

/// <summary>Reads requests from the access log of a web server.</summary>
internal sealed class AccessLog(TextReader text, string name, AccessLogFormat format) : IRequestLog
{
    private const int FirstFailure = 500;
    private const string Unknown = "-";

    private readonly LogLines _lines = new(text);
    private int _malformed;
    private string? _firstMalformed;
    private int _nobodys;

    public IReadOnlyList<string> Notes
    {
        get
        {
            var notes = new List<string>();
            if (_malformed > 0)
            {
                notes.Add(string.Create(CultureInfo.InvariantCulture, $"{_malformed:N0} {(_malformed == 1 ? "line is" : "lines are")} none of an access log and passed over; the first: {_firstMalformed}"));
            }

            if (_nobodys > 0)
            {
                notes.Add(string.Create(CultureInfo.InvariantCulture, $"{_nobodys:N0} {(_nobodys == 1 ? "request has" : "requests have")} no customer ({format.Customer}) and {(_nobodys == 1 ? "is" : "are")} passed over"));
            }

            return notes;
        }
    }

    public RecordedRequest? Next()
    {
        while (_lines.Next() is { } line)
        {
            try
            {
                if (!string.IsNullOrWhiteSpace(line) && Read(_lines.Number == 1 ? line.TrimStart('\uFEFF') : line) is { } request)
                {
                    return request;
                }
            }
            catch (LogLineException wrong) when (format.SkipMalformed)
            {
                _malformed++;
                _firstMalformed ??= At(_lines.Number, wrong.Column, wrong.Message);
            }
            catch (LogLineException wrong)
            {
                throw new FormatException(At(_lines.Number, wrong.Column, wrong.Message), wrong);
            }
        }

        return null;
    }

    public FormatException Empty() => Error(
        Math.Max(1, _lines.Number),
        Notes.Count == 0 ? "the log is empty" : $"the log has no request of a customer: {string.Join("; ", Notes)}");

    public FormatException Error(int line, string message) => new(At(line, 1, message));

    public void Dispose() => text.Dispose();

    private RecordedRequest? Read(string line)
    {
        if (_lines.IsCut)
        {
            throw new LogLineException(LogLines.Longest + 1, string.Create(CultureInfo.InvariantCulture, $"the line is longer than {LogLines.Longest:N0} characters"));
        }

        var fields = AccessLogLine.Read(line, _lines.Number);
        var isFailure = IsFailure(fields.Status);
        var latency = format.LatencyField is { } place ? Latency(fields, place) : null;
        if (CustomerOf(fields) is { } customer)
        {
            return new RecordedRequest(fields.At, customer, isFailure, latency, _lines.Number);
        }

        _nobodys++;
        return null;
    }

    private string? CustomerOf(AccessLogLine fields)
    {
        var field = format.Customer switch
        {
            AccessLogFormat.User => fields.User.Text,
            AccessLogFormat.Host => fields.Host.Text,
            _ => null,
        };
        var customer = field is null
            ? RequestQuery.Find(LogEscapes.Undo(fields.Request.Text), format.Customer[AccessLogFormat.QueryPrefix.Length..])
            : field == Unknown ? null : LogEscapes.Undo(field);
        return string.IsNullOrEmpty(customer) ? null : customer;
    }

    private static bool IsFailure(CsvField status) =>
        status.Text.Length == 3 && int.TryParse(status.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var code) && code is >= 100 and < 600
            ? code >= FirstFailure
            : throw new LogLineException(status.Column, $"\"{AccessLogLine.Short(status.Text)}\" is no HTTP status from 100 to 599");

    private TimeSpan? Latency(AccessLogLine fields, int place)
    {
        if (fields[place] is not { } field)
        {
            throw new LogLineException(1, string.Create(CultureInfo.InvariantCulture, $"there is no field {place} that could hold the latency"));
        }

        var number = field.Text.AsSpan(field.Text.LastIndexOf('=') + 1);
        if (number is "" or Unknown)
        {
            return null;
        }

        return double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var units) && units <= TimeSpan.FromDays(1) / format.LatencyUnit
            ? units * format.LatencyUnit
            : throw new LogLineException(field.Column, $"\"{AccessLogLine.Short(field.Text)}\" is no latency");
    }

    private string At(int line, int column, string message) => FormattableString.Invariant($"{name}:{line}:{column}: {message}");
}
