using System.Diagnostics;
using System.Reflection;
using System.Text.Json;

namespace FeatureRollout.Cli.Tests.Linting.Schema;

/// <summary>A public validator of JSON schemas, in a process of its own that is given one document a line.</summary>
internal static class SchemaValidator
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    public static string Root { get; } =
        typeof(SchemaValidator).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(each => each.Key == "RepositoryRoot").Value!;

    public static string Folder { get; } = Path.Combine(Root, "tests", "FeatureRollout.Cli.Tests", "Linting", "clients", "schema");

    /// <summary>What the validator says of each document; empty where it is valid.</summary>
    /// <param name="schema">The schema.</param>
    /// <param name="documents">JSON, each on one line.</param>
    public static async Task<IReadOnlyList<string>> CheckAsync(string schema, IEnumerable<string> documents)
    {
        var start = new ProcessStartInfo("node", "client.mjs")
        {
            WorkingDirectory = Folder, UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var (answers, complaints) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        try
        {
            using (var compact = JsonDocument.Parse(schema))
            {
                await process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(compact.RootElement));
            }

            foreach (var document in documents)
            {
                await process.StandardInput.WriteLineAsync(document);
            }

            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has ended; its complaints say why.
        }

        try
        {
            await process.WaitForExitAsync().WaitAsync(Patience);
        }
        catch (TimeoutException)
        {
            process.Kill();
            throw;
        }

        Assert.Equal("", await complaints);
        return [.. (await answers).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Text)];

        static string Text(string answer)
        {
            using var document = JsonDocument.Parse(answer);
            return document.RootElement.GetProperty("text").GetString()!;
        }
    }
}
