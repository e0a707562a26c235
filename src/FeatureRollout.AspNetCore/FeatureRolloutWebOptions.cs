using Microsoft.AspNetCore.Http;

namespace FeatureRollout;

/// <summary>
/// How the web parts find the customer, tell failures, and whom they let in. Nobody is let in by default: the admin API, the dashboard and
/// OFREP refuse to be mapped while none of <see cref="ApiKeys"/>, the policies, <see cref="LoopbackRole"/> and
/// <see cref="DangerousAnonymousRole"/> is set. Read once and validated at the first mapping, or when the host starts; a changed key takes a restart.
/// </summary>
public sealed class FeatureRolloutWebOptions
{
    /// <summary>
    /// Finds the customer of a request; null where there is none. Default: the claim <c>sub</c>, or the name identifier, of the signed-in user.
    /// What it throws passes through to whoever asks for the request's flags.
    /// </summary>
    public Func<HttpContext, EvaluationContext?>? Customer { get; set; }

    /// <summary>
    /// Whether a request that ended without an exception failed. Default: a status code of 500 or more.
    /// </summary>
    public Func<HttpContext, bool>? IsFailure { get; set; }

    /// <summary>
    /// Keys that are accepted in <c>Authorization</c>, raw or after <c>Bearer</c> or <c>ApiKey</c>, in <c>X-Api-Key</c>, and on the dashboard's sign-in
    /// page. An address that shows ten wrong ones within a minute waits for the minute's end. Default none.
    /// </summary>
    public IList<FeatureRolloutApiKey> ApiKeys { get; } = [];

    /// <summary>The name of the host's authorization policy whose users may ask through OFREP. Default null: none.</summary>
    public string? EvaluatePolicy { get; set; }

    /// <summary>The name of the host's authorization policy whose users may see everything. Default null: none.</summary>
    public string? ReadPolicy { get; set; }

    /// <summary>The name of the host's authorization policy whose users may operate. Default null: none.</summary>
    public string? OperatePolicy { get; set; }

    /// <summary>The name of the host's authorization policy whose users may administer. Default null: none.</summary>
    public string? AdministerPolicy { get; set; }

    /// <summary>
    /// What a caller without credentials may do who is on this machine: a loopback connection with a loopback <c>Host</c>, and not forwarded by a proxy.
    /// For development. Default null: nothing.
    /// </summary>
    public FeatureRolloutRole? LoopbackRole { get; set; }

    /// <summary>
    /// What anybody may do who reaches the application, without credentials. <see cref="FeatureRolloutRole.Evaluate"/> opens OFREP alone; anything
    /// higher gives control of the features away. Default null: nothing.
    /// </summary>
    public FeatureRolloutRole? DangerousAnonymousRole { get; set; }

    /// <summary>The name of a signed-in user as the audit has it. Default: the identity's name, else the claim <c>sub</c>, else the name identifier.</summary>
    public Func<HttpContext, string?>? ActorName { get; set; }

    /// <summary>The longest body of a request in bytes; a longer one is refused with 413. Default 262,144; 1,024 to 104,857,600.</summary>
    public int MaxRequestBytes { get; set; } = 262_144;

    /// <summary>
    /// The longest archive in bytes that the admin API takes to restore an environment, which is read into memory; a longer one is refused with 413. Default
    /// 67,108,864; 1,024 to 1,073,741,824.
    /// </summary>
    public int MaxArchiveBytes { get; set; } = 67_108_864;
}
