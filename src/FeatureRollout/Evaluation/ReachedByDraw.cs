using FeatureRollout.Flags;
using FeatureRollout.Flags.Conditions;
using FeatureRollout.Hashing;

namespace FeatureRollout.Evaluation;

/// <summary>Whom the last steps of one flag let in: strata and rules, then the percentage. Asked once.</summary>
internal sealed class ReachedByDraw(EffectiveFlag flag, IReadOnlyDictionary<string, SegmentDefinition> segments)
{
    /// <summary>What is drawn from, and which part of it has been: ranges of one scale that lie side by side take everybody together.</summary>
    private readonly Dictionary<(string Bucketing, string Salt), List<(int From, int Until)>> _drawn = [];

    private readonly FlagDefinition _definition = flag.Definition;
    private readonly RolloutStage? _stage = flag.State?.Stage;
    private ReachWays _by;
    private bool _leavesOut;

    /// <summary>What may let somebody in, and whether somebody may be left out.</summary>
    public (ReachWays By, bool LeavesOut) Read()
    {
        if (_stage?.Eligible is { } eligible)
        {
            var holds = Of(eligible.Root);
            if (holds == Truth.False)
            {
                return (ReachWays.None, true);
            }

            _leavesOut = holds != Truth.True;
            NoteUndecided(eligible);
        }

        foreach (var stratum in _stage?.Strata ?? [])
        {
            if (Ends(stratum.When, OwnDraw(stratum.Percentage), hasNext: false))
            {
                return (_by, _leavesOut);
            }
        }

        foreach (var rule in _definition.Rules ?? [])
        {
            if (Ends(rule.When, DrawOf(rule), rule.Continue))
            {
                return (_by, _leavesOut);
            }
        }

        var last = OwnDraw(flag.Percentage);
        _by |= last.Share > 0 ? ReachWays.Percentage : ReachWays.None;
        return (_by, _leavesOut || !TakesRest(last));
    }

    /// <summary>Adds what a rule does; gives whether nobody comes further.</summary>
    private bool Ends(Condition when, Part part, bool hasNext)
    {
        var holds = Of(when.Root);
        if (holds == Truth.False || (hasNext && part.Share == 0))
        {
            return false;
        }

        _by |= part.Share > 0 ? ReachWays.Rules : ReachWays.None;
        if (holds != Truth.True)
        {
            NoteUndecided(when);
            _leavesOut |= !hasNext && !part.IsAll;
            return false;
        }

        var isLast = TakesRest(part);
        _leavesOut |= !hasNext && !isLast;
        return isLast || !hasNext;
    }

    /// <summary>The share of a rule or stratum that draws as the flag does, or of the flag itself.</summary>
    private Part OwnDraw(Percentage share) => new(0, share.Thousandths, BucketingNameOf(null), flag.Salt, IsById(_definition.Unit));

    /// <summary>A stage cuts a share that is drawn as the flag draws; of a rule's own draw it lets in whom it would have drawn itself.</summary>
    private Part DrawOf(FlagRule rule)
    {
        if (rule.DrawsAsFlag)
        {
            return OwnDraw(_stage is not null && _stage.Percentage < rule.Percentage ? _stage.Percentage : rule.Percentage);
        }

        var part = new Part(
            rule.From.Thousandths, rule.Percentage.Thousandths, BucketingNameOf(rule.Bucketing), rule.Salt ?? flag.Salt, IsById(rule.Unit ?? _definition.Unit));
        return _stage is null || _stage.Percentage == Percentage.Full ? part
            : part with { Share = _stage.Percentage == Percentage.Zero ? 0 : part.Share, IsCapped = true };
    }

    /// <summary>Whether a draw takes everybody whom those before it on the same scale have left.</summary>
    private bool TakesRest(Part part)
    {
        if (part.IsAll)
        {
            return true;
        }

        if (part.IsCapped || !part.IsById)
        {
            return false;
        }

        if (!_drawn.TryGetValue((part.Bucketing, part.Salt), out var ranges))
        {
            _drawn[(part.Bucketing, part.Salt)] = ranges = [];
        }

        ranges.Add((part.From, part.From + part.Share));
        var until = 0;
        foreach (var range in ranges.Order())
        {
            until = range.From <= until ? Math.Max(until, range.Until) : until;
        }

        return until >= Percentage.Full.Thousandths;
    }

    private string BucketingNameOf(string? own) =>
        own is not null && Bucketing.TryGet(own, out _) ? own : Bucketing.TryGet(_definition.Bucketing, out _) ? _definition.Bucketing! : Bucketing.Default.Name;

    private static bool IsById(string? unit) => unit is null or EvaluationContext.CustomerIdName;

    /// <summary>What cannot be decided, such as a segment whose source has not answered yet, is answered as the flag says.</summary>
    private void NoteUndecided(Condition condition)
    {
        if (CanBeUndecided(condition.Root))
        {
            _by |= _definition.Default == true ? ReachWays.Rules : ReachWays.None;
            _leavesOut |= _definition.Default != true;
        }
    }

    private bool CanBeUndecided(ConditionNode node) => node switch
    {
        LogicalNode logical => logical.Operands.Any(CanBeUndecided),
        NotNode not => CanBeUndecided(not.Operand),
        SegmentNode segment => segments.TryGetValue(segment.Name, out var named) && (named.Source is not null || (named.When is { } when && CanBeUndecided(when.Root))),
        _ => false,
    };

    /// <summary>Whether a condition holds for everybody or nobody; undecided where it depends on who it is.</summary>
    private static Truth Of(ConditionNode node) => node switch
    {
        ConstantNode constant => constant.Value.ToTruth(),
        NotNode not => Of(not.Operand).Not(),
        LogicalNode { Operator: LogicalOperator.And } all => all.Operands.Aggregate(Truth.True, (holds, operand) => holds.And(Of(operand))),
        LogicalNode any => any.Operands.Aggregate(Truth.False, (holds, operand) => holds.Or(Of(operand))),
        _ => Truth.Undecided,
    };

    /// <summary>A part of a scale, in thousandths of a percent.</summary>
    /// <param name="From">Where it begins.</param>
    /// <param name="Share">How much it is.</param>
    /// <param name="Bucketing">Whose scale.</param>
    /// <param name="Salt">With which salt.</param>
    /// <param name="IsById">Whether everybody with an id has a place on it; other attributes may be missing.</param>
    private readonly record struct Part(int From, int Share, string Bucketing, string Salt, bool IsById)
    {
        /// <summary>Whether a stage lets in only some of it.</summary>
        public bool IsCapped { get; init; }

        /// <summary>Whether it takes everybody; v1 needs no place for that.</summary>
        public bool IsAll => Share == Percentage.Full.Thousandths && !IsCapped && (IsById || Bucketing == Hashing.Bucketing.Default.Name);
    }
}
