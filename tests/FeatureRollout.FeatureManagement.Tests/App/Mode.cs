namespace FeatureRollout.FeatureManagement.Tests.App;

/// <summary>The one switch of the application: who answers for its features.</summary>
public enum Mode
{
    /// <summary>Microsoft.FeatureManagement from its configuration.</summary>
    Microsoft,

    /// <summary>This library from the flags that were imported, and there is no configuration of features.</summary>
    Here,

    /// <summary>Every second feature each.</summary>
    Both,
}
