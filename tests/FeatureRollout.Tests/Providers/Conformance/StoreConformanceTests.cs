using FeatureRollout.TestKit;

namespace FeatureRollout.Tests.Providers.Conformance;

/// <summary>The stores of the core keep every rule.</summary>
public sealed class StoreConformanceTests
{
    public static TheoryData<ConformanceCase> OfMemory => [.. StoreConformance.Cases(() => new MemoryStoreSubject())];

    public static TheoryData<ConformanceCase> OfJsonFiles => [.. StoreConformance.Cases(() => new JsonFileStoreSubject())];

    [Theory, MemberData(nameof(OfMemory), DisableDiscoveryEnumeration = true), Trait("Requirement", "F-13")]
    public Task Memory_keeps_every_rule(ConformanceCase each) => each.RunAsync();

    [Theory, MemberData(nameof(OfJsonFiles), DisableDiscoveryEnumeration = true), Trait("Requirement", "F-13")]
    public Task Json_files_keep_every_rule(ConformanceCase each) => each.RunAsync();
}
