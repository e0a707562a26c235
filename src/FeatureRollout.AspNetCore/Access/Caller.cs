namespace FeatureRollout.Access;

/// <summary>Who is calling and what they may do.</summary>
/// <param name="Name">As the audit has it.</param>
/// <param name="Role">What they may do.</param>
/// <param name="Kind">How they are known.</param>
internal sealed record Caller(string Name, FeatureRolloutRole Role, CallerKind Kind)
{
    /// <summary>Whether they may do what asks for that role.</summary>
    public bool May(FeatureRolloutRole role) => Role >= role;

    /// <summary>The same as the actor of a change.</summary>
    public RolloutActor For(string? reason) => new(Name, string.IsNullOrWhiteSpace(reason) ? null : reason);
}

/// <summary>How a caller is known.</summary>
internal enum CallerKind
{
    /// <summary>By a key in a header: no browser sends that by itself, so that no other site can have it sent.</summary>
    ApiKey,

    /// <summary>By a key that was shown on the dashboard's sign-in page.</summary>
    SignedIn,

    /// <summary>By the host's own authentication.</summary>
    Policy,

    /// <summary>By being on this machine.</summary>
    Loopback,

    /// <summary>Not at all.</summary>
    Anonymous,
}
