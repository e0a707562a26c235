namespace FeatureRollout;

/// <summary>
/// Knows who is in a segment, from a CRM, a database or the like. Asked in the background only, at most once at a time
/// for each segment and customer; what it throws, or a hang, is isolated.
/// </summary>
public interface ISegmentSource
{
    /// <summary>Whether the customer is in the segment. Called from several threads at a time.</summary>
    /// <param name="segment">The segment's name.</param>
    /// <param name="customerId">The customer's id, 1 to 512 characters.</param>
    /// <param name="cancellationToken">Cancelled at <see cref="FeatureRolloutOptions.SegmentTimeout"/> and when the services are disposed.</param>
    ValueTask<bool> ContainsAsync(string segment, string customerId, CancellationToken cancellationToken);
}
