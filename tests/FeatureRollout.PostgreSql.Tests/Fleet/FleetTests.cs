using System.Globalization;
using FeatureRollout.PostgreSql.Tests.Servers;

namespace FeatureRollout.PostgreSql.Tests.Fleet;

public sealed class FleetTests
{
    private const int Seed = 20_261_121;

    /// <summary><c>FLEET_ROUNDS=50</c> runs it for long, <c>FLEET_SEED</c> from another seed; a failure names the seed of its round.</summary>
    [FactWithPostgres]
    [Trait("Requirement", "S1-10")]
    [Trait("Requirement", "S0-08")]
    [Trait("Requirement", "F-14")]
    public async Task A_defect_is_taken_back_everywhere_while_processes_and_server_are_killed()
    {
        var rounds = Number("FLEET_ROUNDS", 2);
        var seed = Number("FLEET_SEED", Seed);
        for (var round = 0; round < rounds; round++)
        {
            await using var fleet = await FleetRound.BeginAsync();
            try
            {
                await fleet.RunAsync(new Random(seed + round));
            }
            catch (Exception exception)
            {
                Assert.Fail(string.Create(CultureInfo.InvariantCulture, $"FLEET_SEED={seed + round} FLEET_ROUNDS=1: {exception}\n{fleet.Story}"));
            }

            if (rounds > 2)
            {
                await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"fleet: round {round + 1} of {rounds}, seed {seed + round}, went well"));
            }
        }
    }

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : otherwise;
}
