using Microsoft.AspNetCore.Http;

namespace FeatureRollout.Dashboard;

/// <summary>Which flags somebody wants to see, as the query says: <c>q</c> text, <c>state</c>, <c>show</c> one of the words below.</summary>
internal sealed record FlagFilter(string Text, string State, string Show)
{
    /// <summary>The states that can be asked for.</summary>
    public static readonly IReadOnlyList<string> States = ["Running", "Held", "Paused", "Draft", "Completed", "Rolled back", "Killed", "On", "Partly on", "Off"];

    public const string Attention = "attention";
    public const string Stopped = "off";
    public const string Stale = "stale";

    public bool IsEmpty => Text.Length == 0 && State.Length == 0 && Show.Length == 0;

    public static FlagFilter Of(IQueryCollection query)
    {
        var state = query["state"].ToString();
        var show = query["show"].ToString();
        return new FlagFilter(
            query["q"].ToString().Trim(),
            States.FirstOrDefault(known => string.Equals(known, state, StringComparison.OrdinalIgnoreCase)) ?? "",
            show is Attention or Stopped or Stale ? show : "");
    }

    public bool Takes(FlagOverview flag) => (State.Length == 0 || string.Equals(Words.State(flag), State, StringComparison.Ordinal))
        && Show switch
        {
            Attention => flag.Health == FlagHealth.Attention,
            Stopped => flag.Health == FlagHealth.Off,
            Stale => IsStale(flag),
            _ => true,
        }
        && (Text.Length == 0 || Has(flag.Key) || Has(flag.Definition.Owner) || Has(flag.Rollout?.StageName) || Has(flag.Rollout?.Plan.Name));

    /// <summary>Whether the flag itself, not its upkeep, has outlived its use.</summary>
    public static bool IsStale(FlagOverview flag) => flag.Marks.Any(mark => mark.Kind is not FlagMarkKind.NoOwner);

    private bool Has(string? text) => text?.Contains(Text, StringComparison.OrdinalIgnoreCase) == true;
}
