using System.Globalization;
using FeatureRollout;

namespace Quickstart;

/// <summary>The pilot ladder in virtual time: a defect shows at 10 % and is off for everybody by itself; the fixed version reaches 100 %.</summary>
internal static class PilotLadder
{
    private static readonly Table Columns = new(("when", -16), ("stage", -14), ("set", 5), ("errors", 8), ("what", -30));

    /// <summary>Prints what happened; true where the rollback came by itself and the end was reached.</summary>
    public static async Task<bool> PrintAsync()
    {
        var simulation = new RolloutSimulation
        {
            Plan = ShippedPlans.Pilot,
            Flag = new FlagDefinition { Key = "phase2_enhanced_storage" },
            WhitelistedCustomers = CustomerList.Of("your-internal-customer-id"),
            RollbackThreshold = new RollbackThreshold(ErrorRate: 0.05, TimeWindow: TimeSpan.FromHours(1)),
            Traffic = new TrafficModel { RequestsPerMinute = 1_000, Customers = 1_000, DailyWave = 0.6, WeekendFactor = 0.7 },
            Faults = [new SimulatedFault { FromPercentage = 10, ErrorRate = 0.12, Until = TimeSpan.FromDays(3) }],
            People = new SimulatedPeople { RestartAfter = TimeSpan.FromDays(3) },
            Interval = TimeSpan.FromMinutes(5),
        };
        var result = await simulation.SimulateAsync();

        Columns.Headings();
        foreach (var happened in result.Events.Where(each => (each.From is { } from && from.Percentage != each.To?.Percentage) || each.Change is RolloutChange.FastTracked or RolloutChange.Completed))
        {
            Row(happened);
            if (happened.Change is RolloutChange.RolledBack)
            {
                Terminal.Remark(happened.Reason!, indent: 18);
            }
        }

        Terminal.Remark($"{result.Looks:N0} looks at {result.OnRequests + result.OffRequests:N0} requests of {Days(result.End - result.Start)} days. "
            + $"The defect met {result.ExposedRequests:N0} requests of about {result.ExposedCustomers} customers, and was off "
            + $"{(result.Rollback!.At - result.Reached(10)!.Value).TotalMinutes:0} minutes after it first showed. "
            + "After the fix somebody started it again; nothing rises again by itself.");
        return result is { Status: RolloutStatus.Completed, Rollback.Actor: not SimulatedPeople.Name };
    }

    private static void Row(RolloutEvent happened)
    {
        var isBad = happened.Change is RolloutChange.RolledBack;
        var position = happened.To!;
        Columns.Row(
            isBad ? Terminal.Bad : happened.Change is RolloutChange.Completed ? Terminal.Good : null,
            $"{happened.At.UtcDateTime.ToString("MM-dd ddd HH:mm", CultureInfo.InvariantCulture)}",
            position.Stage ?? happened.From?.Stage ?? "",
            position.Percentage.ToString(),
            Errors(happened),
            What(happened));
    }

    private static string Errors(RolloutEvent happened) =>
        happened.Readings.FirstOrDefault(reading => reading.Criterion.StartsWith("error_rate", StringComparison.Ordinal))?.Value is { } rate
            ? (rate * 100).ToString("0.00", CultureInfo.InvariantCulture) + " %"
            : "";

    private static string What(RolloutEvent happened) => happened.Change switch
    {
        RolloutChange.Started => happened.From?.Status == RolloutStatus.RolledBack ? "started again, with the fix" : "started",
        RolloutChange.RolledBack => "ROLLED BACK by the controller",
        RolloutChange.FastTracked => "few errors: half the time",
        RolloutChange.Completed => "completed after two weeks",
        _ => "everything holds: advanced",
    };

    private static string Days(TimeSpan time) => time.TotalDays.ToString("0", CultureInfo.InvariantCulture);
}
