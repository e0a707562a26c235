namespace FeatureRollout.AdminApi.Wire;

/// <summary>A value in a request that cannot be meant.</summary>
/// <param name="message">What it must be.</param>
/// <param name="member">The member, parameter or header that is wrong.</param>
internal sealed class RefusedValueException(string message, string member) : Exception(message)
{
    public string Field => member;
}
