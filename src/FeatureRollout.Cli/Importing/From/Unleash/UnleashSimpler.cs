namespace FeatureRollout.Cli.Importing.From.Unleash;

/// <summary>Says with the flag itself what its rules need not say.</summary>
internal static class UnleashSimpler
{
    /// <summary>The same flag in fewer words.</summary>
    public static FlagDefinition Of(FlagDefinition flag)
    {
        var rules = (flag.Rules ?? []).ToList();
        var units = rules.Where(rule => rule.Bucketing is null).Select(rule => rule.Unit).Distinct(StringComparer.Ordinal).ToArray();
        var unit = flag is { Bucketing: not null, Include: null } && units is [{ } only] ? only : null;
        if (unit is not null)
        {
            rules = [.. rules.Select(rule => rule.Bucketing is null ? rule with { Unit = null } : rule)];
        }

        // Those whom no rule takes meet the flag's percentage, which is a last rule for everybody.
        Percentage? percentage = rules.Count == 0 && flag.Include is null ? Percentage.Zero : null;
        if (rules is [.., { DrawsAsFlag: true, When.Text: ConditionText.Always } last])
        {
            percentage = last.Percentage;
            rules.RemoveAt(rules.Count - 1);
        }

        return flag with { Unit = unit, Percentage = percentage, Rules = rules.Count == 0 ? null : rules };
    }
}
