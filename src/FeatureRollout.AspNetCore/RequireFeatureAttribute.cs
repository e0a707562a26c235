namespace FeatureRollout;

/// <summary>An endpoint, controller or action that answers 404 unless the flag is on for the request's customer.</summary>
/// <param name="flag">The flag's key.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method, AllowMultiple = true)]
public sealed class RequireFeatureAttribute(string flag) : Attribute
{
    /// <summary>The flag's key.</summary>
    public string Flag { get; } = flag;
}
