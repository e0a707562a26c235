using FeatureRollout.Cli.Importing;
using FeatureRollout.Cli.Terminal;
using FeatureRollout.Cli.Tests.Running;

namespace FeatureRollout.Cli.Tests.Importing;

[Trait("Requirement", "F-28")]
public sealed class ForeignShapeTests
{
    [Fact]
    public void Each_tools_file_looks_like_that_tools_alone_and_says_so_to_all_others()
    {
        foreach (var (tool, file) in HostileFilesTests.Samples.Select(row => ((string)row[0], (string)row[1])))
        {
            var root = ForeignFile.Read(HostileFilesTests.Sample(file), file);
            Assert.Equal([tool], ForeignShape.Of(root), StringComparer.Ordinal);
            foreach (var other in Importers.All.Where(importer => importer.Name != tool))
            {
                var refused = Assert.Throws<CliException>(() => { _ = ImportedFile.Make(root, file, new ImportWish(other)); });
                Assert.Equal((ExitCodes.Data, $"{file}:{root.Line}:{root.Column}: this is no file of {other.Tool}; it looks like a file of {tool}: try --from {tool}."), (refused.ExitCode, refused.Message));
            }
        }
    }

    [Theory]
    [InlineData("unleash", "{\n  \"fetures\": []\n}", "x.json:2:14: Line 1 should begin what Unleash gives clients", " Do you mean \"features\"?")]
    [InlineData("microsoft", "{ \"FeatureManagment\": {} }", "x.json:1:23: This has no section", " Do you mean \"FeatureManagement\"?")]
    [InlineData("flagd", "{ \"other\": {} }", "x.json:1:1: This is no file of flagd", "it has no \"flags\".")]
    [InlineData("flagd", "", "x.json:1:1: the file is empty", "empty.")]
    [InlineData("flagd", " \n", "x.json:1:1: the file is empty", "empty.")]
    public async Task A_file_that_is_none_is_refused_with_its_place_and_the_nearest_name(string tool, string text, string begins, string ends)
    {
        using var folder = new CliFolder();

        var refused = await folder.RunAsync("import", "--from", tool, folder.Write("x.json", text));

        Assert.Equal((ExitCodes.Data, ""), (refused.ExitCode, refused.Out));
        Assert.StartsWith("feature-rollout: " + begins, refused.Error, StringComparison.Ordinal);
        Assert.EndsWith(ends + "\n", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_the_tool_the_file_is_guessed_and_the_tools_are_listed()
    {
        using var folder = new CliFolder();

        var refused = await folder.RunAsync("import", folder.Write("x.json", """{ "flags": { "f": { "state": "ENABLED", "variants": { "on": true } } } }"""), "--yes");

        Assert.Equal(ExitCodes.Data, refused.ExitCode);
        Assert.Contains(" It looks like a file of flagd: add --from flagd.\n", refused.Error, StringComparison.Ordinal);
        Assert.All(Importers.Shown, line => Assert.Contains($"  {line}\n", refused.Error, StringComparison.Ordinal));
    }
}
