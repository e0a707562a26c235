using FeatureRollout.Cli.Tests.Running;

namespace FeatureRollout.Cli.Tests.Commands;

public sealed class StatusTests
{
    private const string Flags = """{ "flags": { "search": { "percentage": 25 }, "chat": { "enabled": true } } }""";

    [Fact]
    [Trait("Requirement", "S0-12")]
    public async Task All_flags_are_shown_as_a_table()
    {
        using var folder = new CliFolder(Flags);

        var shown = await folder.RunProcessAsync("status");

        Approved.Check(shown.ToString());
    }
}
