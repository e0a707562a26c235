using System.Diagnostics;
using System.Reflection;
using System.Text;
using System.Text.Json.Nodes;
using FeatureRollout.Flags.Files;

namespace FeatureRollout.FeatureManagement.Tests.App;

/// <summary>The application's features, as Microsoft's configuration and as what <c>feature-rollout import</c> makes of it.</summary>
public static class Features
{
    public static readonly string[] Ids = ["Always", "Never", "Half", "Checkout", "Past", "Greeting", "Colour"];

    private static readonly Lazy<string> Written = new(() => Import(Text));

    /// <summary>Microsoft's configuration.</summary>
    public static string Text
    {
        get
        {
            using var stream = typeof(Features).Assembly.GetManifestResourceStream("features.json")!;
            using var reader = new StreamReader(stream);
            return reader.ReadToEnd();
        }
    }

    /// <summary>Which features stay in the configuration where each side has some.</summary>
    public static bool AreLeft(string id) => Array.IndexOf(Ids, id) % 2 == 0;

    /// <summary>Microsoft's configuration of these features.</summary>
    public static Stream Configuration(Func<string, bool> of)
    {
        var root = JsonNode.Parse(Text)!;
        var all = root["feature_management"]!["feature_flags"]!.AsArray();
        foreach (var other in all.Where(feature => !of((string)feature!["id"]!)).ToArray())
        {
            all.Remove(other);
        }

        return new MemoryStream(Encoding.UTF8.GetBytes(root.ToJsonString()));
    }

    /// <summary>The imported flags of these features.</summary>
    public static FlagSet Imported(Func<string, bool> of)
    {
        var all = FlagFileReader.Read(Encoding.UTF8.GetBytes(Written.Value), "imported");
        return all with { Flags = all.Flags.Where(flag => of(flag.Key)).ToDictionary(flag => flag.Key, flag => flag.Value, StringComparer.Ordinal) };
    }

    /// <summary>Runs the tool as people do.</summary>
    public static string Import(string configuration)
    {
        var folder = Directory.CreateTempSubdirectory("features-");
        try
        {
            var file = Path.Combine(folder.FullName, "appsettings.json");
            File.WriteAllText(file, configuration);
            var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
            foreach (var argument in new[] { Program, "import", "--from", "microsoft", file })
            {
                start.ArgumentList.Add(argument);
            }

            using var process = Process.Start(start)!;
            var errors = process.StandardError.ReadToEndAsync();
            var flags = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? flags : throw new InvalidOperationException($"import ends with {process.ExitCode}: {errors.Result}");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string Program => Path.Combine(Metadata("RepositoryRoot"), "src", "FeatureRollout.Cli", "bin", Metadata("Configuration"), "net10.0", "FeatureRollout.Cli.dll");

    private static string Metadata(string key) => typeof(Features).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(one => one.Key == key).Value!;
}
