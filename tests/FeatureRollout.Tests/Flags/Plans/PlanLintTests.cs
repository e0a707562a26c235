using FeatureRollout.Tests.Flags.Files;

namespace FeatureRollout.Tests.Flags.Plans;

/// <summary>What is refused in a plan that is well written, and what is only doubtful.</summary>
[Trait("Requirement", "F-25")]
public class PlanLintTests
{
    private const string One = """  "stages": [{ "name": "one", "percentage": 100 }]  """;

    [Theory]
    [InlineData(
        """ "stages": [{ "name": "a", "percentage": 10 }, { "name": "b", "percentage": 5 }] """,
        "the percentage falls from 10 % in stage \"a\" to 5 %")]
    [InlineData(
        """ "stages": [{ "name": "a", "steps": [{ "percentage": 10 }, { "after": "1d", "percentage": 7 }] }] """,
        "the percentage falls from 10 % in the step before to 7 %")]
    [InlineData(
        """ "stages": [{ "name": "a", "percentage": 10 }, { "name": "b", "percentage": 20, "strata": [{ "when": "tier == 'gold'", "percentage": 5 }] }] """,
        "where tier == 'gold': the percentage falls from 10 % in stage \"a\" to 5 %")]
    [InlineData(
        """ "stages": [{ "name": "a", "percentage": 10, "strata": [{ "when": "tier == 'gold'", "percentage": 50 }] }, { "name": "b", "percentage": 20 }] """,
        "where tier == 'gold': the percentage falls from 50 % in stage \"a\" to 20 %")]
    [InlineData(
        """ "stages": [{ "name": "a", "steps": [{ "percentage": 1 }, { "after": "2d", "percentage": 2 }, { "after": "1d", "percentage": 3 }] }] """,
        "the step comes 1d after the stage's start, and the one before it 2d; steps stand in order")]
    [InlineData(
        """ "stages": [{ "name": "a", "steps": [{ "after": "1h", "percentage": 1 }] }] """,
        "the first step holds from the stage's start, so it has no \"after\"")]
    [InlineData(
        """ "stages": [{ "name": "a", "percentage": 10 }, { "name": "a", "percentage": 20 }] """,
        "there are two stages named \"a\"; rename one")]
    [InlineData(
        """ "stages": [{ "name": "a", "percentage": 100 }, { "name": "b", "percentage": 100 }] """,
        "the stage comes after \"a\", in which everybody is in, and changes nothing")]
    [InlineData(
        """ "stages": [{ "name": "a", "percentage": 10, "expectedVolume": { "from": 9, "to": 5 } }] """,
        "the expected volume ends before it begins")]
    [InlineData(
        """ "stages": [{ "name": "a", "percentage": 10, "checklist": { "start": ["x"], "end": ["x"] } }] """,
        "\"x\" is on the stage's checklists twice")]
    public void Stages_and_steps_rise_and_have_names_of_their_own(string members, string expected) => AssertOneError(members, expected);

    [Theory]
    [InlineData("\"advanceWhen\": [\"error_rate < 5%\"], \"rollbackWhen\": [\"error_rate > 3%\"]", "it advances while \"error_rate < 5%\", but \"error_rate > 3%\" takes it back there already")]
    [InlineData("\"advanceWhen\": [\"error_rate <= 5%\"], \"rollbackWhen\": [\"error_rate >= 5%\"]", "contradiction in stage \"one\"")]
    [InlineData("\"advanceWhen\": [\"success_rate > 95%\"], \"rollbackWhen\": [\"error_rate > 3%\"]", "it advances while \"success_rate > 95%\", but \"error_rate > 3%\"")]
    [InlineData("\"advanceWhen\": [\"success_rate > 95%\"], \"rollbackThreshold\": { \"errorRate\": 0.04, \"timeWindow\": \"1h\" }", "but \"error_rate > 4%\" takes it back")]
    [InlineData("\"advanceWhen\": [\"p95(latency) < target\"], \"rollbackWhen\": [\"400ms < p95(latency)\"], \"metrics\": { \"l\": { \"of\": \"p95(latency)\", \"target\": \"< 500ms\" } }", "contradiction in stage \"one\"")]
    [InlineData("\"advanceWhen\": [\"error_rate < 1.5x control\"], \"rollbackWhen\": [\"error_rate > 1.2 * control\"]", "contradiction in stage \"one\"")]
    [InlineData("\"advanceWhen\": [\"open(P2) < 2\"], \"bands\": [{ \"when\": \"open(P2) > 0\", \"then\": \"kill\" }]", "contradiction in stage \"one\"")]
    [InlineData("\"advanceWhen\": [\"requests > 10\"], \"rollbackWhen\": [\"requests > 5\"]", "contradiction in stage \"one\"")]
    public void A_trigger_that_fires_where_the_stage_may_advance_is_a_contradiction(string members, string expected) =>
        AssertOneError(members + ", " + One, expected);

    [Theory]
    [InlineData("\"advanceWhen\": [\"error_rate < 5%\"], \"rollbackWhen\": [\"error_rate > 5%\"]")]
    [InlineData("\"advanceWhen\": [\"error_rate < 5%\"], \"rollbackThreshold\": { \"errorRate\": 0.05, \"timeWindow\": \"1h\" }")]
    [InlineData("\"advanceWhen\": [\"success_rate > 95%\"], \"rollbackWhen\": [\"error_rate >= 5%\"]")]
    [InlineData("\"advanceWhen\": [\"open(P1) == 0\"], \"rollbackWhen\": [\"open(P1) > 0\"]")]
    [InlineData("\"advanceWhen\": [\"requests > 100\"], \"rollbackWhen\": [\"requests > 100000\"]")]
    [InlineData("\"advanceWhen\": [\"error_rate < 5%\"], \"rollbackWhen\": [\"error_rate > 3% while requests > 1000\", \"error_rate > 5%\"]")]
    [InlineData("\"advanceWhen\": [\"error_rate < 5%\"], \"bands\": [{ \"when\": \"error_rate > 2%\", \"then\": \"pause\" }, { \"when\": \"error_rate > 10%\", \"then\": \"rollback\" }]")]
    [InlineData("\"advanceWhen\": [\"error_rate < 5%\"], \"rollbackWhen\": [\"error_rate > 6%\"], \"holdWhen\": [\"error_rate > 1%\"]")]
    public void A_trigger_beyond_the_criterion_is_none(string members) => Assert.Empty(PlanReading.Warnings(members + ", " + One));

    [Fact]
    [Trait("Requirement", "S3-07")]
    public void Inherited_criteria_and_triggers_contradict_each_other_too()
    {
        const string Rest = """
            "stages": [
              { "name": "a", "percentage": 1, "rollbackWhen": ["success_rate < 60%"] },
              { "name": "b", "percentage": 2, "INHERIT": true, "advanceWhen": ["success_rate > 50%"], "rollbackWhen": ["open(P1) > 0"] }]
            """;

        AssertOneError(Rest.Replace("INHERIT", "inherit", StringComparison.Ordinal), "contradiction in stage \"b\"");
        Assert.Empty(PlanReading.Warnings(Rest.Replace("\"INHERIT\": true, ", "", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("\"advanceWhen\": [\"error_rate > 100%\"]", "\"error_rate > 100%\" can never hold")]
    [InlineData("\"advanceWhen\": [\"success_rate > 120%\"]", "\"success_rate > 120%\" can never hold")]
    [InlineData("\"rollbackWhen\": [\"open(P1) < 0\"]", "\"open(P1) < 0\" can never hold")]
    [InlineData("\"advanceWhen\": [\"error_rate < 1%\", \"error_rate > 2%\"]", "stage \"one\" can never be left: \"error_rate > 2%\" and \"error_rate < 1%\" never hold at once")]
    [InlineData("\"advanceWhen\": [\"p95(latency) <= 1.2x previous\"]", "can never hold in the first stage, which has none before it")]
    [InlineData("\"rollbackWhen\": [\"error_rate >= 0\"]", "\"error_rate >= 0\" always holds")]
    [InlineData("\"advanceWhen\": [\"queue_leg < 5s\"], \"metrics\": { \"queue_lag\": {} }", "unknown metric \"queue_leg\" in \"queue_leg < 5s\"; did you mean \"queue_lag\"?")]
    [InlineData("\"advanceWhen\": [\"eror_rate < 5%\"]", "unknown metric \"eror_rate\" in \"eror_rate < 5%\"; did you mean \"error_rate\"?")]
    [InlineData("\"advanceWhen\": [\"nps > 50\"]", "unknown metric \"nps\" in \"nps > 50\"; add it under \"metrics\"")]
    [InlineData("\"advanceWhen\": [\"p95(latency) < target\"]", "no metric says the target of p95(latency); add one under \"metrics\" with \"of\": \"p95(latency)\"")]
    [InlineData("\"advanceWhen\": [\"all(targets)\"]", "no metric has a \"target\"")]
    [InlineData("\"metrics\": { \"a-b\": {} }", "no criterion can name \"a-b\"")]
    [InlineData("\"metrics\": { \"for\": {} }", "no criterion can name \"for\"")]
    [InlineData("\"metrics\": { \"a\": { \"of\": \"p95(b)\" } }", "unknown metric \"b\"")]
    [InlineData("\"metrics\": { \"error_rate\": { \"target\": \"< 5\" } }", "the limit < 5 does not fit error_rate: Position")]
    [InlineData("\"metrics\": { \"error_rate\": { \"target\": \"> 120%\" } }", "\"error_rate > 120%\" can never hold")]
    [InlineData("\"metrics\": { \"a\": { \"target\": \"< 5s\", \"alert\": \"> 4s\" } }", "the alert threshold > 4s is met where the target < 5s is met too")]
    [InlineData("\"timeZone\": \"Europe/Lundon\"", "unknown time zone \"Europe/Lundon\"; did you mean \"Europe/London\"?")]
    [InlineData("\"advanceWindows\": [{ \"from\": \"10:00\", \"until\": \"10:00\" }]", "the window never opens")]
    [InlineData("\"freezes\": [{ \"from\": \"2027-02-01\", \"until\": \"2027-01-01\" }]", "the freeze never begins")]
    [InlineData("\"milestones\": [{ \"name\": \"m\", \"day\": 1 }, { \"name\": \"m\", \"day\": 2 }]", "two milestones named \"m\"")]
    [InlineData("\"alerts\": [{ \"name\": \"m\", \"when\": \"errors > 1\", \"severity\": \"info\" }, { \"name\": \"m\", \"when\": \"errors > 2\", \"severity\": \"info\" }]", "two alerts named \"m\"")]
    public void What_cannot_be_meant_is_refused(string members, string expected) => AssertOneError(members + ", " + One, expected);

    [Theory]
    [Trait("Requirement", "S4-06")]
    [InlineData("", true)]
    [InlineData("\"rollbackWhen\": [\"error_rate > 5%\"], \"onFailure\": \"pause\", ", true)]
    [InlineData("\"rollbackWhen\": [\"error_rate > 5%\"], ", false)]
    [InlineData("\"rollbackThreshold\": { \"errorRate\": 0.05, \"timeWindow\": \"1h\" }, ", false)]
    [InlineData("\"bands\": [{ \"when\": \"error_rate > 5%\", \"then\": \"rollback\" }], ", false)]
    public void A_plan_that_never_rolls_back_by_itself_is_warned_about_and_read_all_the_same(string members, bool isWarned)
    {
        var warnings = PlanReading.Warnings(members + One);

        if (isWarned)
        {
            Assert.Contains("no trigger rolls back this plan by itself; give it \"rollbackWhen\", \"rollbackThreshold\" or a band that rolls back", Assert.Single(warnings), StringComparison.Ordinal);
            Assert.StartsWith("flags.json:1:", warnings[0], StringComparison.Ordinal);
        }
        else
        {
            Assert.Empty(warnings);
        }
    }

    [Fact]
    public void A_warning_is_no_problem_of_the_provider() =>
        Assert.Empty(Reading.Read($$"""{ "plans": { "p": { {{One}} } } }""").Problems);

    [Fact]
    [Trait("Requirement", "S0-03")]
    public void A_stage_that_narrows_who_is_eligible_is_doubtful()
    {
        const string Stages = """
            "rollbackWhen": ["error_rate > 5%"],
            "stages": [{ "name": "a", "percentage": 10 }, { "name": "b", "percentage": 20, "eligible": "volume != 'high'", "strata": [{ "when": "vertical == 'services'", "percentage": 30 }] }]
            """;

        Assert.Contains("customers that are in there and not eligible here lose the feature", Assert.Single(PlanReading.Warnings(Stages)), StringComparison.Ordinal);
        Assert.Equal(("volume != 'high'", 30m), (PlanReading.Read(Stages).Stages[1].Eligible!.Text, PlanReading.Read(Stages).Stages[1].Strata[0].Percentage.Value));
    }

    [Fact]
    public void A_plan_without_end_is_refused_at_once()
    {
        var many = string.Join(',', Enumerable.Repeat("\"error_rate < 5%\"", 100_000));

        AssertOneError($"\"advanceWhen\": [{many}], \"rollbackWhen\": [{many}], {One}", "a plan has at most 100 stages and 1000 criteria; this has 1 and 200000");
    }

    [Fact]
    public void A_plan_made_in_code_is_checked_by_the_same_rules()
    {
        var plan = new PlanDefinition
        {
            Name = "code",
            Confirmations = 0,
            Stages = [new StageDefinition { Name = "", Steps = [] }, new StageDefinition { Name = "b", Steps = [new StepDefinition { Percentage = 5m, After = TimeSpan.FromHours(1) }] }],
            RollbackThreshold = new RollbackThreshold(5, TimeSpan.FromHours(1)),
        };

        Assert.Equal(
            ["confirmations", "rollbackThreshold", "stage", "stage \"\"", "stage \"b\""],
            plan.Check().Where(problem => !problem.IsWarning).Select(problem => problem.Place).ToArray());
        Assert.Empty((plan with { Confirmations = 1, RollbackThreshold = new RollbackThreshold(0.05, TimeSpan.FromHours(1)), Stages = [new StageDefinition { Name = "a", Steps = [new StepDefinition { Percentage = 5m }] }] }).Check());
    }

    [Theory]
    [InlineData("\"rollbackWhen\": [\"error_rate < 5%\"]", "\"error_rate < 5%\" takes the feature back where all is well")]
    [InlineData("\"rollbackWhen\": [\"success_rate > 60%\"]", "\"success_rate > 60%\" takes")]
    [InlineData("\"rollbackWhen\": [\"p95(latency) < 2s\"]", "\"p95(latency) < 2s\" takes")]
    [InlineData("\"rollbackWhen\": [\"open(P1) == 0\"]", "\"open(P1) == 0\" takes")]
    [InlineData("\"rollbackWhen\": [\"open(P1) > 0\"], \"advanceWhen\": [\"error_rate > 1% over stage\"]", "\"error_rate > 1% over stage\" advances only where something is wrong")]
    [InlineData("\"rollbackWhen\": [\"open(P1) > 0\"], \"advanceWhen\": [\"success_rate < 95%\"]", "\"success_rate < 95%\" advances")]
    [InlineData("\"rollbackWhen\": [\"cache > 1.5x target\"], \"metrics\": { \"cache\": { \"target\": \"> 80%\" } }", "\"cache > 1.5x target\" takes")]
    [InlineData("\"rollbackWhen\": [\"alert < cache\"], \"metrics\": { \"cache\": { \"alert\": \"< 60%\" } }", "\"alert < cache\" takes")]
    [InlineData("\"rollbackWhen\": [\"open(P1) > 0\"], \"advanceWhen\": [\"cache < target\"], \"metrics\": { \"cache\": { \"target\": \"> 80%\" } }", "\"cache < target\" advances")]
    public void A_criterion_that_looks_the_wrong_way_is_doubtful(string members, string expected) =>
        Assert.Contains(expected, Assert.Single(PlanReading.Warnings(members + ", " + One)), StringComparison.Ordinal);

    [Theory]
    [InlineData("\"rollbackWhen\": [\"success_rate < 60%\", \"p95(latency) > 1.5x target\", \"cache < alert\", \"errors > 5\", \"open(P1) > 0\", \"error_rate > 2x control\"], \"metrics\": { \"l\": { \"of\": \"p95(latency)\", \"target\": \"< 500ms\" }, \"cache\": { \"alert\": \"< 60%\" } }")]
    [InlineData("\"rollbackWhen\": [\"error_rate > 9%\"], \"advanceWhen\": [\"requests >= 100\", \"success_rate >= control\", \"reported(drill) > 0\", \"count(latency > 1s) < 50\", \"errors == 0\", \"p95(latency) <= 1.2x control\"]")]
    public void A_criterion_that_looks_the_right_way_is_not_doubtful(string members) =>
        Assert.Empty(PlanReading.Warnings(members + ", " + One));

    [Fact]
    public void A_day_that_the_stages_before_need_not_reach_is_doubtful()
    {
        const string Stages = """ "rollbackWhen": ["error_rate > 9%"], "stages": [{ "name": "a", LASTS "steps": [{ "day": 1, "percentage": 1 }, { "day": 3, "percentage": 2 }] }, { "name": "b", "steps": [{ "day": 8, "percentage": 100 }] }] """;
        Assert.Contains(
            "the stages before it may end on day 3, and then it begins on that day and not on day 8; give them a \"minimumDuration\"",
            Assert.Single(PlanReading.Warnings(Stages.Replace("LASTS", "", StringComparison.Ordinal))),
            StringComparison.Ordinal);
        Assert.Empty(PlanReading.Warnings(Stages.Replace("LASTS", "\"minimumDuration\": \"7d\",", StringComparison.Ordinal)));
    }

    private static void AssertOneError(string members, string expected) =>
        Assert.Contains(expected, Assert.Single(PlanReading.Errors(members)), StringComparison.Ordinal);
}
