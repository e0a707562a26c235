using FeatureRollout.Criteria.Language;
using FeatureRollout.Rollouts.Machine;

namespace FeatureRollout.Dashboard.FlagPage.Actions;

/// <summary>The fields that an action asks for, with what was typed before.</summary>
internal static class FieldsPart
{
    /// <summary>What a button beside something says it is about; kept where its form has to be shown.</summary>
    private static readonly string[] Carried = ["approval", "item", "id"];

    public static Html Of(FlagAction action, FlagPageData data, IReadOnlyDictionary<string, string> filled) => Html.Of(
        $"{Carried.Where(filled.ContainsKey).Select(name => Html.Of($"<input type=\"hidden\" name=\"{name}\" value=\"{filled[name]}\">"))}{action.Fields.Select(field => Field(field, data, filled))}");

    private static Html Field(ActionField field, FlagPageData data, IReadOnlyDictionary<string, string> filled) => field switch
    {
        ActionField.Duration => Input("duration", "How long", filled.GetValueOrDefault("duration", "4h"), "text", "Such as 30m, 4h or 1d 12h."),
        ActionField.Percentage => Input("percentage", "Percentage of customers", filled.GetValueOrDefault("percentage", ""), "decimal", $"0 to 100 with at most three decimals; now {data.Flag.Percentage}."),
        ActionField.Stage => Choice("stage", "To", EarlierStages(data), filled, Words(data)),
        ActionField.Severity => Input("severity", "How bad", filled.GetValueOrDefault("severity", ""), "text", "As the plan's criteria name it, such as P1.", Severities(data)),
        ActionField.Text => Input("text", "What happened", filled.GetValueOrDefault("text", ""), "text", ""),
        ActionField.Metric => Input("metric", "Metric", filled.GetValueOrDefault("metric", ""), "text", "", Metrics(data)),
        ActionField.Value => Input("value", "Value", filled.GetValueOrDefault("value", ""), "decimal", "A rate as a fraction, a time in seconds."),
        ActionField.Milestone => Choice("milestone", "Milestone", [.. data.Rollout?.Plan.Milestones.Select(milestone => milestone.Name) ?? []], filled, name => name),
        _ => Input("status", "How it stands", filled.GetValueOrDefault("status", "done"), "text", ""),
    };

    private static Html Input(string name, string label, string value, string mode, string hint, IReadOnlyList<string>? known = null) => Html.Of($"""
        <div class="field"><label for="{name}">{label}</label>
        <input id="{name}" name="{name}" value="{value}" required autocomplete="off" inputmode="{mode}" maxlength="2000"{Html.If(known is { Count: > 0 }, $" list=\"{name}-known\"")}>
        {Html.If(known is { Count: > 0 }, $"<datalist id=\"{name}-known\">{(known ?? []).Select(each => Html.Of($"<option value=\"{each}\">"))}</datalist>")}
        {Html.If(hint.Length > 0, $"<p class=\"detail\">{hint}</p>")}</div>
        """);

    private static Html Choice(string name, string label, IReadOnlyList<string> options, IReadOnlyDictionary<string, string> filled, Func<string, string> words) => Html.Of($"""
        <div class="field"><label for="{name}">{label}</label>
        <select id="{name}" name="{name}" required>{options.Select(option => Html.Of($"<option value=\"{option}\"{Html.If(filled.GetValueOrDefault(name) == option, $" selected")}>{words(option)}</option>"))}</select></div>
        """);

    /// <summary>The nearest first.</summary>
    private static IReadOnlyList<string> EarlierStages(FlagPageData data) => data.Rollout is { Stage: > 0 } rollout ? [.. rollout.Plan.Stages.Take(rollout.Stage).Reverse().Select(stage => stage.Name)] : [];

    private static Func<string, string> Words(FlagPageData data) => name =>
        data.Rollout?.Plan.Stages.FirstOrDefault(stage => stage.Name == name) is { } stage ? $"{VisibleText.Of(name)}, {stage.Steps[0].Percentage}" : VisibleText.Of(name);

    private static IReadOnlyList<string> Severities(FlagPageData data) => data.Rollout is null ? [] :
        [.. CriteriaOf(data.Rollout).SelectMany(CriterionInspection.SeveritiesOf).Concat(["P1", "P2", "P3"]).Distinct(StringComparer.OrdinalIgnoreCase)];

    private static IReadOnlyList<string> Metrics(FlagPageData data) => data.Rollout is null ? [] :
        [.. data.Rollout.Plan.Metrics.Where(metric => metric.Value.Source is null).Select(metric => metric.Key)
            .Concat(CriteriaOf(data.Rollout).SelectMany(CriterionInspection.MetricsOf).Where(name => !data.Rollout.Plan.Metrics.ContainsKey(name))).Distinct(StringComparer.Ordinal)];

    private static IEnumerable<Criterion> CriteriaOf(RolloutState rollout)
    {
        var criteria = StageCriteria.Of(rollout.Plan, Math.Max(rollout.Stage, 0));
        return [.. criteria.AdvanceWhen, .. criteria.HoldWhen, .. criteria.RollbackWhen.Select(trigger => trigger.When), .. rollout.Plan.Bands.Select(band => band.When), .. rollout.Plan.Alerts.Select(alert => alert.When)];
    }
}
