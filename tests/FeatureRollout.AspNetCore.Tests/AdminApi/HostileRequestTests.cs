using System.Net.Sockets;
using System.Text;

namespace FeatureRollout.AspNetCore.Tests.AdminApi;

/// <summary>What nobody means well, over real connections.</summary>
public sealed class HostileRequestTests
{
    private const string One = "flags/production/outbound_calls";
    private const string Change = """{"rollout": {"percentage": 10}}""";

    [Theory]
    [InlineData("/api/v2/flags/production/%00", 400, 404)]
    [InlineData("/api/v2/flags/production/..%2f..%2fetc%2fpasswd", 404)]
    [InlineData("/api/v2/flags/production/%2e%2e/%2e%2e/status/production", 200)]
    [InlineData("/api/v2/flags/production/outbound_calls%0d%0aX-Evil:%201", 404)]
    [InlineData("/api/v2/flags/production/%F0%9F", 404, 400)]
    [InlineData("/api/v2/flags/production/%3Cscript%3E", 404)]
    [InlineData("/api/v2/flags/production/%E2%80%AEkey", 404)]
    [InlineData("/api/v2/flags/prod%2Fuction/outbound_calls", 404)]
    [InlineData("/api/v2/flags//outbound_calls", 404)]
    [InlineData("/api/v2/flags/production/outbound_calls/", 200)]
    [InlineData("/api/v2/flags/production/out%62ound_calls", 200)]
    [InlineData("/api/v2/flags/production/outbound_calls?x=%00", 200)]
    public async Task A_path_leads_to_its_flag_or_nowhere(string path, params int[] statuses)
    {
        await using var app = await AdminApp.StartAsync(kestrel: true);
        var (status, head, body) = await RawAsync(app, $"GET {path} HTTP/1.1\r\nHost: x\r\nAuthorization: {AdminApp.Reader}\r\nConnection: close\r\n\r\n");
        Assert.Contains(status, statuses);
        Assert.DoesNotContain("X-Evil", head, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<script", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_overlong_key_is_not_found_and_told_in_short()
    {
        await using var app = await AdminApp.StartAsync(kestrel: true);
        var refused = (await app.GetAsync("flags/production/" + new string('k', 6000))).Is(404);
        Assert.True(refused.Text.Length < 500);
    }

    [Fact]
    public async Task A_long_body_is_refused_with_and_without_its_length()
    {
        await using var app = await AdminApp.StartAsync(kestrel: true);
        var body = $$"""{"reason": "{{new string('x', 10_000_000)}}"}""";
        Assert.Equal(413, await StatusAsync(() => app.PatchAsync(One, body)));
        var (status, _, text) = await RawAsync(app, "PATCH /api/v2/flags/production/outbound_calls HTTP/1.1\r\nHost: x\r\nAuthorization: " + AdminApp.Operator
            + "\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n" + string.Concat(Enumerable.Repeat("10000\r\n" + new string(' ', 65536) + "\r\n", 5)) + "0\r\n\r\n");
        Assert.Equal(413, status);
        Assert.Contains("262144 bytes", text, StringComparison.Ordinal);
        (await app.PatchAsync(One, Change + new string(' ', 262_144 - Change.Length))).Is(200);
        (await app.PatchAsync(One, Change + new string(' ', 262_145 - Change.Length))).Is(413);
    }

    [Fact]
    public async Task A_body_in_pieces_without_its_length_is_read()
    {
        await using var app = await AdminApp.StartAsync(kestrel: true);
        var (status, _, _) = await RawAsync(app, "PATCH /api/v2/flags/production/outbound_calls HTTP/1.1\r\nHost: x\r\nAuthorization: " + AdminApp.Operator
            + "\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n10\r\n{\"rollout\": {\"pe\r\nf\r\nrcentage\": 10}}\r\n0\r\n\r\n");
        Assert.Equal(200, status);
    }

    [Fact]
    public async Task A_body_that_ends_too_early_changes_nothing()
    {
        await using var app = await AdminApp.StartAsync(kestrel: true);
        await RawAsync(app, "PATCH /api/v2/flags/production/outbound_calls HTTP/1.1\r\nHost: x\r\nAuthorization: " + AdminApp.Operator + "\r\nContent-Length: 100\r\n\r\n" + Change, endAfterwards: true);
        (await app.GetAsync("status/production")).Is(200);
        Assert.Empty(await app.Manager.ReadEventsAsync(null));
    }

    [Theory]
    [InlineData("{\"rollout\": {\"percentage\": 10}} x", 400)]
    [InlineData("{\"rollout\": {\"percentage\": 10}}{}", 400)]
    [InlineData("{\"rollout\": {\"percentage\": 10}} // done", 400)]
    [InlineData("{\"rollout\": {\"percentage\": 10},}", 400)]
    [InlineData("{'rollout': {'percentage': 10}}", 400)]
    [InlineData("{\"Rollout\": {\"percentage\": 10}}", 400)]
    [InlineData("{\"rollout\": {\"percentage\": NaN}}", 400)]
    [InlineData("{\"rollout\": {\"percentage\": 0x10}}", 400)]
    [InlineData("{\"rollout\": {\"percentage\": 010}}", 400)]
    [InlineData("{\"$type\": \"x\", \"rollout\": {\"percentage\": 10}}", 400)]
    [InlineData("rollout=10", 400)]
    [InlineData("   ", 400)]
    [InlineData("\uFEFF{\"rollout\": {\"percentage\": 10}}", 200)]
    [InlineData("{\"rollout\": {\"percentage\": 1e1}}", 200)]
    public async Task A_body_is_one_json_object_and_nothing_else(string body, int status)
    {
        await using var app = await AdminApp.StartAsync(kestrel: true);
        (await app.PatchAsync(One, body)).Is(status);
        Assert.Equal(status == 200 ? 1 : 0, (await app.Manager.ReadEventsAsync(null)).Count);
    }

    [Fact]
    public async Task A_body_nested_deeply_or_not_utf8_is_refused()
    {
        await using var app = await AdminApp.StartAsync(kestrel: true);
        (await app.PatchAsync(One, string.Concat(Enumerable.Repeat("{\"rollout\":", 10_000)))).Is(400);
        (await app.PostAsync("flags/production/with-rules/explain", """{"customerId": "a", "attributes": {"x": """ + new string('[', 100_000), AdminApp.Reader)).Is(400, "nested too deeply");
        byte[] head = Encoding.ASCII.GetBytes("PATCH /api/v2/flags/production/outbound_calls HTTP/1.1\r\nHost: x\r\nAuthorization: " + AdminApp.Operator + "\r\nContent-Length: 17\r\nConnection: close\r\n\r\n{\"reason\": \"");
        var (status, _, text) = await RawAsync(app, [.. head, 0xC3, 0x28, 0xFF, (byte)'"', (byte)'}']);
        Assert.Equal(400, status);
        Assert.Contains("not UTF-8", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("application/json", null, 200)]
    [InlineData("application/json; charset=utf-8", null, 200)]
    [InlineData("application/x-www-form-urlencoded", null, 200)]
    [InlineData(null, null, 200)]
    [InlineData("application/json; charset=utf-16", null, 415)]
    [InlineData("text/xml", null, 415)]
    [InlineData("multipart/form-data; boundary=x", null, 415)]
    [InlineData("application/json", "gzip", 415)]
    [InlineData("application/json", "br, gzip", 415)]
    [InlineData("application/json", "identity", 200)]
    [Trait("Requirement", "S1-05")]
    public async Task A_body_is_json_as_it_is_whatever_it_is_called(string? type, string? encoding, int expected)
    {
        await using var app = await AdminApp.StartAsync(kestrel: true);
        var (status, _, _) = await RawAsync(app, $"PATCH /api/v2/flags/production/outbound_calls HTTP/1.1\r\nHost: x\r\nAuthorization: {AdminApp.Operator}\r\n"
            + (type is null ? "" : $"Content-Type: {type}\r\n") + (encoding is null ? "" : $"Content-Encoding: {encoding}\r\n") + $"Content-Length: {Change.Length}\r\nConnection: close\r\n\r\n{Change}");
        Assert.Equal(expected, status);
    }

    [Theory]
    [InlineData("DELETE", "/api/v2/flags/production/outbound_calls", "GET, PATCH")]
    [InlineData("POST", "/api/v2/flags/production/outbound_calls", "GET, PATCH")]
    [InlineData("HEAD", "/api/v2/flags/production", "GET")]
    [InlineData("GET", "/api/v1/admin/feature-flags", "PATCH")]
    [InlineData("GET", "/api/v2/rollouts/production/outbound_calls/advance", "POST")]
    [InlineData("TRACE", "/api/v2/status/production", "GET")]
    public async Task Another_method_is_refused_with_those_that_there_are(string method, string path, string allowed)
    {
        await using var app = await AdminApp.StartAsync(kestrel: true);
        var (status, head, _) = await RawAsync(app, $"{method} {path} HTTP/1.1\r\nHost: x\r\nAuthorization: {AdminApp.Administrator}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        Assert.Equal(405, status);
        Assert.Contains($"Allow: {allowed}\r\n", head, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_goes_wrong_inside_is_logged_and_not_told()
    {
        await using var app = await AdminApp.StartAsync(store: new BrokenStore());
        var refused = (await app.PatchAsync(One, Change)).Is(500);
        Assert.DoesNotContain("secret", refused.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", refused.Text, StringComparison.Ordinal);
        Assert.Contains("the secret of the store", app.Logs.All, StringComparison.Ordinal);
    }

    /// <summary>A connection may be cut where the answer comes before all was sent; that is a refusal as well, but then it is asked once more.</summary>
    private static async Task<int> StatusAsync(Func<Task<Reply>> send)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return (await send()).Status;
            }
            catch (HttpRequestException) when (attempt < 3)
            {
                // Once more.
            }
        }
    }

    private static Task<(int Status, string Head, string Body)> RawAsync(AdminApp app, string request, bool endAfterwards = false) => RawAsync(app, Encoding.UTF8.GetBytes(request), endAfterwards);

    private static async Task<(int Status, string Head, string Body)> RawAsync(AdminApp app, byte[] request, bool endAfterwards = false)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(app.Address.Host, app.Address.Port);
        var stream = socket.GetStream();
        try
        {
            await stream.WriteAsync(request);
        }
        catch (IOException)
        {
            // It was answered before all was sent.
        }

        if (endAfterwards)
        {
            socket.Client.Shutdown(SocketShutdown.Send);
        }

        var text = new MemoryStream();
        try
        {
            await stream.CopyToAsync(text);
        }
        catch (IOException)
        {
            // The rest was not sent.
        }

        var reply = Encoding.UTF8.GetString(text.ToArray());
        var end = reply.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        return end < 0 ? (0, reply, "") : (int.Parse(reply.AsSpan(9, 3), System.Globalization.CultureInfo.InvariantCulture), reply[..(end + 2)], reply[(end + 4)..]);
    }
}
