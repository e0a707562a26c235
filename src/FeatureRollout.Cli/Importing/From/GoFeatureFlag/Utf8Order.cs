using System.Text;

namespace FeatureRollout.Cli.Importing.From.GoFeatureFlag;

/// <summary>Texts by their bytes, as Go orders them.</summary>
internal sealed class Utf8Order : IComparer<string>
{
    public static readonly Utf8Order Instance = new();

    public int Compare(string? x, string? y) => Encoding.UTF8.GetBytes(x ?? "").AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(y ?? ""));
}
