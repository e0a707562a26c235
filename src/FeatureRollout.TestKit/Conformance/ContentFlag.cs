namespace FeatureRollout.TestKit.Conformance;

/// <summary>One flag of a provider's content.</summary>
internal sealed record ContentFlag(string Key, Percentage Percentage, CustomerList Customers);
