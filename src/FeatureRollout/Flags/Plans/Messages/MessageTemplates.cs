using FeatureRollout.Text;

namespace FeatureRollout.Flags.Plans.Messages;

/// <summary>
/// The events that people are told of, with the library's own message for each. The first line is the title, the rest the
/// text; a message of one line is both, and an empty one is not sent.
/// </summary>
internal static class MessageTemplates
{
    private static readonly Dictionary<string, string> ByEvent = new(StringComparer.Ordinal)
    {
        ["created"] = "Coming soon: {flag} in {environment}\nIt will go from nobody to everybody in stages, along the plan {plan}. Announced by {actor} at {time}.",
        ["started"] = "{flag} is live in {environment}, for {percentage}\nThe rollout began with stage {stage} at {time}, started by {actor}. Why: {reason}",
        ["restarted"] = "{flag} is back in {environment}, for {percentage}\nThe rollout began again with stage {stage} at {time}, after {duration}. Started by {actor}. Why: {reason}",
        ["advanced"] = "{flag} goes on to {stage} in {environment}, for {percentage}\nIt spent {duration} in {previousStage} and went on at {time}. Decided by {actor}. Why: {reason}",
        ["stepped"] = "{flag} is on for {percentage} in {environment}\nStage {stage} took its next step at {time}.",
        ["fastTracked"] = "{flag} may go on sooner in {environment}\nThe least time in stage {stage} was shortened at {time} by {actor}. Rule: {rule}",
        ["held"] = "{flag} is held at {percentage} in {environment}\nIt stays in stage {stage}. Rule: {rule}. Decided by {actor} at {time}. Why: {reason}",
        ["paused"] = "{flag} is paused at {percentage} in {environment}\nIt stays in stage {stage} until somebody resumes it. Rule: {rule}. Decided by {actor} at {time}. Why: {reason}",
        ["resumed"] = "{flag} goes on in {environment}, at {percentage}\nIt was resumed at {time} by {actor}, after {duration}. Why: {reason}",
        ["movedBack"] = "{flag} went back to {stage} in {environment}, for {percentage}\nIt was at {previousPercentage} in {previousStage}, and stays paused. Rule: {rule}. Decided by {actor} at {time}. Why: {reason}",
        ["rolledBack"] = "{flag} is off in {environment}: rolled back from {previousPercentage}\nIt is off for everybody since {time}. Rule: {rule}. Decided by {actor}. Why: {reason}\nMeanwhile: {fallback}\nWhat customers read: {message}",
        ["completed"] = "{flag} is complete in {environment}, at {percentage}\nThe rollout came to its end at {time}, after {duration}. On for {customers} customers so far.",
        ["killed"] = "{flag} is off in {environment}: the kill switch was thrown\nIt is off for everybody since {time}. Rule: {rule}. Decided by {actor}. Why: {reason}\nMeanwhile: {fallback}\nWhat customers read: {message}",
        ["revived"] = "{flag} is restored in {environment}, for {percentage}\nThe kill switch was put back at {time} by {actor}, after {duration}. Why: {reason}",
        ["percentageSet"] = "{flag} was set to {percentage} by hand in {environment}\nIt was at {previousPercentage}. Set by {actor} at {time}. Why: {reason}",
        ["replanned"] = "{flag} has a new plan in {environment}: {plan}\nCriteria and timers begin anew in stage {stage}. By {actor} at {time}. Why: {reason}",
        ["drillEnded"] = "A rollback of {flag} was practised in {environment}\nIt was off for everybody after {duration}, and is as before since {time}. Practised by {actor}.",
        ["wouldHave"] = "{flag} is only observed in {environment}; the controller would have acted\n{event}. Rule: {rule}. At {time}. Why: {reason}",
        ["incidentReported"] = "{severity} reported for {flag} in {environment}\n{incident}\nReported by {actor} at {time}, in stage {stage} at {percentage}.",
        ["incidentResolved"] = "{severity} resolved for {flag} in {environment}\n{incident}\nResolved by {actor} at {time}, after {duration}.",
        ["alertFired"] = "{severity}: {rule} fires for {flag} in {environment}\nIt reads {value}, the limit is {limit}. {explanation}\nStage {stage} at {percentage}, {time}.",
        ["alertRepeated"] = "{severity}: {rule} still fires for {flag} in {environment}, for {duration}\nIt reads {value}, the limit is {limit}. {explanation}\nStage {stage} at {percentage}, {time}.",
        ["alertResolved"] = "Resolved: {rule} for {flag} in {environment}, after {duration}\nStage {stage} at {percentage}, {time}.",
        ["report"] = "Status of {flag} in {environment}: {status}, {stage} at {percentage}",
        ["test"] = "A trial message of {environment}\nSomebody tries whether this channel works. Nothing has happened. {time}.",
    };

    private static readonly string[] AllPlaceholders =
    [
        "flag", "flags", "environment", "plan", "owner", "event", "status", "stage", "previousStage", "percentage", "previousPercentage",
        "actor", "reason", "time", "duration", "rule", "severity", "value", "limit", "samples", "explanation", "incident", "customers",
        "message", "fallback",
    ];

    /// <summary>The events that have a message, as plans name them.</summary>
    public static IReadOnlyCollection<string> EventNames => ByEvent.Keys;

    /// <summary>The names that may stand in braces.</summary>
    public static IReadOnlyCollection<string> Placeholders => AllPlaceholders;

    /// <summary>What is wrong with a plan's message, in one sentence; null where nothing is.</summary>
    public static string? Check(string eventName, string text) =>
        !ByEvent.ContainsKey(eventName) ? $"there is no event \"{eventName}\" to tell of" + Meant(eventName, EventNames, "\"", "\"")
        : MessageTemplate.TryParse(text, out _, out var error) ? null
        : error;

    /// <summary>The library's own message for an event.</summary>
    public static string DefaultOf(string eventName) => ByEvent[eventName];

    /// <summary>The end of a sentence that names what was probably meant, or all there is where nothing is near.</summary>
    internal static string Meant(string name, IReadOnlyCollection<string> names, string open, string close) =>
        NearestName.To(name, names) is { } nearest
            ? $"; did you mean {open}{nearest}{close}?"
            : $"; there are {string.Join(", ", names.Select(one => open + one + close))}";
}
