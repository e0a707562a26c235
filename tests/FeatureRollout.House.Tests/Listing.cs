namespace FeatureRollout.House.Tests;

/// <summary>Fails with every line that ought not to be there, where an assertion on a collection shows the first few.</summary>
internal static class Listing
{
    public static void AssertNone(IEnumerable<string> lines)
    {
        var all = string.Join('\n', lines);
        Assert.True(all.Length == 0, all);
    }
}
