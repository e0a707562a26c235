using System.Globalization;
using FeatureRollout;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace ThreeReplicas;

/// <summary>One process of the application: flags from a file, state from the database, and a line for each change that it serves.</summary>
internal static class Replica
{
    public static async Task RunAsync(string connectionString, string name, string folder, bool isChild)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { ApplicationName = name });
        builder.Logging.SetMinimumLevel(LogLevel.Warning).AddConsole(console => console.FormatterName = nameof(OneLine)).AddConsoleFormatter<OneLine, ConsoleFormatterOptions>();
        builder.Services.AddSingleton(TimeProvider.System);
        AddFlags(builder.Services, connectionString, Path.GetFullPath(Path.Combine(folder, name + ".last-known-good.json")));
        builder.Services.AddHostedService(services => new Traffic(services.GetRequiredService<IFeatureFlags>(), TimeProvider.System, seed: name.Sum(letter => letter)));
        using var host = builder.Build();
        var flags = host.Services.GetRequiredService<IFeatureFlags>();
        string? said = null;
        using var printing = flags.OnChange("print", _ => Say());
        await host.StartAsync();
        Say();
        if (isChild)
        {
            // Who started it has ended where the input ends, however that came.
            _ = EndWithInputAsync(host.Services.GetRequiredService<IHostApplicationLifetime>());
        }

        await host.WaitForShutdownAsync();

        void Say()
        {
            var line = LineOf(name, flags);
            if (Interlocked.Exchange(ref said, line) != line)
            {
                Console.WriteLine(line);
            }
        }
    }

    /// <summary>What an application does to have flags and rollouts. The times are short because the show is.</summary>
    public static void AddFlags(IServiceCollection services, string connectionString, string? lastKnownGood) =>
        services
            .AddFeatureRollout(options =>
            {
                options.LastKnownGoodPath = lastKnownGood;
                options.PollInterval = TimeSpan.FromSeconds(2);
                options.ReadTimeout = TimeSpan.FromSeconds(5);
                options.StartupTimeout = TimeSpan.FromSeconds(5);
                options.ControllerInterval = TimeSpan.FromMilliseconds(500);
                options.LeaseDuration = TimeSpan.FromSeconds(3);
                options.OutcomeInterval = TimeSpan.FromMilliseconds(500);
                options.ReportInterval = TimeSpan.FromSeconds(1);
            })
            .AddJsonFile(Path.Combine(AppContext.BaseDirectory, "flags.json"))
            .AddPostgreSql(connectionString, options => options.CommandTimeout = TimeSpan.FromSeconds(2));

    private static string LineOf(string name, IFeatureFlags flags)
    {
        string stage;
        int enabled;
        long version;
        do
        {
            // A change in the middle would be counted half and half.
            version = flags.Status.Version;
            stage = flags.Evaluate(Traffic.Feature, "customer-1").Stage ?? "no stage";
            enabled = Traffic.Customers.Count(customer => flags.IsEnabled(Traffic.Feature, customer));
        }
        while (flags.Status.Version != version);

        return string.Create(CultureInfo.InvariantCulture, $"{name}: {Traffic.Feature} is on for {enabled} of {Traffic.CustomerCount} customers ({stage}, {flags.Status.Readiness})");
    }

    private static async Task EndWithInputAsync(IHostApplicationLifetime lifetime)
    {
        await using var input = Console.OpenStandardInput();
        while (await input.ReadAsync(new byte[1]) > 0)
        {
        }

        lifetime.StopApplication();
    }
}
