using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace FeatureRollout.Cli.Tests.Operating;

/// <summary>Stands before a real host, and puts what would steer a terminal into every text of its answers; in questions it takes it out again.</summary>
internal sealed partial class HostileHost : IAsyncDisposable
{
    /// <summary>A colour, a title, a bell, a clearing of the screen in one byte, a turning around, something that cannot be seen, two more ends of a line and a tag.</summary>
    public const string Steering = "\u001b[31m\u001b]0;title\u0007\u009b2J\u202e\u2066\u200b\u2028\r\u0085\U000E0041\t";

    /// <summary>Words of a closed set: with anything else no document would be read at all.</summary>
    private static readonly HashSet<string> Closed = new(StringComparer.Ordinal) { "status", "health", "verdict", "kind", "readiness", "action", "severity", "proof", "statusBeforeKill", "mark", "reason", "then", "onFailure", "who" };

    private readonly WebApplication _app;
    private readonly HttpClient _client;
    private readonly OperatedHost _host;

    private HostileHost(WebApplication app, OperatedHost host) => (_app, _host, _client) = (app, host, new HttpClient { BaseAddress = new Uri(host.Address) });

    public string Address => _app.Urls.First();

    public static async Task<HostileHost> StartAsync(string file)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(server => server.Listen(IPAddress.Loopback, 0));
        var hostile = new HostileHost(builder.Build(), await OperatedHost.StartAsync(file));
        hostile._app.Run(hostile.AnswerAsync);
        await hostile._app.StartAsync();
        return hostile;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await _host.DisposeAsync();
        _client.Dispose();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var asked = context.Request;
        var path = new PathString(asked.Path.Value!.Replace(Steering, "", StringComparison.Ordinal)).ToUriComponent();
        using var request = new HttpRequestMessage(new HttpMethod(asked.Method), path + asked.QueryString);
        using var body = new MemoryStream();
        await asked.Body.CopyToAsync(body);
        if (body.Length > 0)
        {
            var text = Encoding.UTF8.GetString(body.ToArray()).Replace(JsonEncodedText.Encode(Steering).ToString(), "", StringComparison.OrdinalIgnoreCase);
            request.Content = new StringContent(text, Encoding.UTF8, "application/json");
        }

        foreach (var name in (string[])["Authorization", "If-Match"])
        {
            if (asked.Headers.TryGetValue(name, out var value))
            {
                request.Headers.TryAddWithoutValidation(name, value.ToString());
            }
        }

        using var answer = await _client.SendAsync(request);
        var type = answer.Content.Headers.ContentType?.ToString();
        var told = await answer.Content.ReadAsStringAsync();
        context.Response.StatusCode = (int)answer.StatusCode;
        context.Response.ContentType = type;
        await context.Response.WriteAsync(type?.Contains("json", StringComparison.Ordinal) == true && !type.Contains("ndjson", StringComparison.Ordinal) ? Poison(JsonNode.Parse(told), "")!.ToJsonString()
            : type?.Contains("markdown", StringComparison.Ordinal) == true ? told.Replace("\n", Steering + "\n", StringComparison.Ordinal).Replace("| ", "| " + Steering, StringComparison.Ordinal)
            : told);
    }

    private static JsonNode? Poison(JsonNode? node, string name) => node switch
    {
        JsonObject members => new JsonObject(members.Select(member => KeyValuePair.Create(member.Key, Poison(member.Value, member.Key)))),
        JsonArray items => new JsonArray([.. items.Select(item => Poison(item, name))]),
        JsonValue value when value.GetValueKind() == JsonValueKind.String && !IsClosed(name, value.GetValue<string>()) => JsonValue.Create(value.GetValue<string>() + Steering),
        _ => node?.DeepClone(),
    };

    private static bool IsClosed(string name, string text) => Moment().IsMatch(text) || (Closed.Contains(name) && Word().IsMatch(text));

    [GeneratedRegex(@"^\d{4}-\d{2}-\d{2}(T|$)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Moment();

    [GeneratedRegex("^[a-zA-Z]+$", RegexOptions.None, 1000)]
    private static partial Regex Word();
}
