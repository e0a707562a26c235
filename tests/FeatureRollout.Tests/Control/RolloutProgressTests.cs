using System.Text;
using FeatureRollout.Control.Looking;
using FeatureRollout.Criteria;
using FeatureRollout.Criteria.Detection;

namespace FeatureRollout.Tests.Control;

public sealed class RolloutProgressTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 5, 9, 30, 15, 250, TimeSpan.Zero);

    [Fact]
    [Trait("Requirement", "F-18")]
    public void What_is_remembered_is_read_as_it_was_written()
    {
        var criterion = new CriterionProgress
        {
            Since = Now, Frozen = TimeSpan.FromSeconds(90), LastLook = Now.AddMinutes(1), Proofs = 2, Run = "a\"b", SeenLimit = 0.05,
            SeenCount = 1L << 40, SeenFailures = 17, SeenControlCount = 5, SeenControlFailures = 3, Detector = [0, 1.25, 3e-9, 0, 6.9],
        };
        var progress = new RolloutProgress
        {
            Generation = 4,
            CountedSince = Now.AddDays(-1),
            Criteria = new Dictionary<string, CriterionProgress>(StringComparer.Ordinal) { ["rollback: error_rate > 5%"] = criterion, ["hold: x"] = CriterionProgress.None },
            AlertsTold = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal) { ["cost"] = Now },
            ReportsSent = [Now, Now.AddDays(1)],
        };

        var read = RolloutProgress.Read(progress.Write());

        Assert.Equal((progress.Generation, progress.CountedSince), (read.Generation, read.CountedSince));
        Assert.Equal(criterion with { Detector = [] }, read.Criteria["rollback: error_rate > 5%"] with { Detector = [] });
        Assert.Equal(criterion.Detector, read.Criteria["rollback: error_rate > 5%"].Detector);
        Assert.Equal(progress.AlertsTold, read.AlertsTold);
        Assert.Equal(progress.ReportsSent, read.ReportsSent);
        Assert.Equal(2, read.Criteria.Count);
    }

    [Fact]
    public void A_quiet_detector_takes_no_room_and_goes_on_as_it_was()
    {
        var quiet = ChangeDetector.Look([], 10_000, 0, 0.05);
        var progress = new RolloutProgress { Criteria = new Dictionary<string, CriterionProgress>(StringComparer.Ordinal) { ["c"] = new() { Detector = quiet, SeenCount = 10_000 } } };

        var read = RolloutProgress.Read(progress.Write()).Criteria["c"];

        Assert.Empty(read.Detector);
        Assert.Equal(ChangeDetector.Look(quiet, 20, 9, 0.05), ChangeDetector.Look(read.Detector, 20, 9, 0.05));
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("{")]
    [InlineData("{\"generation\": 1, \"criteria\": 7}")]
    public void What_cannot_be_read_counts_as_nothing(string stored) =>
        Assert.Same(RolloutProgress.None, RolloutProgress.Read(Encoding.UTF8.GetBytes(stored)));
}
