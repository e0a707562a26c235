using System.Net;
using System.Net.Http.Headers;
using FeatureRollout;

namespace CustomProvider;

/// <summary>
/// States from a web server: <c>GET {base}/{environment}</c> gives one <see cref="FlagDocument"/> on each line, as
/// <see cref="RolloutJson"/> writes it, with an ETag; 404 is an environment without any. Asking again with that ETag costs a 304.
/// </summary>
/// <param name="client">Its base address is the server's, with a slash at the end.</param>
/// <param name="interval">How often a wait asks for changes.</param>
public sealed class HttpStateProvider(HttpClient client, TimeSpan interval) : IRolloutStateProvider
{
    private readonly TimeProvider _time = TimeProvider.System;

    /// <inheritdoc/>
    public string Name => $"http {client.BaseAddress?.Host}";

    /// <inheritdoc/>
    public async ValueTask<FlagSet> ReadAsync(string environment, CancellationToken cancellationToken)
    {
        using var response = await AskAsync(environment, null, cancellationToken);
        if (response.StatusCode == HttpStatusCode.NotFound)
        {
            return new FlagSet { Version = "none", States = FlagDocument.ToStates([]) };
        }

        response.EnsureSuccessStatusCode();
        // Version and content are of one answer, so that no reading mixes two of them.
        var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        return new FlagSet { Version = response.Headers.ETag?.Tag, States = FlagDocument.ToStates(Documents(body)) };
    }

    /// <inheritdoc/>
    public async ValueTask WaitForChangeAsync(string environment, FlagSet known, CancellationToken cancellationToken)
    {
        while (true)
        {
            using (var response = await AskAsync(environment, known.Version, cancellationToken))
            {
                var isKnown = response.StatusCode == HttpStatusCode.NotModified
                    || (response.StatusCode == HttpStatusCode.NotFound && known.Version == "none");
                if (!isKnown)
                {
                    return;
                }
            }

            await Task.Delay(interval, _time, cancellationToken);
        }
    }

    private static List<FlagDocument> Documents(ReadOnlySpan<byte> body)
    {
        var documents = new List<FlagDocument>();
        foreach (var line in body.Split((byte)'\n'))
        {
            if (!body[line].IsEmpty)
            {
                documents.Add(RolloutJson.ReadDocument(body[line], "answer"));
            }
        }

        return documents;
    }

    private async Task<HttpResponseMessage> AskAsync(string environment, string? version, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, environment);
        if (EntityTagHeaderValue.TryParse(version, out var known))
        {
            request.Headers.IfNoneMatch.Add(known);
        }

        return await client.SendAsync(request, cancellationToken);
    }
}
