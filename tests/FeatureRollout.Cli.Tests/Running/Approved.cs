using System.Runtime.CompilerServices;

namespace FeatureRollout.Cli.Tests.Running;

/// <summary>Compares a text with the one that stands beside the test as <c>Name.approved.txt</c>; with <c>APPROVE=1</c> in the environment it is put down there.</summary>
internal static class Approved
{
    public static void Check(string found, [CallerMemberName] string name = "", [CallerFilePath] string source = "")
    {
        var file = Path.Combine(Path.GetDirectoryName(source)!, name + ".approved.txt");
        found = found.ReplaceLineEndings("\n").TrimEnd('\n') + "\n";
        if (Environment.GetEnvironmentVariable("APPROVE") == "1")
        {
            File.WriteAllText(file, found);
        }

        Assert.Equal(File.Exists(file) ? File.ReadAllText(file) : "", found);
    }
}
