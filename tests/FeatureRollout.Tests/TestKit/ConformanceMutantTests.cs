using FeatureRollout.TestKit;
using FeatureRollout.TestKit.Conformance;

namespace FeatureRollout.Tests.TestKit;

/// <summary>The kit finds wrong stores, each by the case that is about its fault.</summary>
public sealed class ConformanceMutantTests
{
    public static TheoryData<Type, string, string> Mutants => new()
    {
        { typeof(WrongStores.MissesEarlierWrites), "A write before the wait is not missed", "P4" },
        { typeof(WrongStores.Spins), "A wait without a write rests", "P5" },
        { typeof(WrongStores.MixesEnvironments), "Environments share nothing", "G3" },
        { typeof(WrongStores.MixesProgress), "Environments share nothing", "G3" },
        { typeof(WrongStores.LastWriterWins), "A write of a version that has moved loses and leaves nothing", "S1" },
        { typeof(WrongStores.DropsEvents), "Of many writers none loses an update", "S2" },
        { typeof(WrongStores.LosesUpdates), "Of two writers at once one wins", "S1" },
        { typeof(WrongStores.ReadsStale), "What was written is read at once", "S4" },
        { typeof(WrongStores.ReadsInPieces), "A reading of many documents never mixes two versions", "P3" },
        { typeof(WrongStores.CannotBeCancelled), "Every call that is cancelled ends and changes nothing", "G2" },
        { typeof(WrongStores.GarblesSurrogates), "Hostile keys and ids come back after a restart", "P2" },
        { typeof(WrongStores.JumpsBack), "The clock does not run backwards", "S7" },
        { typeof(WrongStores.AnswersAfterDisposal), "After disposal no call gives content and no wait goes on", "G5" },
        { typeof(WrongStores.RestoresNow), "An archive restores an empty environment exactly", "S9" },
        { typeof(WrongStores.LetsOldEpochsWrite), "A write under an epoch that has passed writes nothing", "L4" },
        { typeof(WrongStores.RepeatsEpochs), "An expired lease passes to another with a higher epoch", "L2" },
        { typeof(WrongStores.CountsTwice), "A batch that is sent again adds nothing", "O1" },
        { typeof(WrongStores.ReadsTwice), "Readings from cursor to cursor give each count once", "O4" },
        { typeof(WrongStores.ForgetsAtCompaction), "Compaction keeps every sum", "O5" },
        { typeof(WrongStores.NeverForgetsProcesses), "A process whose report expired is not listed", "F2" },
    };

    [Theory, MemberData(nameof(Mutants)), Trait("Requirement", "F-13")]
    public async Task A_wrong_store_is_found_by_the_case_about_its_fault(Type wrong, string name, string rule)
    {
        var each = CasesOf(() => new Subject(wrong)).Single(each => each.Name == name);
        // What never comes about is waited for; the kit's own patience is for slow machines.
        Trial.Patience.Value = TimeSpan.FromSeconds(3);
        var found = await Assert.ThrowsAsync<ConformanceException>(() => each.RunAsync());
        Assert.Equal((name, rule), (found.CaseName, found.Rule));
        Assert.Contains("expected ", found.Message, StringComparison.Ordinal);
        Assert.Contains($"; rule {rule} of docs/providers.md: ", found.Message, StringComparison.Ordinal);
    }

    [Fact, Trait("Requirement", "F-13")]
    public void No_two_cases_share_a_name()
    {
        string[] names =
        [
            .. CasesOf(() => new Subject(typeof(WrongStore))).Select(each => each.ToString()),
        ];
        Assert.Equal(names.Length, names.Distinct(StringComparer.Ordinal).Count());
        Assert.All(names, name => Assert.True(char.IsUpper(name[0]) && !name.EndsWith('.'), name));
    }

    [Fact, Trait("Requirement", "F-13")]
    public async Task A_case_that_is_cancelled_says_so_and_blames_nobody()
    {
        var each = CasesOf(() => new Subject(typeof(WrongStore)))[0];
        using var cancellation = new CancellationTokenSource();
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => each.RunAsync(cancellation.Token));
    }

    [Fact, Trait("Requirement", "F-13")]
    public void Rules_have_numbers_of_their_own() =>
        Assert.Equal(Rules.All.Count, Rules.All.Select(rule => rule.Id).Distinct(StringComparer.Ordinal).Count());

    [Fact, Trait("Requirement", "F-13")]
    public void The_page_has_every_rule_word_for_word()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "FeatureRollout.Sdk.sln")))
        {
            folder = folder.Parent;
        }

        var page = File.ReadAllLines(Path.Combine(folder.FullName, "docs", "providers.md"));
        Assert.All(Rules.All, rule => Assert.Contains($"| {rule.Id} | {rule.Text} |", page, StringComparer.Ordinal));
    }

    private static IReadOnlyList<ConformanceCase> CasesOf(Func<Subject> subject) =>
        [.. StoreConformance.Cases(subject), .. LeaseConformance.Cases(subject), .. OutcomeConformance.Cases(subject), .. FleetConformance.Cases(subject)];

    private sealed class Subject : StorageSubject<WrongStore>
    {
        private readonly WrongStore _store;

        public Subject(Type wrong) => _store = (WrongStore)Activator.CreateInstance(wrong, new MemoryRolloutStore(Clock))!;

        public override VirtualTimeProvider Clock { get; } = new();

        public override ValueTask<WrongStore> OpenAsync(CancellationToken cancellationToken) => ValueTask.FromResult(_store);
    }
}
