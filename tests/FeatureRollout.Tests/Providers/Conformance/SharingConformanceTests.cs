using FeatureRollout.TestKit;

namespace FeatureRollout.Tests.Providers.Conformance;

/// <summary>What clients and engines of one process share in memory keeps the rules of what processes share.</summary>
public sealed class SharingConformanceTests
{
    public static TheoryData<ConformanceCase> Leases => [.. LeaseConformance.Cases(() => new MemoryStoreSubject())];

    public static TheoryData<ConformanceCase> Outcomes => [.. OutcomeConformance.Cases(() => new MemoryStoreSubject())];

    public static TheoryData<ConformanceCase> Fleet => [.. FleetConformance.Cases(() => new MemoryStoreSubject())];

    [Theory, MemberData(nameof(Leases), DisableDiscoveryEnumeration = true), Trait("Requirement", "F-14")]
    public Task Memory_gives_one_lease(ConformanceCase each) => each.RunAsync();

    [Theory, MemberData(nameof(Outcomes), DisableDiscoveryEnumeration = true), Trait("Requirement", "F-13")]
    public Task Memory_counts_each_outcome_once(ConformanceCase each) => each.RunAsync();

    [Theory, MemberData(nameof(Fleet), DisableDiscoveryEnumeration = true), Trait("Requirement", "F-13")]
    public Task Memory_knows_its_processes(ConformanceCase each) => each.RunAsync();
}
