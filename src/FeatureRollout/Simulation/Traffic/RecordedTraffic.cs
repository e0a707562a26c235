using FeatureRollout.Simulation.Traffic;

namespace FeatureRollout;

/// <summary>
/// Requests from a log. By default CSV (RFC 4180) with a line of names, of which <c>time</c> (ISO 8601), <c>customer</c> and <c>status</c>
/// are needed and <c>latency</c> (milliseconds) may be. A status from 500 on, and <c>error</c>, is a failure; one below, and
/// <c>ok</c>, is none. With <see cref="AccessLog"/> it is the access log of a web server. The flag's own bucketing decides which arm
/// each request goes to, as it would have.
/// </summary>
/// <remarks>
/// The log is read as the simulation goes on, never as a whole. Lines stand in the order of time; one that is late by up to an
/// hour counts when it comes. Trouble is a <see cref="FormatException"/> that names line and column.
/// </remarks>
public sealed record RecordedTraffic : SimulatedTraffic
{
    private readonly Func<TextReader> _open;

    private RecordedTraffic(Func<TextReader> open, string name)
    {
        _open = open;
        Name = name;
    }

    /// <summary>The log's name, for errors.</summary>
    public string Name { get; }

    /// <summary>
    /// Whether the log begins again after its end, at the same time of day, until the simulation ends. Default false: the
    /// simulation ends with the log.
    /// </summary>
    public bool Repeat { get; init; }

    /// <summary>How the log is read where it is a web server's, in the common or combined log format; null for CSV, the default.</summary>
    public AccessLogFormat? AccessLog { get; init; }

    /// <summary>A log in a file.</summary>
    public static RecordedTraffic FromFile(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new RecordedTraffic(() => new StreamReader(path), Path.GetFileName(path));
    }

    /// <summary>A log from anywhere.</summary>
    /// <param name="open">Opens it at its beginning; asked again for each run and each repetition.</param>
    /// <param name="name">Its name, for errors.</param>
    public static RecordedTraffic From(Func<TextReader> open, string name = "log")
    {
        ArgumentNullException.ThrowIfNull(open);
        return new RecordedTraffic(open, name);
    }

    internal override ITrafficFlow Open(ulong seed, DateTimeOffset? start)
    {
        AccessLog?.Check();
        return new RecordedFlow(() => AccessLog is { } format ? new AccessLog(_open(), Name, format) : new RequestLog(_open(), Name), Repeat, seed);
    }
}
