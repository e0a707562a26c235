namespace FeatureRollout;

/// <summary>What a webhook is sent.</summary>
public enum WebhookFormat
{
    /// <summary>The notification as a JSON object; its members are in <c>docs/alerts.md</c>.</summary>
    Json,

    /// <summary>What Slack's incoming webhooks take.</summary>
    Slack,

    /// <summary>
    /// What PagerDuty's Events API v2 takes: alerts, and changes that are at least warnings, trigger an incident, and their
    /// ends resolve it. Other changes and reports are not sent.
    /// </summary>
    PagerDuty,
}
