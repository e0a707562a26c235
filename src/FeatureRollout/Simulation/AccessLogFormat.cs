using FeatureRollout.Simulation.Traffic;

namespace FeatureRollout;

/// <summary>
/// How the access log of a web server is read: the common log format, <c>host ident user [time] "request" status bytes</c>, and the
/// combined one, which adds <c>"referer" "user agent"</c>; more fields may follow. A status from 500 on is a failure.
/// </summary>
/// <remarks>
/// Formats and escapes are those of Apache (<see href="https://httpd.apache.org/docs/2.4/mod/mod_log_config.html"/>) and of nginx
/// (<see href="https://nginx.org/en/docs/http/ngx_http_log_module.html"/>). A request without a customer is passed over, and counted
/// in <see cref="SimulationResult.Notes"/>. Immutable.
/// </remarks>
public sealed record AccessLogFormat
{
    /// <summary>The customer is the authenticated user, the third field.</summary>
    public const string User = "user";

    /// <summary>The customer is the host, the first field.</summary>
    public const string Host = "host";

    /// <summary>Before the name of a query parameter of the request that holds the customer, as in <c>query:customer</c>.</summary>
    public const string QueryPrefix = "query:";

    /// <summary>Where the customer's id stands: <c>user</c>, <c>host</c>, or <c>query:</c> and a parameter's name. Default <c>user</c>.</summary>
    public string Customer { get; init; } = User;

    /// <summary>
    /// The field that holds how long the request took, counted from 1, where the time and each text in quotes is one field: 10 for what
    /// follows the combined format, -1 for the last. A name before the number, as in <c>rt=0.012</c>, is left out. Null for none, the default.
    /// </summary>
    public int? LatencyField { get; init; }

    /// <summary>What that number counts. Default a second, as nginx has it; Apache's <c>%D</c> counts microseconds.</summary>
    public TimeSpan LatencyUnit { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Whether lines that are none of an access log are passed over and counted. Default false: the first one ends the simulation.</summary>
    public bool SkipMalformed { get; init; }

    internal void Check()
    {
        ServiceModel.Require(
            Customer is User or Host || (Customer.StartsWith(QueryPrefix, StringComparison.Ordinal) && Customer.Length > QueryPrefix.Length),
            nameof(AccessLogFormat), nameof(Customer), "user, host, or query: and a parameter's name");
        ServiceModel.Require(LatencyField is null or -1 or >= 8, nameof(AccessLogFormat), nameof(LatencyField), "8 or more, -1 for the last, or null");
        ServiceModel.Require(LatencyUnit > TimeSpan.Zero && LatencyUnit <= TimeSpan.FromMinutes(1), nameof(AccessLogFormat), nameof(LatencyUnit), "more than nothing and at most a minute");
    }
}
