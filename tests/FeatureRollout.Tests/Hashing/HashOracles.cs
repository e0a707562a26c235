using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Runtime.Loader;

namespace FeatureRollout.Tests.Hashing;

/// <summary>XXH3 by people who are not us: Debian's xxhsum, and the copy of System.IO.Hashing that the .NET SDK carries.</summary>
internal static class HashOracles
{
    public delegate ulong HashBytes(ReadOnlySpan<byte> bytes, long seed);

    public static bool InCi { get; } = Environment.GetEnvironmentVariable("CI") == "true";

    public static string? Xxhsum { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Select(folder => Path.Combine(folder, "xxhsum"))
        .FirstOrDefault(File.Exists);

    public static HashBytes? Runtime { get; } = FindRuntimeHash();

    /// <summary>The hashes of many inputs by one run of xxhsum, in order.</summary>
    public static ulong[] ByXxhsum(IReadOnlyList<byte[]> inputs)
    {
        var folder = Directory.CreateTempSubdirectory("xxh3-");
        try
        {
            var start = new ProcessStartInfo(Xxhsum!) { WorkingDirectory = folder.FullName, RedirectStandardOutput = true, UseShellExecute = false };
            start.ArgumentList.Add("-H3");
            for (var i = 0; i < inputs.Count; i++)
            {
                var name = i.ToString(CultureInfo.InvariantCulture);
                File.WriteAllBytes(Path.Combine(folder.FullName, name), inputs[i]);
                start.ArgumentList.Add(name);
            }

            using var process = Process.Start(start)!;
            var lines = process.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
            process.WaitForExit();
            Assert.Equal(0, process.ExitCode);
            return [.. lines.Select(line => Convert.ToUInt64(line[(line.LastIndexOf(' ') + 1)..].Replace("XXH3_", "", StringComparison.Ordinal), 16))];
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static HashBytes? FindRuntimeHash()
    {
        var root = Path.GetFullPath(Path.Combine(typeof(object).Assembly.Location, "../../../.."));
        var sdks = Path.Combine(root, "sdk");
        var file = !Directory.Exists(sdks)
            ? null
            : Directory.EnumerateDirectories(sdks)
                .Select(sdk => Path.Combine(sdk, "Sdks/Microsoft.NET.Sdk/tools"))
                .Where(Directory.Exists)
                .SelectMany(tools => Directory.EnumerateDirectories(tools, "net*"))
                .Where(tools => !Path.GetFileName(tools).StartsWith("net4", StringComparison.Ordinal))
                .Select(tools => Path.Combine(tools, "System.IO.Hashing.dll"))
                .FirstOrDefault(File.Exists);
        return file is null
            ? null
            : new AssemblyLoadContext("oracle").LoadFromAssemblyPath(file)
                .GetType("System.IO.Hashing.XxHash3", throwOnError: true)!
                .GetMethod("HashToUInt64", BindingFlags.Public | BindingFlags.Static, [typeof(ReadOnlySpan<byte>), typeof(long)])!
                .CreateDelegate<HashBytes>();
    }
}

/// <summary>Skipped where xxhsum is missing, except in CI, where that is a failure.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class FactWithXxhsumAttribute : FactAttribute
{
    public FactWithXxhsumAttribute()
    {
        if (HashOracles.Xxhsum is null && !HashOracles.InCi)
        {
            Skip = "xxhsum is not on the path (Debian's package xxhash)";
        }
    }
}

/// <summary>Skipped where no SDK with a copy of System.IO.Hashing lies beside the running runtime.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class FactWithRuntimeHashAttribute : FactAttribute
{
    public FactWithRuntimeHashAttribute()
    {
        if (HashOracles.Runtime is null)
        {
            Skip = "no SDK with System.IO.Hashing beside this runtime";
        }
    }
}
