namespace FeatureRollout.AspNetCore.Tests.Requests;

/// <summary>For tests that measure what the whole process does.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneInProcess
{
    public const string Name = "alone in the process";
}
