using FeatureRollout.Rollouts.Machine;

namespace FeatureRollout.Dashboard.FlagPage;

/// <summary>The plan's stages as a ladder: past, present and next.</summary>
internal static class LadderPart
{
    public static Html Of(FlagPageData data, FlagLinks links)
    {
        if (data.Rollout is not { } rollout)
        {
            return Html.Empty;
        }

        var plan = rollout.Plan;
        return Html.Of($"""
            <section class="panel" id="ladder" data-live aria-labelledby="ladder-title">
            <h2 id="ladder-title">Ladder <span class="detail">{Shown.Text(plan.Name)}</span></h2>
            {Html.If(plan.Description is not null, $"<p class=\"detail\">{Shown.Text(plan.Description)}</p>")}
            {(rollout.Stage < 0 ? SignaturePart.Of(data, links, null, "the start", plan.Approvals, plan.Checklist, isOpen: rollout.Status is RolloutStatus.Draft or RolloutStatus.RolledBack) : Html.Empty)}
            <ol class="fr-ladder">{plan.Stages.Select((stage, i) => Rung(data, links, rollout, stage, i))}</ol>
            {Html.If(plan.Soak > TimeSpan.Zero, $"<p class=\"detail fr-soak\">Guarded for {Shown.Duration(plan.Soak)} more in the last stage before it completes.</p>")}
            {UnmetPart.Show(data)}
            </section>
            """);
    }

    private static Html Rung(FlagPageData data, FlagLinks links, RolloutState rollout, StageDefinition stage, int index)
    {
        var isPresent = index == rollout.Stage && rollout.Status != RolloutStatus.Completed;
        var isPast = index < rollout.Stage || rollout.Status == RolloutStatus.Completed;
        var isNext = index == rollout.Stage + 1 && !isPast;
        var kind = isPresent ? "fr-present" : isPast ? "fr-past" : "fr-coming";
        var word = isPresent ? "present" : isPast ? "past" : isNext ? "next" : "later";
        return Html.Of($"""
            <li class="fr-rung {kind}"{Html.If(isPresent, $" aria-current=\"step\"")}>
            <span class="fr-rung-dot">{Html.If(isPast, $"{Icons.Check}")}</span>
            <div class="fr-rung-body">
            <p class="fr-rung-title"><b>{Shown.Text(stage.Name)}</b><span class="fr-rung-share">{StepWords(rollout, stage, isPresent)}</span><span class="visually-hidden">{word}</span></p>
            {Html.If(stage.Description is not null, $"<p class=\"detail\">{Shown.Text(stage.Description)}</p>")}
            {Times(data, rollout, stage, isPresent, isPast)}
            {(isPresent ? SignaturePart.Of(data, links, stage.Name, "leaving", stage.Approvals, [.. stage.StartChecklist, .. stage.EndChecklist], isOpen: Standing.IsGuarded(rollout.Status)) : Html.Empty)}
            {(isNext ? SignaturePart.Of(data, links, stage.Name, "the start", [], stage.StartChecklist, isOpen: Standing.IsGuarded(rollout.Status) || rollout.Stage < 0) : Html.Empty)}
            </div>
            </li>
            """);
    }

    private static Html StepWords(RolloutState rollout, StageDefinition stage, bool isPresent) => Html.Join(stage.Steps.Select((step, i) => Html.Of(
        $"{Html.If(i > 0, $"<span aria-hidden=\"true\"> → </span>")}<span{Html.If(isPresent && i == rollout.Step && stage.Steps.Count > 1, $" class=\"fr-step-now\" aria-current=\"true\"")}>{step.Percentage.ToString()}{Html.If(step.Customers.Customers.Count > 0, $" + {step.Customers.Customers.Count} named")}</span>")));

    private static Html Times(FlagPageData data, RolloutState rollout, StageDefinition stage, bool isPresent, bool isPast)
    {
        if (isPresent && rollout.StageSince is { } since)
        {
            var end = GoingOn.EarliestEnd(rollout);
            var left = end - data.Now;
            var words = left > TimeSpan.Zero ? $"{Shown.Duration(left)} left of {Shown.Duration(end - since)} at least" : end > since ? $"{Shown.Duration(end - since)} at least, over" : "no least time";
            return Html.Of($"""
                {Html.If(end > since, $"<progress class=\"fr-progress\" max=\"{(end - since).TotalSeconds:0}\" value=\"{Math.Clamp((data.Now - since).TotalSeconds, 0, (end - since).TotalSeconds):0}\" aria-label=\"Least time in the stage\"></progress>")}
                <p class="detail">{words}; in it for {Shown.Duration(data.Now - since)}{Html.If(!stage.Automatic, $"; waits for a person's advance")}</p>
                {Steps(data, rollout, stage)}
                """);
        }

        if (!isPresent && rollout.Passages.LastOrDefault(passage => passage.Stage == stage.Name) is { } passage)
        {
            var until = passage.Until ?? rollout.CompletedAt;
            return Html.Of($"{Html.If(!isPast, $"{Asks(stage)}")}<p class=\"detail\">{(isPast ? "" : "last entered ")}{Shown.Time(passage.From, data.Now)}{Html.If(until is not null, $", took {Shown.Duration((until ?? data.Now) - passage.From)}")}</p>");
        }

        return isPast ? Html.Empty : Asks(stage);
    }

    private static Html Asks(StageDefinition stage)
    {
        string[] asks =
        [
            .. stage.MinimumDuration > TimeSpan.Zero ? [$"at least {Shown.Duration(stage.MinimumDuration)}"] : Array.Empty<string>(),
            .. stage.AdvanceWhen.Count > 0 ? [stage.AdvanceWhen.Count == 1 ? "one criterion to go on" : $"{Shown.Number(stage.AdvanceWhen.Count)} criteria to go on"] : Array.Empty<string>(),
            .. stage.Approvals.Count > 0 ? ["approval by " + string.Join(", ", stage.Approvals.Select(VisibleText.Of))] : Array.Empty<string>(),
            .. stage.Automatic ? Array.Empty<string>() : ["waits for a person's advance"],
        ];
        return Html.If(asks.Length > 0, $"<p class=\"detail\">{string.Join(" · ", asks)}</p>");
    }

    private static Html Steps(FlagPageData data, RolloutState rollout, StageDefinition stage) => Html.If(stage.Steps.Count > 1, $"""
        <ol class="fr-steps">{stage.Steps.Select((step, i) =>
        {
            var due = PlanClock.StepDueAt(rollout.Plan, stage, i, rollout.StageSince ?? data.Now);
            return Html.Of($"<li{Html.If(i == rollout.Step, $" aria-current=\"true\"")}>{step.Percentage.ToString()} {Html.If(i <= rollout.Step, $"<span class=\"detail\">since {Shown.Time(i == rollout.Step ? rollout.StepSince ?? due : due, data.Now)}</span>")}{Html.If(i > rollout.Step, $"<span class=\"detail\">from {Shown.Time(due, data.Now)}, {Shown.Ago(due, data.Now)}</span>")}</li>");
        })}</ol>
        """);
}
