using FeatureRollout.Rollouts.Machine;

namespace FeatureRollout.Tests.Rollouts.Machine;

/// <summary>Plans, documents and judgements for tests, made as people and the controller make them: by changes.</summary>
internal static class Pilot
{
    public static readonly DateTimeOffset Start = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    public static readonly IReadOnlyDictionary<string, double> NoValues = new Dictionary<string, double>(StringComparer.Ordinal);

    public static readonly IReadOnlyDictionary<string, FlagDefinition> NoDefinitions = new Dictionary<string, FlagDefinition>(StringComparer.Ordinal);

    /// <summary>Three stages with two steps each: 1 % and 5 %, 10 % and 25 %, 50 % and 100 %.</summary>
    public static PlanDefinition Plan { get; } = new()
    {
        Name = "three",
        Stages = [Stage("internal", 1, 5), Stage("early", 10, 25), Stage("everybody", 50, 100)],
        Milestones = [new Milestone("launch", "pat", 0)],
    };

    /// <summary>Stages with one step each, at these percentages.</summary>
    public static PlanDefinition Ladder(params decimal[] percentages) =>
        new() { Name = "ladder", Stages = [.. percentages.Select((percentage, i) => Stage(FormattableString.Invariant($"s{i}"), percentage))] };

    /// <summary>A stage whose steps come a day apart.</summary>
    public static StageDefinition Stage(string name, params decimal[] percentages) => new()
    {
        Name = name,
        Steps = [.. percentages.Select((percentage, i) => new StepDefinition { Percentage = percentage, After = TimeSpan.FromDays(i) })],
    };

    public static PlanDefinition With(this PlanDefinition plan, int stage, Func<StageDefinition, StageDefinition> change) =>
        plan with { Stages = [.. plan.Stages.Select((each, i) => i == stage ? change(each) : each)] };

    public static RolloutChange.Created Creation(PlanDefinition plan, params string[] flags) =>
        new(flags, plan, NoDefinitions, CustomerList.Empty, ObserveOnly: false);

    public static FlagDocument Draft(PlanDefinition? plan = null) => FlagDocument.Empty("pilot").Then(Creation(plan ?? Plan, "pilot"));

    /// <summary>Running in a stage, entered at <see cref="Start"/>.</summary>
    public static FlagDocument Running(PlanDefinition? plan = null, int stage = 0)
    {
        var document = Draft(plan).Then(new RolloutChange.Started());
        for (var i = 1; i <= stage; i++)
        {
            document = document.Then(new RolloutChange.Advanced(i, NoValues));
        }

        return document;
    }

    public static FlagDocument Then(this FlagDocument document, params RolloutChange[] changes) => document.At(Start, changes);

    public static FlagDocument At(this FlagDocument document, DateTimeOffset at, params RolloutChange[] changes) =>
        changes.Aggregate(document, (state, change) => RolloutMachine.Apply(state, change, at, "pat", "because"));

    public static Percentage PercentageOf(this FlagDocument document) => RolloutMachine.PositionOf(document)?.Percentage ?? Percentage.Zero;

    public static IReadOnlyList<Criterion> Criteria(params string[] texts) => [.. texts.Select(Criterion.Parse)];

    public static CriterionResult Result(CriterionVerdict verdict, string criterion = "c") =>
        new() { Criterion = criterion, Verdict = verdict, Explanation = $"It reads {verdict}." };

    /// <summary>A judgement that says of every criterion of the present stage what a function says of its text.</summary>
    public static RolloutJudgement Judge(RolloutState state, Func<string, CriterionVerdict> verdict)
    {
        var criteria = StageCriteria.Of(state.Plan, Math.Max(state.Stage, 0));
        CriterionResult[] Results(IEnumerable<Criterion> of) => [.. of.Select(each => Result(verdict(each.Text), each.Text))];
        return new RolloutJudgement(
            Results(criteria.AdvanceWhen),
            Results(criteria.HoldWhen),
            Results(criteria.RollbackWhen.Select(each => each.When)),
            Results(state.Plan.Bands.Select(each => each.When)),
            Results(state.Plan.Alerts.Select(each => each.When)));
    }

    /// <summary>Everything fails but what is named, which passes.</summary>
    public static RolloutJudgement Only(RolloutState state, params string[] passing) =>
        Judge(state, text => passing.Contains(text, StringComparer.Ordinal) ? CriterionVerdict.Pass : CriterionVerdict.Fail);
}
