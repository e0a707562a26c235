using System.Text.Json;
using System.Text.Json.Serialization;

namespace FeatureRollout.Cli.Reporting;

/// <summary>What <c>report --json</c> prints.</summary>
/// <param name="Markdown">The report.</param>
internal sealed record ReportDocument(string Markdown)
{
    public static string Write(ReportDocument report) => JsonSerializer.Serialize(report, ReportingJson.Default.ReportDocument) + "\n";
}

/// <summary>How it is written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(ReportDocument))]
internal sealed partial class ReportingJson : JsonSerializerContext;
