namespace FeatureRollout.House.Tests;

/// <summary>For tests that change what the whole process shares: the current directory, the console.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneInProcess
{
    public const string Name = "alone in the process";
}
