using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using FeatureRollout.Control.Notifications;

namespace FeatureRollout;

/// <summary>
/// Posts messages to a webhook. Each call is one attempt; the library repeats it where that may help: after 408, 425, 429,
/// 5xx and a broken connection, not after other refusals. Thread-safe.
/// </summary>
/// <remarks>Addresses of webhooks are secrets: messages name the host and nothing else of them.</remarks>
public sealed class WebhookNotifier : INotifier, IDisposable
{
    private static readonly Uri PagerDutyAddress = new("https://events.pagerduty.com/v2/enqueue");

    private readonly HttpClient _client;
    private readonly HttpClient? _ownClient;
    private readonly Uri _address;
    private readonly WebhookFormat _format;
    private readonly string? _routingKey;
    private readonly TimeProvider _time;

    /// <summary>Makes one that posts plain JSON or to Slack.</summary>
    /// <param name="name">The name by which alert rules and reports choose it.</param>
    /// <param name="address">The webhook's address.</param>
    /// <param name="format">What is posted; for PagerDuty use <see cref="PagerDuty"/>.</param>
    /// <param name="client">What to post with; it stays the caller's. Null for an own one that follows no redirects.</param>
    /// <param name="time">The clock by which a <c>Retry-After</c> that names a date is read; null for the system's.</param>
    /// <exception cref="ArgumentException">The name is empty, or the address is no absolute http or https one.</exception>
    public WebhookNotifier(string name, Uri address, WebhookFormat format = WebhookFormat.Json, HttpClient? client = null, TimeProvider? time = null)
        : this(name, address, format, null, client, time)
    {
    }

    private WebhookNotifier(string name, Uri address, WebhookFormat format, string? routingKey, HttpClient? client, TimeProvider? time)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(address);
        if (!address.IsAbsoluteUri || (address.Scheme != Uri.UriSchemeHttp && address.Scheme != Uri.UriSchemeHttps))
        {
            throw new ArgumentException("The address of a webhook must be an absolute http or https one.", nameof(address));
        }

        if (format == WebhookFormat.PagerDuty && routingKey is null)
        {
            throw new ArgumentException($"PagerDuty needs a routing key; use {nameof(WebhookNotifier)}.{nameof(PagerDuty)}.", nameof(format));
        }

        Name = name;
        _address = address;
        _format = format;
        _routingKey = routingKey;
        _time = time ?? TimeProvider.System;
        _ownClient = client is null
            ? new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) }) { Timeout = Timeout.InfiniteTimeSpan }
            : null;
        _client = client ?? _ownClient!;
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <summary>Makes one for PagerDuty's Events API v2.</summary>
    /// <param name="name">The name by which alert rules and reports choose it.</param>
    /// <param name="routingKey">The integration key of the service.</param>
    /// <param name="address">Where events go; null for PagerDuty's own.</param>
    /// <param name="client">See the constructor.</param>
    /// <param name="time">See the constructor.</param>
    public static WebhookNotifier PagerDuty(string name, string routingKey, Uri? address = null, HttpClient? client = null, TimeProvider? time = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(routingKey);
        return new WebhookNotifier(name, address ?? PagerDutyAddress, WebhookFormat.PagerDuty, routingKey, client, time);
    }

    /// <inheritdoc/>
    /// <exception cref="NotifierException">It was not taken.</exception>
    public async Task NotifyAsync(RolloutNotification notification, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(notification);
        foreach (var body in BodiesOf(notification))
        {
            await PostAsync(body, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Disposes the own client; one that was given stays.</summary>
    public void Dispose() => _ownClient?.Dispose();

    private IEnumerable<byte[]> BodiesOf(RolloutNotification notification) => _format switch
    {
        WebhookFormat.Slack => [SlackBody.Of(notification)],
        WebhookFormat.PagerDuty => PagerDutyBody.Of(notification, _routingKey!),
        _ => [JsonBody.Of(notification)],
    };

    private async Task PostAsync(byte[] body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _address) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
        try
        {
            // Nothing of the answer but its head is read.
            using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
            Check(response);
        }
        catch (HttpRequestException exception)
        {
            throw new NotifierException($"{_address.Authority} could not be reached ({exception.HttpRequestError}).", exception);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new NotifierException($"{_address.Authority} did not answer in time.", exception);
        }
    }

    private void Check(HttpResponseMessage response)
    {
        if (response.IsSuccessStatusCode)
        {
            return;
        }

        var mayRetry = response.StatusCode is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or (HttpStatusCode)425 || (int)response.StatusCode >= 500;
        throw new NotifierException(string.Create(CultureInfo.InvariantCulture, $"{_address.Authority} answered with status {(int)response.StatusCode}."))
        {
            MayRetry = mayRetry,
            RetryAfter = response.Headers.RetryAfter is { } after ? after.Delta ?? (after.Date - _time.GetUtcNow()) : null,
        };
    }
}
