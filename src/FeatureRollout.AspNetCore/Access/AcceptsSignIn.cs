namespace FeatureRollout.Access;

/// <summary>On an endpoint: who has signed in with a key on this dashboard is let in by the cookie, too.</summary>
/// <param name="Path">The dashboard's path, as it was mapped, such as <c>/rollouts</c>.</param>
internal sealed record AcceptsSignIn(string Path);
