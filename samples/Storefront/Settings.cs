using System.Globalization;

namespace Storefront;

/// <summary>What can be said on the command line, or in configuration.</summary>
/// <param name="Postgres">Where state is kept; null for files of its own.</param>
/// <param name="StageSeconds">How long the first stages take at least.</param>
/// <param name="Rate">How many customers buy in a second.</param>
internal sealed record Settings(string? Postgres, double StageSeconds, int Rate)
{
    public const string DefaultUrl = "http://127.0.0.1:5080";

    /// <summary>The settings; null where they are wrong, which has been said.</summary>
    public static Settings? Of(string[] args)
    {
        var configuration = new ConfigurationBuilder().AddEnvironmentVariables().AddCommandLine(args).Build();
        var postgres = configuration["postgres"] ?? configuration.GetConnectionString("Postgres");
        if (!args.Contains("--help", StringComparer.Ordinal)
            && Number(configuration["stage-seconds"] ?? "15") is { } seconds and >= 1 and <= 3600
            && Number(configuration["rate"] ?? "40") is { } rate and >= 1 and <= 1000)
        {
            return new Settings(string.IsNullOrWhiteSpace(postgres) ? null : postgres, seconds, (int)rate);
        }

        Console.Error.WriteLine($"""
            A shop that rolls out a new checkout while you watch.

              dotnet run --project samples/Storefront

              --urls http://127.0.0.1:5081   where to open; {DefaultUrl} by default
              --postgres "Host=…"            keep state in PostgreSQL 15 or newer, in a database of its own; in files of its own by default
              --stage-seconds 15             how long the first stages take at least, 1 to 3600
              --rate 40                      how many customers buy in a second, 1 to 1000
            """);
        return null;
    }

    private static double? Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;
}
