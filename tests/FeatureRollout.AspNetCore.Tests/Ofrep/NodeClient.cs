using System.Diagnostics;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace FeatureRollout.AspNetCore.Tests.Ofrep;

/// <summary>A public OpenFeature client in a process of its own that is told what to ask, one line at a time.</summary>
internal sealed class NodeClient : IAsyncDisposable
{
    public const string Chromium = "/usr/bin/chromium";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;

    private readonly StringBuilder _complaints = new();

    private NodeClient(Process process)
    {
        _process = process;
        process.ErrorDataReceived += (_, line) =>
        {
            lock (_complaints)
            {
                _complaints.AppendLine(line.Data);
            }
        };
        process.BeginErrorReadLine();
    }

    /// <param name="name">The folder of the client, <c>server</c> or <c>web</c>.</param>
    public static NodeClient Start(string name)
    {
        var folder = FolderOf(name);
        var start = new ProcessStartInfo("node")
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (name == "web")
        {
            // What every browser has.
            start.ArgumentList.Add("--experimental-eventsource");
        }

        start.ArgumentList.Add("client.mjs");
        var process = Process.Start(start)!;
        return new NodeClient(process);
    }

    public static string FolderOf(string name) => Path.Combine(
        typeof(NodeClient).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(each => each.Key == "RepositoryRoot").Value!,
        "tests", "FeatureRollout.AspNetCore.Tests", "Ofrep", "clients", name);

    /// <summary>The client's provider with this application as its source; gives its status, or what it threw.</summary>
    public Task<JsonElement> ConnectAsync(OfrepHost host, object? context = null, string key = OfrepHost.Key, params (string Name, JsonNode Value)[] options)
    {
        var all = new JsonObject
        {
            ["baseUrl"] = host.Address.ToString().TrimEnd('/'),
            ["headers"] = new JsonArray(new JsonArray("Authorization", "Bearer " + key)),
        };
        foreach (var (name, value) in options)
        {
            all[name] = value;
        }

        return DoAsync("provider", ("options", all), ("context", context));
    }

    /// <summary>The details of an answer: <c>value</c>, <c>reason</c>, <c>variant</c>, <c>errorCode</c> …</summary>
    public Task<JsonElement> AskAsync(string type, string key, object fallback, object? context = null) =>
        DoAsync(type, ("key", key), ("fallback", fallback), ("context", context));

    /// <summary>What came of a command; text where it threw.</summary>
    public async Task<JsonElement> DoAsync(string command, params (string Name, object? Value)[] arguments)
    {
        var line = new JsonObject { ["do"] = command };
        foreach (var (name, value) in arguments)
        {
            if (value is not null)
            {
                line[name] = JsonSerializer.SerializeToNode(value);
            }
        }

        await _process.StandardInput.WriteLineAsync(line.ToJsonString());
        await _process.StandardInput.FlushAsync();
        var answer = await _process.StandardOutput.ReadLineAsync().WaitAsync(Patience) ?? throw new InvalidOperationException($"The client has ended. {Complaints}");
        var all = JsonDocument.Parse(answer).RootElement;
        return all.TryGetProperty("result", out var result) ? result : all.GetProperty("error");
    }

    private string Complaints
    {
        get
        {
            lock (_complaints)
            {
                return _complaints.ToString();
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        try
        {
            await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(10));
        }
        catch (TimeoutException)
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}
