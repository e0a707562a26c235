using FeatureRollout.Cli.Importing.Sources;

namespace FeatureRollout.Cli.Importing.From.Decided;

/// <summary>
/// A flag of a tool whose answer is always one of its variants: by decisions in order, of which the first counts whose condition holds, and
/// else by a last outcome. A flag of truth values becomes percentages (its true variant is in), any other variants.
/// </summary>
internal sealed class DecidedFlag
{
    /// <summary>The key here.</summary>
    public required string Key { get; init; }

    /// <summary>Where the flag stands.</summary>
    public required SourceNode At { get; init; }

    /// <summary>The variants' values by name, in order.</summary>
    public required IReadOnlyList<SourceMember> Variants { get; init; }

    public required bool Enabled { get; init; }

    public required IReadOnlyList<Decision> Decisions { get; init; }

    /// <summary>What all others get.</summary>
    public required Outcome Last { get; init; }

    /// <summary>How splits are drawn.</summary>
    public required string Bucketing { get; init; }

    /// <summary>Whether only the proportions of weights count, else a split counts in steps of a thousandth of what its weights sum to.</summary>
    public required bool IsProportional { get; init; }

    public FlagSchedule? Schedule { get; init; }

    /// <summary>Whether all variants are truth values.</summary>
    public bool IsBoolean => Variants.Count > 0 && Variants.All(variant => variant.Value.Kind == SourceKind.Boolean);

    public FlagDefinition Define(Import import)
    {
        var decisions = Readable(import);
        while (decisions is [.., var last] && Last is not SplitOutcome && Equal(last.Outcome, Last))
        {
            decisions.RemoveAt(decisions.Count - 1);
        }

        var definition = new FlagDefinition { Key = Key, Enabled = Enabled, Schedule = Schedule };
        return IsBoolean
            ? new BooleanRules(this, import).Define(definition, decisions)
            : new VariantRules(this, import).Define(definition, decisions);
    }

    /// <summary>Whether a variant is the true one.</summary>
    public bool IsTrue(string? variant) =>
        Variants.Any(each => string.Equals(each.Name, variant, StringComparison.Ordinal) && each.Value is { Kind: SourceKind.Boolean, Text: "true" });

    /// <summary>A rule that draws as a split does, in the terms of a flag that may draw so too.</summary>
    public FlagRule Drawn(FlagDefinition definition, Condition when, SplitOutcome split) => new(when, Percentage.Full)
    {
        Bucketing = definition.Bucketing is null ? Bucketing : null,
        Salt = split.Salt == (definition.Salt ?? definition.Key) ? null : split.Salt,
        Unit = split.Unit == (definition.Unit ?? EvaluationContext.CustomerIdName) ? null : split.Unit,
    };

    /// <summary>Whether two outcomes are one to those who ask.</summary>
    private bool Equal(Outcome one, Outcome other) =>
        one == other || (IsBoolean && one is not SplitOutcome && other is not SplitOutcome && IsOn(one) == IsOn(other));

    public bool IsOn(Outcome outcome) => outcome is FixedOutcome answer && (!IsBoolean || IsTrue(answer.Variant));

    /// <summary>Those that can count, up to the first that counts for everybody or is no condition here.</summary>
    private List<Decision> Readable(Import import)
    {
        List<Decision> readable = [];
        foreach (var decision in Decisions.Where(each => each.When != ConditionText.Never))
        {
            if (!Condition.TryParse(decision.When, out _, out _))
            {
                import.Lose(At, "Its conditions are too long, or nested too deeply; customers who come that far get the last outcome.");
                break;
            }

            readable.Add(decision);
            if (decision.When == ConditionText.Always)
            {
                break;
            }
        }

        return readable;
    }
}
