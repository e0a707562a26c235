using FeatureRollout.TestKit;

namespace FeatureRollout.Tests.Providers.Conformance;

/// <summary>The providers of the core keep every rule.</summary>
public sealed class ProviderConformanceTests
{
    public static TheoryData<ConformanceCase> OfMemory => [.. ProviderConformance.Cases(() => new MemoryProviderSubject(), separatesEnvironments: false)];

    public static TheoryData<ConformanceCase> OfJsonFiles => [.. ProviderConformance.Cases(() => new JsonFileProviderSubject(), separatesEnvironments: false)];

    public static TheoryData<ConformanceCase> OfComposites => [.. ProviderConformance.Cases(() => new CompositeProviderSubject(), separatesEnvironments: false)];

    [Theory, MemberData(nameof(OfMemory), DisableDiscoveryEnumeration = true), Trait("Requirement", "F-13")]
    public Task Memory_keeps_every_rule(ConformanceCase each) => each.RunAsync();

    [Theory, MemberData(nameof(OfJsonFiles), DisableDiscoveryEnumeration = true), Trait("Requirement", "F-13")]
    public Task A_json_file_keeps_every_rule(ConformanceCase each) => each.RunAsync();

    [Theory, MemberData(nameof(OfComposites), DisableDiscoveryEnumeration = true), Trait("Requirement", "F-13")]
    public Task Several_providers_under_one_client_keep_every_rule(ConformanceCase each) => each.RunAsync();
}
