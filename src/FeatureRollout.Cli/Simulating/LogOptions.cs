using System.CommandLine;
using System.Globalization;
using FeatureRollout.Cli.Terminal;

namespace FeatureRollout.Cli.Simulating;

/// <summary>The options of traffic that was recorded.</summary>
internal sealed class LogOptions
{
    private const string Csv = "csv";
    private const string Common = "common";
    private const string Combined = "combined";

    private readonly Option<string?> _file = new("--traffic") { HelpName = "FILE", Description = "A log instead: CSV with time, customer, status, latency (ms); or a web server's access log." };
    private readonly Option<string?> _format = new("--format") { HelpName = "csv|common|combined", Description = "The log's format. Default: seen from its first line." };
    private readonly Option<string?> _customer = new("--customer") { HelpName = "WHERE", Description = "Whose a request of an access log is: user, host or query:NAME. Default user." };
    private readonly Option<int?> _latencyField = Quantities.Option<int>("--latency-field", "N", "Its field with the time taken, from 8 on, or last. The one behind combined is 10.", TryReadField, "a number from 8 on, or last");
    private readonly Option<TimeSpan?> _latencyUnit = Quantities.Option<TimeSpan>("--latency-unit", "s|ms|us", "That field's unit. Default s, as nginx writes; Apache's %D is us.", TryReadUnit, "s, ms or us");
    private readonly Option<bool> _skipBad = new("--skip-bad") { Description = "Pass over lines that are none of an access log, and count them." };
    private readonly Option<bool> _repeat = new("--repeat") { Description = "Begin the log again after its end, at the same time of day." };

    public LogOptions()
    {
        _format.AcceptOnlyFromAmong(Csv, Common, Combined);
        _customer.Validators.Add(result =>
        {
            var where = result.GetValueOrDefault<string?>();
            if (where is not (null or AccessLogFormat.User or AccessLogFormat.Host) && (!where.StartsWith(AccessLogFormat.QueryPrefix, StringComparison.Ordinal) || where.Length == AccessLogFormat.QueryPrefix.Length))
            {
                result.AddError($"--customer: \"{Plain.Text(where)}\" is not user, host, or query:NAME for a parameter of the request.");
            }
        });
    }

    public IReadOnlyList<Option> All => [_file, _format, _customer, _latencyField, _latencyUnit, _skipBad, _repeat];

    /// <summary>The log; null where none is named.</summary>
    /// <exception cref="CliException">It cannot be read, or is named by halves.</exception>
    public RecordedTraffic? Read(ParseResult parsed)
    {
        if (parsed.GetValue(_file) is not { } file)
        {
            return All.FirstOrDefault(option => option != _file && parsed.GetResult(option) is { Implicit: false }) is { } alone
                ? throw CliException.Usage($"{alone.Name} is about a log; name it with --traffic.")
                : null;
        }

        var isCsv = (parsed.GetValue(_format) ?? FormatOf(file)) == Csv;
        Option[] ofAccessLogs = [_customer, _latencyField, _latencyUnit, _skipBad];
        if (isCsv && ofAccessLogs.FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false }) is { } misplaced)
        {
            throw CliException.Usage($"{misplaced.Name} is about access logs, and {Plain.Text(file)} is CSV; if it is none, say --format common or combined.");
        }

        var recorded = RecordedTraffic.FromFile(file) with { Repeat = parsed.GetValue(_repeat) };
        return isCsv ? recorded : recorded with
        {
            AccessLog = new AccessLogFormat
            {
                Customer = parsed.GetValue(_customer) ?? AccessLogFormat.User,
                LatencyField = parsed.GetValue(_latencyField),
                LatencyUnit = parsed.GetValue(_latencyUnit) ?? TimeSpan.FromSeconds(1),
                SkipMalformed = parsed.GetValue(_skipBad),
            },
        };
    }

    /// <summary>A line of an access log has a time in brackets before a text in quotes; CSV's first line has names.</summary>
    private static string FormatOf(string file)
    {
        try
        {
            using var text = new StreamReader(file);
            var beginning = new char[8_192];
            var line = new string(beginning, 0, text.ReadBlock(beginning, 0, beginning.Length)).Split('\n')[0];
            var bracket = line.IndexOf(" [", StringComparison.Ordinal);
            return bracket >= 0 && line.IndexOf("] \"", bracket, StringComparison.Ordinal) > 0 ? Combined : Csv;
        }
        catch (Exception trouble) when (trouble is IOException or UnauthorizedAccessException)
        {
            throw new CliException(ExitCodes.NoInput, $"The log {Plain.Text(file)} cannot be read: {(trouble is FileNotFoundException or DirectoryNotFoundException ? "it is not there" : Plain.Text(trouble.Message))}.");
        }
    }

    private static bool TryReadField(string text, out int field)
    {
        field = -1;
        return text == "last" || (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out field) && field >= 8);
    }

    private static bool TryReadUnit(string text, out TimeSpan unit)
    {
        unit = text switch { "s" => TimeSpan.FromSeconds(1), "ms" => TimeSpan.FromMilliseconds(1), "us" => TimeSpan.FromMicroseconds(1), _ => TimeSpan.Zero };
        return unit > TimeSpan.Zero;
    }
}
