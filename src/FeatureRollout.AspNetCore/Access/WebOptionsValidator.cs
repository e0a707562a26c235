using Microsoft.Extensions.Options;

namespace FeatureRollout.Access;

/// <summary>Checks all options at once and says for each what is allowed. No message holds a key.</summary>
internal sealed class WebOptionsValidator : IValidateOptions<FeatureRolloutWebOptions>
{
    public const int ShortestKey = 16;
    private const string Options = nameof(FeatureRolloutWebOptions);

    public ValidateOptionsResult Validate(string? name, FeatureRolloutWebOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var failures = new List<string>();

        void Require(bool holds, string option, string allowed)
        {
            if (!holds)
            {
                failures.Add($"{Options}.{option} must be {allowed}.");
            }
        }

        for (var index = 0; index < options.ApiKeys.Count; index++)
        {
            var at = $"{nameof(options.ApiKeys)}[{index}]";
            if (options.ApiKeys[index] is not { } key)
            {
                failures.Add($"{Options}.{at} is null.");
                continue;
            }

            Require(
                key.Name is { Length: >= 1 and <= ActorNames.Longest } && !string.IsNullOrWhiteSpace(key.Name) && !key.Name.Any(char.IsControl),
                $"{at}.{nameof(key.Name)}", "1 to 128 characters without control characters, not blank");
            Require(
                key.Name is null || !ActorNames.IsReserved(key.Name),
                $"{at}.{nameof(key.Name)}", "a name that the audit does not have for somebody else, such as \"controller\"");
            Require(
                key.Key is { Length: >= ShortestKey } && key.Key.All(letter => char.IsBetween(letter, '!', '~')),
                $"{at}.{nameof(key.Key)}", "at least 16 characters, all of them visible ASCII without spaces, so that a header can carry it");
            Require(Enum.IsDefined(key.Role), $"{at}.{nameof(key.Role)}", "one of Evaluate, Read, Operate, Administer");
            var before = options.ApiKeys.Take(index).OfType<FeatureRolloutApiKey>().ToArray();
            Require(!before.Any(other => other.Name == key.Name), $"{at}.{nameof(key.Name)}", "different from the names of the keys before it");
            Require(!before.Any(other => other.Key == key.Key), $"{at}.{nameof(key.Key)}", "different from the keys before it");
        }

        foreach (var (option, policy) in HostPolicies.NamedBy(options))
        {
            Require(policy is null || !string.IsNullOrWhiteSpace(policy), option, "null or the name of an authorization policy");
        }

        Require(options.LoopbackRole is not { } local || Enum.IsDefined(local), nameof(options.LoopbackRole), "null or one of Evaluate, Read, Operate, Administer");
        Require(
            options.DangerousAnonymousRole is not { } anybody || Enum.IsDefined(anybody),
            nameof(options.DangerousAnonymousRole), "null or one of Evaluate, Read, Operate, Administer");
        Require(options.MaxRequestBytes is >= 1024 and <= 104_857_600, nameof(options.MaxRequestBytes), "from 1,024 to 104,857,600");
        Require(options.MaxArchiveBytes is >= 1024 and <= 1_073_741_824, nameof(options.MaxArchiveBytes), "from 1,024 to 1,073,741,824");

        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }
}
