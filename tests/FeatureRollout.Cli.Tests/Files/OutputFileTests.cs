using FeatureRollout.Cli.Files;
using FeatureRollout.Cli.Terminal;
using FeatureRollout.Cli.Tests.Running;

namespace FeatureRollout.Cli.Tests.Files;

[Trait("Requirement", "F-23")]
public sealed class OutputFileTests : IDisposable
{
    private readonly CliFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("/dev/null", "it is a device, whose place a file would take.")]
    [InlineData("/proc/self/fd/1", "")]
    [InlineData("/no-such-folder/a", "there is no folder /no-such-folder.")]
    public void Where_nothing_can_be_written_it_is_said_at_once(string path, string why)
    {
        var refused = Assert.Throws<CliException>(() => new OutputFile(path));

        Assert.Equal(ExitCodes.CannotCreate, refused.ExitCode);
        Assert.StartsWith($"{path} cannot be written: {why}", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_there_stays_unless_it_may_be_replaced()
    {
        var path = _folder.Write("kept", "older");

        Assert.Equal("FILE is there already.", Assert.Throws<CliException>(() => new OutputFile(path, replaces: false)).Message.Replace(path, "FILE", StringComparison.Ordinal));
        Assert.Equal("older", File.ReadAllText(path));
        Assert.Equal(["kept"], Directory.GetFiles(_folder.Path).Select(Path.GetFileName), StringComparer.Ordinal);
    }

    [Fact]
    public void What_comes_into_being_meanwhile_stays_too()
    {
        var path = _folder.In("kept");
        using (var file = new OutputFile(path, replaces: false))
        {
            File.WriteAllText(path, "quicker");
            file.Write(text => text.Write("mine"));

            Assert.Equal(ExitCodes.CannotCreate, Assert.Throws<CliException>(file.Keep).ExitCode);
        }

        Assert.Equal("quicker", File.ReadAllText(path));
        Assert.Equal(["kept"], Directory.GetFiles(_folder.Path).Select(Path.GetFileName), StringComparer.Ordinal);
    }

    [Fact]
    public void Nothing_is_seen_of_it_before_it_is_whole_and_a_link_stays_one()
    {
        var path = _folder.Write("real", "older");
        File.CreateSymbolicLink(_folder.In("link"), path);
        using var file = new OutputFile(_folder.In("link"));
        file.Write(text => text.WriteLine("häl"));
        file.Write("ves"u8.ToArray());

        Assert.Equal("older", File.ReadAllText(path));
        file.Keep();
        Assert.Equal("häl\nves"u8.ToArray(), File.ReadAllBytes(path));
        Assert.NotNull(new FileInfo(_folder.In("link")).LinkTarget);
    }
}
