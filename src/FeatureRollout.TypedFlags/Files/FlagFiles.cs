using System;
using System.IO;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace FeatureRollout.TypedFlags.Files;

/// <summary>Which of a project's additional files are flag files.</summary>
internal static class FlagFiles
{
    /// <summary><c>flags.json</c>, <c>….flags.json</c>, and whatever has the metadata <c>FeatureFlags="true"</c>.</summary>
    public static bool IsOne(AdditionalText file, AnalyzerConfigOptionsProvider options)
    {
        var name = Path.GetFileName(file.Path);
        return name.Equals("flags.json", StringComparison.OrdinalIgnoreCase)
            || name.EndsWith(".flags.json", StringComparison.OrdinalIgnoreCase)
            || (options.GetOptions(file).TryGetValue("build_metadata.AdditionalFiles.FeatureFlags", out var isOne) && isOne.Equals("true", StringComparison.OrdinalIgnoreCase));
    }
}
