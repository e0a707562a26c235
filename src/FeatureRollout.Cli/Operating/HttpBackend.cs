using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using FeatureRollout.AdminApi.Wire;
using FeatureRollout.Cli.Terminal;

namespace FeatureRollout.Cli.Operating;

/// <summary>The admin API of a running host.</summary>
internal sealed class HttpBackend : IBackend
{
    /// <summary>An answer that a list of a hundred thousand flags stays below.</summary>
    private const int LongestAnswer = 128 << 20;

    private static readonly TimeSpan LongestConnect = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestTransfer = TimeSpan.FromMinutes(30);

    private readonly HttpClient _client;
    private readonly HostAddress _host;
    private readonly TimeProvider _time;
    private readonly TimeSpan _limit;
    private string _environment = "";

    private HttpBackend(HostAddress host, TimeProvider time, TimeSpan limit)
    {
        (_host, _time, _limit) = (host, time, limit);
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = limit < LongestConnect ? limit : LongestConnect, Credentials = null, PreAuthenticate = false,

            // HTTP_PROXY would carry the key of a host on this very machine over the network, in the clear.
            UseProxy = !host.Base.IsLoopback,
        };
        _client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        _client.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("feature-rollout", typeof(HttpBackend).Assembly.GetName().Version?.ToString(3)));
        if (host.Key is { } key)
        {
            _client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", key);
        }
    }

    /// <summary>How long an answer may take. A practised rollback takes ten seconds and more.</summary>
    public static TimeSpan UsualLimit { get; } = TimeSpan.FromSeconds(60);

    /// <summary>The longest archive that is taken, in bytes; a host takes none of more than 1 GiB either.</summary>
    public long LongestArchive { get; set; } = 1L << 30;

    public string Environment => _environment;

    public string Place => _host.Place;

    /// <summary>Asks the host for its environment, unless one is named.</summary>
    /// <exception cref="CliException">The address is wrong, or the host does not answer.</exception>
    public static async Task<HttpBackend> OpenAsync(BackendChoice choice, TimeProvider time, TimeSpan limit, CancellationToken cancellationToken)
    {
        var backend = new HttpBackend(HostAddress.Of(choice), time, limit);
        try
        {
            backend._environment = choice.Environment ?? (await backend.AskAsync(HttpMethod.Get, "v2/status", null, null, CliJson.Default.StatusResource, limit, cancellationToken)).Environment;
            return backend;
        }
        catch
        {
            backend._client.Dispose();
            throw;
        }
    }

    public async Task<T> DoAsync<T>(Operation<T> operation, CancellationToken cancellationToken)
    {
        var body = operation.MakeBody?.Invoke() ?? operation.Body;
        using var content = body is null ? null : new ByteArrayContent(body);
        if (content is not null)
        {
            content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        return await AskAsync(operation.Method, PathOf("v2/" + operation.Path), content, operation.IfVersion, operation.Answer?.Invoke(), _limit, cancellationToken);
    }

    public Task ExportAsync(Stream output, CancellationToken cancellationToken) => CallAsync(HttpMethod.Get, PathOf("v2/archive/{environment}"), null, null, LongestTransfer, async (response, end) =>
    {
        if (response.Content.Headers.ContentType?.MediaType != "application/x-ndjson")
        {
            throw HostRefusals.Strange(_host, response.Content.Headers.ContentType);
        }

        await CopyAsync(response, output, LongestArchive, end);
        return default(Done);
    }, cancellationToken);

    public async Task<RestoredResource> ImportAsync(Stream input, string name, bool replace, CancellationToken cancellationToken)
    {
        using var content = new SentStream(input);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
        return await AskAsync(HttpMethod.Post, PathOf("v2/archive/{environment}" + (replace ? "?replace=true" : "")), content, null, CliJson.Default.RestoredResource, LongestTransfer, cancellationToken);
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return ValueTask.CompletedTask;
    }

    private string PathOf(string path) => path.Replace("{environment}", Uri.EscapeDataString(_environment), StringComparison.Ordinal);

    private Task<T> AskAsync<T>(HttpMethod method, string path, HttpContent? content, long? version, JsonTypeInfo<T>? answer, TimeSpan limit, CancellationToken cancellationToken) =>
        CallAsync(method, path, content, version, limit, async (response, end) =>
        {
            if (answer is null && typeof(T) != typeof(string))
            {
                return default!;
            }

            var type = response.Content.Headers.ContentType;
            if (type?.MediaType != (answer is null ? "text/markdown" : "application/json"))
            {
                throw HostRefusals.Strange(_host, type);
            }

            var body = await ReadAsync(response, end);
            return answer is null ? (T)(object)Encoding.UTF8.GetString(body) : Understand(body, answer);
        }, cancellationToken);

    private async Task<T> CallAsync<T>(
        HttpMethod method, string path, HttpContent? content, long? version, TimeSpan limit, Func<HttpResponseMessage, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(limit, _time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        using var request = new HttpRequestMessage(method, _host.Of(path)) { Content = content };
        if (version is { } seen)
        {
            request.Headers.IfMatch.Add(new EntityTagHeaderValue(string.Create(CultureInfo.InvariantCulture, $"\"{seen}\"")));
        }

        var isWrite = method != HttpMethod.Get;
        try
        {
            using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, end.Token);
            return response.IsSuccessStatusCode
                ? await read(response, end.Token)
                : throw HostRefusals.Of(_host, response, response.StatusCode < HttpStatusCode.BadRequest ? null : await ReadAsync(response, end.Token));
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw HostRefusals.Late(_host, limit, isWrite);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw HostRefusals.Of(_host, exception, isWrite);
        }
    }

    private T Understand<T>(byte[] body, JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(body, type) ?? throw new JsonException("null");
        }
        catch (JsonException exception)
        {
            throw HostRefusals.Unavailable($"{_host.Place} answers what this version does not understand, at {Plain.Text(exception.Path ?? "$")}: one of the two may be too old.");
        }
    }

    private async Task<byte[]> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        using var whole = new MemoryStream();
        await CopyAsync(response, whole, LongestAnswer, cancellationToken);
        return whole.ToArray();
    }

    private async Task CopyAsync(HttpResponseMessage response, Stream output, long most, CancellationToken cancellationToken)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[64 << 10];
        var taken = 0L;
        for (int read; (read = await stream.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            taken += read;
            if (taken > most)
            {
                throw HostRefusals.Unavailable(FormattableString.Invariant($"{_host.Place} does not come to the end of its answer: {most >> 20} MiB were read."));
            }

            await output.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
        }
    }
}
