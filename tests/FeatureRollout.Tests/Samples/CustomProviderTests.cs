using System.Buffers;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using CustomProvider;
using FeatureRollout.TestKit;

namespace FeatureRollout.Tests.Samples;

/// <summary>The provider of the sample keeps every rule.</summary>
public sealed class CustomProviderTests
{
    public static TheoryData<ConformanceCase> Cases => [.. ProviderConformance.Cases(() => new Subject())];

    [Theory, MemberData(nameof(Cases), DisableDiscoveryEnumeration = true), Trait("Requirement", "F-13")]
    public Task The_sample_keeps_every_rule(ConformanceCase each) => each.RunAsync();

    private sealed class Subject : ProviderSubject
    {
        private readonly Server _server = new();
        private readonly HttpClient _client;

        public Subject() => _client = new HttpClient(_server) { BaseAddress = new Uri("http://flags.example/") };

        public override ValueTask<IRolloutStateProvider> OpenAsync(CancellationToken cancellationToken) =>
            ValueTask.FromResult<IRolloutStateProvider>(new HttpStateProvider(_client, TimeSpan.FromMilliseconds(50)));

        public override ValueTask PutAsync(string environment, ProviderContent content, CancellationToken cancellationToken)
        {
            var body = new ArrayBufferWriter<byte>();
            foreach (var document in content.Documents)
            {
                RolloutJson.Write(document, body);
                body.Write("\n"u8);
            }

            _server.Put("/" + environment, body.WrittenSpan.ToArray());
            return ValueTask.CompletedTask;
        }

        public override ValueTask DisposeAsync()
        {
            _client.Dispose();
            return base.DisposeAsync();
        }
    }

    /// <summary>A web server without a network.</summary>
    private sealed class Server : HttpMessageHandler
    {
        private readonly ConcurrentDictionary<string, (byte[] Body, EntityTagHeaderValue Tag)> _pages = new(StringComparer.Ordinal);
        private int _puts;

        public void Put(string path, byte[] body) =>
            _pages[path] = (body, new EntityTagHeaderValue(FormattableString.Invariant($"\"{Interlocked.Increment(ref _puts)}\"")));

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!_pages.TryGetValue(request.RequestUri!.AbsolutePath, out var page))
            {
                return Task.FromResult(new HttpResponseMessage(HttpStatusCode.NotFound));
            }

            var isKnown = request.Headers.IfNoneMatch.Contains(page.Tag);
            var response = new HttpResponseMessage(isKnown ? HttpStatusCode.NotModified : HttpStatusCode.OK)
            {
                Content = new ByteArrayContent(isKnown ? [] : page.Body),
            };
            response.Headers.ETag = page.Tag;
            return Task.FromResult(response);
        }
    }
}
