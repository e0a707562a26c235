using System.Collections.Frozen;
using FeatureRollout.Evaluation;

namespace FeatureRollout.TestKit;

/// <summary>An answer that a test has set.</summary>
/// <param name="Enabled">The answer.</param>
/// <param name="Variant">The variant; null for the one that the flag's definition draws.</param>
internal sealed record SetAnswer(bool Enabled, FlagVariant? Variant);

/// <summary>The answers set for one flag; immutable.</summary>
internal sealed class SetAnswers
{
    public static readonly SetAnswers None = new([]);

    private readonly FrozenDictionary<string, SetAnswer> _byCustomer;
    private readonly SetAnswer? _forEverybody;

    /// <param name="answers">In the order in which they were set; the customer is null for everybody.</param>
    public SetAnswers(IEnumerable<(string? CustomerId, SetAnswer Answer)> answers)
    {
        var byCustomer = new Dictionary<string, SetAnswer>(StringComparer.Ordinal);
        foreach (var (customerId, answer) in answers)
        {
            if (customerId is null)
            {
                _forEverybody = answer;
            }
            else
            {
                byCustomer[customerId] = answer;
            }
        }

        _byCustomer = byCustomer.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>The answer set for this customer, or else for everybody.</summary>
    public SetAnswer? For(string? customerId) =>
        customerId is not null && _byCustomer.TryGetValue(customerId, out var answer) ? answer : _forEverybody;

    /// <summary>What is served, told as a state over the flag's own, so that listeners and explanations see what was set.</summary>
    public EffectiveFlag Over(EffectiveFlag source)
    {
        var state = source.State ?? new FlagState { Key = source.Key };
        return source with
        {
            Definition = _forEverybody?.Variant is { } variant ? source.Definition with { Variants = [variant] } : source.Definition,
            State = state with
            {
                Percentage = _forEverybody is null ? state.Percentage : _forEverybody.Enabled ? Percentage.Full : Percentage.Zero,
                Overrides = _byCustomer.ToDictionary(
                    set => set.Key,
                    set => new FlagOverride { Enabled = set.Value.Enabled, Reason = "set by the test" },
                    StringComparer.Ordinal),
            },
        };
    }
}
