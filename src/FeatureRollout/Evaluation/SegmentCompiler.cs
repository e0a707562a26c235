using FeatureRollout.Evaluation.Conditions;
using FeatureRollout.Hashing;

namespace FeatureRollout.Evaluation;

/// <summary>
/// Makes each segment and condition ready once, whichever flags and other segments refer to it. It follows references by
/// recursion: <see cref="Flags.Files.SegmentNesting"/> has bounded them before.
/// </summary>
internal sealed class SegmentCompiler(IReadOnlyDictionary<string, SegmentDefinition> definitions, Func<string, string, string, bool?>? lookup)
{
    private readonly Dictionary<string, CompiledSegment> _compiled = new(StringComparer.Ordinal);

    private readonly Dictionary<Condition, CompiledCondition> _conditions = [];

    public IReadOnlyDictionary<string, SegmentDefinition> Definitions => definitions;

    public SegmentTest[] TestsFor(IReadOnlyList<string> names) =>
        names.Count == 0 ? [] : [.. names.Distinct(StringComparer.Ordinal).Select(TestFor)];

    /// <summary>The condition ready to be asked; conditions of one text share it.</summary>
    public CompiledCondition Compile(Condition condition)
    {
        if (!_conditions.TryGetValue(condition, out var compiled))
        {
            _conditions[condition] = compiled = ConditionCompiler.Compile(condition, TestFor);
        }

        return compiled;
    }

    private CompiledSegment TestFor(string name)
    {
        if (!_compiled.TryGetValue(name, out var segment))
        {
            // Known before its condition is compiled, so that even a segment that refers to itself ends here.
            _compiled[name] = segment = new CompiledSegment(definitions[name], lookup);
            segment.When = definitions[name].When is { } when ? Compile(when) : null;
        }

        return segment;
    }

    /// <summary>A segment: its lists, then its condition, then its source.</summary>
    private sealed class CompiledSegment(SegmentDefinition definition, Func<string, string, string, bool?>? lookup) : SegmentTest
    {
        private readonly CustomerTable _listed = new(
            [(definition.Include ?? CustomerList.Empty, Listing.Included), (definition.Exclude ?? CustomerList.Empty, Listing.Excluded)]);

        public CompiledCondition? When { get; set; }

        public override Truth Contains(in EvaluationContext context, ulong idHash)
        {
            var id = context.CustomerId;
            var listing = string.IsNullOrEmpty(id) ? Listing.None : _listed.Find(id, idHash);
            if (listing != Listing.None)
            {
                return (listing & Listing.Excluded) != 0 ? Truth.False : Truth.True;
            }

            var matches = When?.Evaluate(context, idHash) ?? Truth.False;
            if (matches == Truth.True || definition.Source is not { } source)
            {
                return matches;
            }

            var asked = string.IsNullOrEmpty(id) ? Truth.False : Ask(source, id);
            return asked == Truth.False ? matches : asked;
        }

        private Truth Ask(string source, string id)
        {
            try
            {
                return lookup?.Invoke(source, definition.Name, id) switch
                {
                    true => Truth.True,
                    false => Truth.False,
                    null => Truth.Undecided,
                };
            }
            catch (Exception)
            {
                // The host's own code must not break an answer; not known is what it is.
                return Truth.Undecided;
            }
        }
    }
}
