using Microsoft.CodeAnalysis;

namespace FeatureRollout.TypedFlags.Generation;

/// <summary>What is said at build time.</summary>
internal static class Rules
{
    private const string Category = "FeatureRollout";

    public static readonly DiagnosticDescriptor NotReadable = new(
        "FR0001", "A flag file cannot be read", "{0}: {1}", Category, DiagnosticSeverity.Error, isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor Name = new(
        "FR0002", "A flag's key makes no member", "{0}: {1}", Category, DiagnosticSeverity.Error, isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor NoFile = new(
        "FR0003", "There is no flag file", "No additional file is a flag file: add <AdditionalFiles Include=\"flags.json\" /> to the project", Category, DiagnosticSeverity.Warning, isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor UnknownFlag = new(
        "FR0004", "A flag that no flag file has", "No flag file has a flag \"{0}\"{1}", Category, DiagnosticSeverity.Warning, isEnabledByDefault: true);
}
