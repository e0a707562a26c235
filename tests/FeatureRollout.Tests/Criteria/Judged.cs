using FeatureRollout.Criteria;

namespace FeatureRollout.Tests.Criteria;

/// <summary>One criterion, looked at again and again.</summary>
internal sealed class Judged(string criterion, CriterionUse use)
{
    public CriterionProof Proof { get; init; } = CriterionProof.Detector;

    public int MinimumSamples { get; init; } = 100;

    public int Confirmations { get; init; } = 1;

    public TimeSpan Interval { get; init; } = TimeSpan.FromMinutes(1);

    public CriterionProgress Progress { get; private set; } = CriterionProgress.None;

    public CriterionResult Look(SomeReadings readings)
    {
        var rules = new CriterionRules(use, Proof, MinimumSamples, Confirmations, Interval);
        (var result, Progress) = CriterionJudge.Judge(Criterion.Parse(criterion), rules, readings, Progress);
        return result;
    }

    /// <summary>Looks at every interval from the start on; gives the last result.</summary>
    public CriterionResult LookFor(TimeSpan time, Func<SomeReadings, SomeReadings> readings)
    {
        CriterionResult? result = null;
        for (var passed = TimeSpan.Zero; passed <= time; passed += Interval)
        {
            result = Look(readings(new SomeReadings { Now = SomeReadings.Start + passed }));
        }

        return result!;
    }

    public static CriterionVerdict Once(string criterion, CriterionUse use, SomeReadings readings) => new Judged(criterion, use).Look(readings).Verdict;
}
