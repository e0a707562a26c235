using System.Text;
using FeatureRollout.Flags.Files;

namespace FeatureRollout.Tests.Providers;

/// <summary>Flag files of one flag, told apart by its percentage.</summary>
internal static class OneFlag
{
    public static byte[] Text(string flag, int percentage, string owner = "me") => Encoding.UTF8.GetBytes(
        FormattableString.Invariant($$"""{ "flags": { "{{flag}}": { "percentage": {{percentage}}, "owner": "{{owner}}" } } }"""));

    public static FlagSet Set(string flag, int percentage, string? version = null) =>
        FlagFileReader.Read(Text(flag, percentage), "flags.json") with { Version = version };

    public static int PercentageOf(FlagSet flags, string flag) => flags.Flags[flag].Percentage!.Value.Thousandths / 1000;
}
