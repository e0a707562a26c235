using FeatureRollout.AdminApi.Wire;

namespace FeatureRollout.Cli.Watching.Reading;

/// <summary>All that is known of a flag at one moment. What belongs to a rollout is null where the flag is under none.</summary>
/// <param name="At">When it was read, by this program's clock.</param>
/// <param name="Environment">The environment.</param>
/// <param name="Place">Where it was read.</param>
/// <param name="SeesOutcomes">Whether what was counted is seen from here: not where a host keeps it in its own memory and this program stands before the files.</param>
/// <param name="Flag">The flag that was asked for.</param>
/// <param name="Rollout">The rollout that moves it.</param>
/// <param name="Assessment">How that is judged now.</param>
/// <param name="Stats">What was counted.</param>
/// <param name="History">What was counted over the last minutes; null where it is not seen or not asked for.</param>
/// <param name="Fleet">Who serves it; null where that is not seen from here.</param>
/// <param name="Events">The newest events, oldest first.</param>
internal sealed record FlagPicture(
    DateTimeOffset At,
    string Environment,
    string Place,
    bool SeesOutcomes,
    FlagResource Flag,
    RolloutResource? Rollout,
    AssessmentResource? Assessment,
    StatsResource Stats,
    HistoryResource? History,
    FleetResource? Fleet,
    IReadOnlyList<EventResource> Events)
{
    /// <summary>What is said where <see cref="SeesOutcomes"/> is false.</summary>
    public const string Unseen = "Readings are in the host's memory; use --url to see them.";

    /// <summary>How the library says that it counted nothing, which is no wonder in a program that serves nobody.</summary>
    private const string NoRequests = "there were no requests over ";

    /// <summary>Whether a criterion has no data because of where this program stands.</summary>
    public static bool IsUnseen(CriterionResource criterion) => criterion.Verdict == CriterionVerdict.NoData && criterion.Explanation.Contains(NoRequests, StringComparison.Ordinal);

    /// <summary>A sentence about a criterion without the reason that only <see cref="Unseen"/> explains.</summary>
    public static string WithoutReason(string sentence) =>
        sentence.IndexOf(": " + NoRequests, StringComparison.Ordinal) is >= 0 and var at ? string.Concat(sentence.AsSpan(0, at), " here.") : sentence;

    /// <summary>The key that is watched: of the flag that leads the rollout, if there is one.</summary>
    public string Key => Flag.Rollout?.Key ?? Flag.Key;
}
