using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace FeatureRollout.Hosting.Tests;

[Trait("Requirement", "F-12")]
public sealed class JsonFileHostTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("feature-rollout-");

    [Fact]
    [Trait("Requirement", "S1-01")]
    public async Task A_file_below_and_the_environment_above_make_one_answer()
    {
        Write("""{ "flags": { "outbound-calls": { "percentage": 0, "include": ["acme"] }, "chat": { "percentage": 100 } } }""");
        using var host = Build(("FEATURE_OUTBOUND_CALLS_PERCENTAGE", "100"), ("FEATURE_CHAT", "false"));
        await host.StartAsync().WaitAsync(Patience);
        var flags = host.Services.GetRequiredService<IFeatureFlags>();
        Assert.True(flags.IsEnabled("outbound-calls", "somebody"));
        Assert.Equal(FlagReason.Included, flags.Evaluate("outbound-calls", "acme").Reason);
        Assert.Equal(FlagReason.Killed, flags.Evaluate("chat", "acme").Reason);
        await host.StopAsync().WaitAsync(Patience);
    }

    [Fact]
    public async Task A_file_that_is_changed_while_the_host_runs_is_followed()
    {
        Write("""{ "flags": { "chat": { "percentage": 100 } } }""");
        using var host = Build();
        await host.StartAsync().WaitAsync(Patience);
        var flags = host.Services.GetRequiredService<IFeatureFlags>();
        Assert.True(flags.IsEnabled("chat", "acme"));

        var changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var subscription = flags.OnChange("test", _ => changed.TrySetResult());
        Write("""{ "flags": { "chat": { "enabled": false } } }""");
        await changed.Task.WaitAsync(Patience);
        Assert.False(flags.IsEnabled("chat", "acme"));
        await host.StopAsync().WaitAsync(Patience);
    }

    [Fact]
    public async Task A_file_that_is_missing_does_not_fail_the_start()
    {
        using var host = Build();
        await host.StartAsync().WaitAsync(Patience);
        Assert.True(host.Services.GetRequiredService<IFeatureFlags>().IsEnabled("chat", "acme", defaultValue: true));
        await host.StopAsync().WaitAsync(Patience);
    }

    public void Dispose() => _directory.Delete(recursive: true);

    private void Write(string json)
    {
        var path = Path.Combine(_directory.FullName, "flags.json");
        File.WriteAllText(path + ".new", json);
        File.Move(path + ".new", path, overwrite: true);
    }

    private IHost Build(params (string Name, string Value)[] entries)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { ContentRootPath = _directory.FullName });
        builder.Configuration.AddInMemoryCollection(entries.Select(entry => KeyValuePair.Create(entry.Name, (string?)entry.Value)));
        builder.Services.AddFeatureRollout(options => options.StartupTimeout = TimeSpan.FromSeconds(2))
            .AddJsonFile("flags.json")
            .AddConfiguration();
        return builder.Build();
    }
}
