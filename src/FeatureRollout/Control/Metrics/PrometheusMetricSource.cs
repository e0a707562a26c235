using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using FeatureRollout.Control.Metrics;

namespace FeatureRollout;

/// <summary>
/// Reads metrics from Prometheus, or from what speaks its HTTP API. A query must give one series; several, an error, a
/// warning, a redirect, an answer of more than 4 MiB or none in time are no data. Thread-safe.
/// </summary>
/// <remarks>
/// A window is read by <c>query_range</c> at 240 steps of whole seconds, the last of them now; a moment by <c>query</c>.
/// Messages name host and port of the address and nothing else of it.
/// </remarks>
public sealed class PrometheusMetricSource : IMetricSource, IDisposable
{
    private const int Steps = 240;
    private const int LargestAnswer = 4 * 1024 * 1024;

    private readonly HttpClient _client;
    private readonly HttpClient? _ownClient;
    private readonly Uri _address;
    private readonly AuthenticationHeaderValue? _authorization;
    private readonly TimeSpan _timeout;
    private readonly TimeProvider _time;

    /// <summary>Makes a source; it connects at the first reading.</summary>
    /// <param name="name">The name that plans use.</param>
    /// <param name="address">
    /// Where <c>api/v1</c> lies, such as <c>http://prometheus:9090/</c> or <c>https://metrics.example/prometheus</c>. A user and
    /// password in it are sent as basic authentication.
    /// </param>
    /// <param name="client">
    /// What to ask with, for example with a bearer token in its default headers; it stays the caller's. Null for an own one
    /// that follows no redirects.
    /// </param>
    /// <param name="timeout">The longest wait for an answer; null for 10 seconds.</param>
    /// <param name="time">The clock of the timeout; null for the system's.</param>
    /// <exception cref="ArgumentException">The name is empty, or the address is no absolute http or https one.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is not over zero, or over a day.</exception>
    public PrometheusMetricSource(string name, Uri address, HttpClient? client = null, TimeSpan? timeout = null, TimeProvider? time = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(address);
        if (!address.IsAbsoluteUri || (address.Scheme != Uri.UriSchemeHttp && address.Scheme != Uri.UriSchemeHttps))
        {
            throw new ArgumentException("The address of Prometheus must be an absolute http or https one, such as http://prometheus:9090/.", nameof(address));
        }

        _timeout = timeout ?? TimeSpan.FromSeconds(10);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(_timeout, TimeSpan.Zero, nameof(timeout));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(_timeout, TimeSpan.FromDays(1), nameof(timeout));
        Name = name;
        _address = new UriBuilder(address) { UserName = "", Password = "", Query = "", Fragment = "", Path = address.AbsolutePath.TrimEnd('/') + "/" }.Uri;
        _authorization = address.UserInfo.Length == 0
            ? null
            : new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(address.UserInfo))));
        _time = time ?? TimeProvider.System;
        _ownClient = client is null
            ? new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) }) { Timeout = Timeout.InfiniteTimeSpan }
            : null;
        _client = client ?? _ownClient!;
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    /// <remarks>The points that are not finite are left out; an empty result gives none.</remarks>
    public async ValueTask<IReadOnlyList<MetricPoint>> ReadAsync(string query, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(query);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(from, to);
        using var limit = new CancellationTokenSource(_timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return PrometheusAnswer.Read(await AskAsync(query, from, to, either.Token).ConfigureAwait(false));
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw Trouble(string.Create(CultureInfo.InvariantCulture, $"did not answer within {_timeout.TotalSeconds:0.###} s."), exception);
        }
        catch (HttpRequestException exception)
        {
            throw Trouble($"could not be reached ({exception.HttpRequestError}).", exception);
        }
        catch (IOException exception)
        {
            throw Trouble("broke off in the middle of its answer.", exception);
        }
    }

    /// <summary>Disposes the own client; one that was given stays.</summary>
    public void Dispose() => _ownClient?.Dispose();

    private async Task<ReadOnlyMemory<byte>> AskAsync(string query, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        var (path, form) = Question(query, from, to);
        var uri = new Uri(_address, path);
        using var request = new HttpRequestMessage(HttpMethod.Post, uri) { Content = new FormUrlEncodedContent(form) };
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        request.Headers.Authorization = _authorization;
        using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        if ((int)response.StatusCode is >= 300 and < 400 || (response.RequestMessage?.RequestUri is { } asked && asked != uri))
        {
            throw Trouble("redirects elsewhere, which is not followed; give the final address.");
        }

        var body = await ReadBodyAsync(response, cancellationToken).ConfigureAwait(false);
        if (response.StatusCode != HttpStatusCode.OK)
        {
            var status = string.Create(CultureInfo.InvariantCulture, $"answered with status {(int)response.StatusCode}");
            throw PrometheusAnswer.ErrorIn(body) is { } error ? new MetricSourceException(error) : Trouble(status + ".");
        }

        return response.Content.Headers.ContentType?.MediaType is { } kind && kind.Contains("html", StringComparison.OrdinalIgnoreCase)
            ? throw Trouble("answered with a web page; is there a sign-in or a path in front of it?")
            : body;
    }

    private static (string Path, KeyValuePair<string, string>[] Form) Question(string query, DateTimeOffset from, DateTimeOffset to)
    {
        if (from == to)
        {
            return ("api/v1/query", [new("query", query), new("time", Seconds(to))]);
        }

        var window = to - from;
        var step = Math.Max(1, (long)Math.Ceiling(window.TotalSeconds / Steps));
        var start = to - TimeSpan.FromSeconds(step * Math.Floor(window.TotalSeconds / step));
        return ("api/v1/query_range", [new("query", query), new("start", Seconds(start)), new("end", Seconds(to)), new("step", step.ToString(CultureInfo.InvariantCulture))]);
    }

    private static string Seconds(DateTimeOffset moment) => (moment.ToUnixTimeMilliseconds() / 1000m).ToString("0.000", CultureInfo.InvariantCulture);

    private async Task<ReadOnlyMemory<byte>> ReadBodyAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        var body = new MemoryStream();
        var piece = new byte[16 * 1024];
        while (await stream.ReadAsync(piece, cancellationToken).ConfigureAwait(false) is var read and > 0)
        {
            if (body.Length + read > LargestAnswer)
            {
                throw Trouble("answered with more than 4 MiB; ask for less.");
            }

            body.Write(piece, 0, read);
        }

        return body.GetBuffer().AsMemory(0, (int)body.Length);
    }

    private MetricSourceException Trouble(string what, Exception? cause = null) =>
        cause is null ? new($"Prometheus at {_address.Authority} {what}") : new($"Prometheus at {_address.Authority} {what}", cause);
}
