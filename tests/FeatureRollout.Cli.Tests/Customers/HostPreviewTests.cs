using FeatureRollout.AdminApi.Wire;
using FeatureRollout.Cli.Customers;
using FeatureRollout.Cli.Terminal;
using FeatureRollout.Cli.Tests.Operating;
using FeatureRollout.Cli.Tests.Running;

namespace FeatureRollout.Cli.Tests.Customers;

[Trait("Requirement", "F-07")]
public sealed class HostPreviewTests
{
    private const string Flags = """
        {
          "flags": {
            "search": { "percentage": 10, "requires": ["chat"], "rules": [ { "when": "seats >= 40 && beta == true && name != '\"é\"'", "percentage": 50 } ] },
            "chat": { "percentage": 80 }
          }
        }
        """;

    private static readonly string Rows = "Customer ID,seats,beta,name\n" + string.Concat(Enumerable.Range(0, 2500).Select(n =>
        FormattableString.Invariant($"\"c{n}\"\"é\",{n % 80},{n % 3 == 0},\"{(n % 5 == 0 ? "" : "\"\"é\"\"")}\"\n")));

    [Fact]
    public async Task A_host_gives_the_same_answer_as_the_file()
    {
        using var folder = new CliFolder(Flags);
        var list = folder.Write("customers.csv", Rows);
        string[] asked = ["preview", "search", "25", "-c", list, "--show", "3000", "--json"];
        var before = await folder.RunAsync(asked);
        await using var host = await OperatedHost.StartAsync(folder.In("flags.json"));
        folder.Variables[GlobalOptions.KeyVariable] = OperatedHost.ReaderKey;

        var shown = await folder.RunAsync([.. asked, "--url", host.Address]);

        Assert.Equal((ExitCodes.Yes, ""), (shown.ExitCode, shown.Error));
        Assert.Equal(before.Out, shown.Out);
        Assert.Contains("\"customers\": 2500,", shown.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("search")]
    [InlineData("chat")]
    public async Task A_change_on_the_host_in_between_is_noticed(string changed)
    {
        using var folder = new CliFolder(Flags);
        await using var host = await OperatedHost.StartAsync(folder.In("flags.json"));
        await using var backend = await host.OpenAsync();
        var source = new BackendPreview(backend, "search", from: null, to: 25);
        var run = new PreviewRun(new ChangedBetween(source, () => host.Manager.SetPercentageAsync(changed, 20, new RolloutActor("olivia"), CancellationToken.None)), BackendPreview.MostOfHost, 10);

        Assert.Null(await run.OnceAsync(Lists.Csv(Rows), (_, _) => { }, () => { }, CancellationToken.None));
        Assert.NotNull(await run.OnceAsync(Lists.Csv(Rows), (_, _) => { }, () => { }, CancellationToken.None));
    }

    private sealed class ChangedBetween(IPreviewSource source, Func<Task> change) : IPreviewSource
    {
        private bool _isDone;

        public Task<string> StandingAsync(CancellationToken cancellationToken) => source.StandingAsync(cancellationToken);

        public async Task<PreviewResource> AskAsync(IReadOnlyList<EvaluationContext> customers, CancellationToken cancellationToken)
        {
            var answer = await source.AskAsync(customers, cancellationToken);
            if (!_isDone)
            {
                _isDone = true;
                await change();
            }

            return answer;
        }
    }
}
