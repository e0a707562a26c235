using System.Net;
using System.Net.Sockets;
using System.Text;
using FeatureRollout.Cli.Operating;
using FeatureRollout.Cli.Terminal;
using FeatureRollout.Cli.Tests.Running;
using Doing = FeatureRollout.Cli.Operating.Changes;

namespace FeatureRollout.Cli.Tests.Operating;

public sealed class HostFaultTests
{
    private const string Secret = "a-secret-that-nobody-prints";

    [Theory]
    [InlineData("shop.example")]
    [InlineData("ftp://shop.example/")]
    [InlineData("https://user:hunter22@shop.example/")]
    [InlineData("https://shop.example/?key=hunter22")]
    [InlineData("http://shop.example/")]
    public async Task An_address_that_would_not_do_is_refused_before_anything_is_sent(string address)
    {
        var refused = await RefusedAsync(address);

        Assert.Equal(ExitCodes.Usage, refused.ExitCode);
        Assert.DoesNotContain("hunter22", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://shop.example", "https://shop.example/")]
    [InlineData("https://shop.example/api/", "https://shop.example/")]
    [InlineData("https://shop.example/api/v2", "https://shop.example/")]
    [InlineData("https://shop.example/apps/shop/", "https://shop.example/apps/shop/")]
    [InlineData("http://127.0.0.1:5000", "http://127.0.0.1:5000/")]
    [InlineData("http://[::1]:5000/api", "http://[::1]:5000/")]
    public void An_address_is_taken_as_people_write_it(string given, string place) => Assert.Equal(place, HostAddress.Of(Choice(given)).Place);

    [Theory]
    [InlineData(HttpRequestError.ConnectionError, true, false)]
    [InlineData(HttpRequestError.ResponseEnded, true, true)]
    [InlineData(HttpRequestError.ResponseEnded, false, false)]
    public void Only_a_change_that_may_have_been_sent_may_have_been_made(HttpRequestError error, bool isWrite, bool isDoubtful) => Assert.Equal(
        isDoubtful, HostRefusals.Of(new HostAddress(new Uri("https://shop.example/"), null), new HttpRequestException(error, "It broke."), isWrite).Message.Contains("Whether the change was made", StringComparison.Ordinal));

    [Fact]
    public void A_key_goes_over_http_only_where_that_is_said_to_be_safe()
    {
        Assert.Equal("http://shop.example/", HostAddress.Of(Choice("http://shop.example") with { IsInsecureAllowed = true }).Place);
        Assert.Equal("http://shop.example/", HostAddress.Of(Choice("http://shop.example") with { Key = null }).Place);
        Assert.Equal(Secret, HostAddress.Of(Choice("https://shop.example") with { Key = Secret + "\n" }).Key);
        Assert.Equal(ExitCodes.Usage, Assert.Throws<CliException>(() => HostAddress.Of(Choice("https://shop.example") with { Key = "two\nlines" })).ExitCode);
    }

    [Fact]
    [Trait("Requirement", "F-23")]
    public async Task Nobody_listens()
    {
        var refused = await RefusedAsync($"http://127.0.0.1:{ClosedPort()}/");

        Assert.Equal(ExitCodes.Unavailable, refused.ExitCode);
        Assert.Contains("cannot be reached: Connection refused.", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("200 OK", "text/html", "<html>hello</html>", ExitCodes.Unavailable, "answers with a web page")]
    [InlineData("200 OK", "application/json", "{\"environment\": 7}", ExitCodes.Unavailable, "answers what this version does not understand, at $.")]
    [InlineData("200 OK", "application/json", "not json", ExitCodes.Unavailable, "answers what this version does not understand")]
    [InlineData("404 Not Found", "text/plain", "", ExitCodes.Unavailable, "MapFeatureRolloutAdminApi")]
    [InlineData("500 Internal Server Error", "application/problem+json", "{\"status\": 500, \"title\": \"Something went wrong\", \"detail\": \"The log has it.\"}", ExitCodes.Unavailable, "could not do it. Something went wrong: The log has it.")]
    [InlineData("502 Bad Gateway", "text/html", "<html>", ExitCodes.Unavailable, "answers 502")]
    [InlineData("401 Unauthorized", "text/html", "<html>", ExitCodes.NotAllowed, "something in front of it wants other credentials")]
    [InlineData("413 Payload Too Large", "application/problem+json", "{\"status\": 413, \"title\": \"t\", \"detail\": \"The body is \\u001b[31mtoo long.\"}", ExitCodes.Usage, "The body is \\u{1b}[31mtoo long.")]
    [InlineData("429 Too Many Requests", "application/problem+json", "{\"status\": 429, \"title\": \"t\", \"detail\": \"Wait.\"}", ExitCodes.NotAllowed, "FEATURE_ROLLOUT_KEY")]
    public async Task A_host_answers_what_it_should_not(string status, string type, string body, int exit, string message)
    {
        using var server = new ScriptedServer($"HTTP/1.1 {status}\r\nContent-Type: {type}\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\nConnection: close\r\n\r\n{body}");

        var refused = await RefusedAsync(server.Address);

        Assert.Equal(exit, refused.ExitCode);
        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_redirect_is_not_followed_with_the_key()
    {
        using var other = new ScriptedServer("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        using var server = new ScriptedServer($"HTTP/1.1 307 Temporary Redirect\r\nLocation: {other.Address}api/v2/status?secret=1\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");

        var refused = await RefusedAsync(server.Address);

        Assert.Equal(ExitCodes.Unavailable, refused.ExitCode);
        Assert.Contains($"sends elsewhere to {other.Address}api/v2/status, and the key does not go along", refused.Message, StringComparison.Ordinal);
        Assert.Equal(0, other.Connections);
    }

    [Fact]
    [Trait("Requirement", "F-23")]
    public async Task The_key_of_a_host_on_this_machine_goes_to_no_proxy()
    {
        using var folder = new CliFolder(OperatingScript.Flags);
        using var proxy = new ScriptedServer("HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        await using var host = await OperatedHost.StartAsync(folder.In("flags.json"));
        (folder.Variables["http_proxy"], folder.Variables[GlobalOptions.KeyVariable]) = (proxy.Address, OperatedHost.Key);

        var shown = await folder.RunProcessAsync("status", "--url", host.Address);

        Assert.Equal((0, 0), (proxy.Connections, shown.ExitCode));
    }

    [Fact]
    public async Task An_archive_or_an_answer_without_end_is_left_off()
    {
        using var server = new ScriptedServer("HTTP/1.1 200 OK\r\nContent-Type: application/x-ndjson\r\nConnection: close\r\n\r\n" + new string('x', 2 << 20));
        await using var backend = await HttpBackend.OpenAsync(Choice(server.Address) with { Environment = "production" }, TimeProvider.System, HttpBackend.UsualLimit, CancellationToken.None);
        backend.LongestArchive = 1 << 20;
        using var archive = new MemoryStream();

        var refused = await Assert.ThrowsAsync<CliException>(() => backend.ExportAsync(archive, CancellationToken.None));

        Assert.Equal((ExitCodes.Unavailable, $"{server.Address} does not come to the end of its answer: 1 MiB were read."), (refused.ExitCode, refused.Message));
        Assert.InRange(archive.Length, 0, 1 << 20);
    }

    [Fact]
    public async Task A_host_that_is_too_slow_or_breaks_off_ends_the_command()
    {
        using var slow = new ScriptedServer(answer: null);
        using var broken = new ScriptedServer("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1000\r\nConnection: close\r\n\r\n{");

        var late = await Assert.ThrowsAsync<CliException>(() => HttpBackend.OpenAsync(Choice(slow.Address), TimeProvider.System, TimeSpan.FromMilliseconds(300), CancellationToken.None));
        Assert.Equal((ExitCodes.Unavailable, $"{slow.Address} did not answer within 0.3 s."), (late.ExitCode, late.Message));
        Assert.Equal(ExitCodes.Unavailable, (await RefusedAsync(broken.Address)).ExitCode);
    }

    [Fact]
    [Trait("Requirement", "F-23")]
    public async Task A_wrong_key_and_too_little_a_role_name_the_variable()
    {
        using var folder = new CliFolder(OperatingScript.Flags);
        await using var host = await OperatedHost.StartAsync(folder.In("flags.json"));

        var none = await Assert.ThrowsAsync<CliException>(() => host.OpenAsync(key: null));
        Assert.Equal((ExitCodes.NotAllowed, $"{host.Address}/ asks for a key; put it into FEATURE_ROLLOUT_KEY."), (none.ExitCode, none.Message));
        var wrong = await Assert.ThrowsAsync<CliException>(() => host.OpenAsync(Secret));
        Assert.Equal(ExitCodes.NotAllowed, wrong.ExitCode);
        Assert.StartsWith($"{host.Address}/ does not take the key in FEATURE_ROLLOUT_KEY.", wrong.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, wrong.Message, StringComparison.Ordinal);
        await using var reader = await host.OpenAsync(OperatedHost.ReaderKey);
        var little = await Assert.ThrowsAsync<CliException>(() => reader.DoAsync(Doing.Kill("search", "down"), CancellationToken.None));
        Assert.Equal(ExitCodes.NotAllowed, little.ExitCode);
        Assert.EndsWith("The key is the one in FEATURE_ROLLOUT_KEY.", little.Message, StringComparison.Ordinal);
        await using var elsewhere = await host.OpenAsync(environment: "staging");
        var other = await Assert.ThrowsAsync<CliException>(() => elsewhere.DoAsync(Readings.Flags(), CancellationToken.None));
        Assert.Equal((ExitCodes.Usage, "This application serves the environment \"production\" and no other."), (other.ExitCode, other.Message));
    }

    private static BackendChoice Choice(string address) => new(null, address, null, null, null, null, Secret);

    private static Task<CliException> RefusedAsync(string address) =>
        Assert.ThrowsAsync<CliException>(() => Backends.OpenAsync(Choice(address), TimeProvider.System, CancellationToken.None));

    private static int ClosedPort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
