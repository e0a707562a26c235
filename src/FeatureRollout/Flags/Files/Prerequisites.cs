using System.Runtime.InteropServices;

namespace FeatureRollout.Flags.Files;

/// <summary>
/// For each flag all the flags that it requires, directly or through others. Works without recursion, so that no
/// chain is too long for the stack; immutable once made.
/// </summary>
internal sealed class Prerequisites
{
    /// <summary>The most flags that one may require, directly and through others.</summary>
    public const int MaximumClosure = 256;

    private const int ShownOfPath = 8;

    private readonly string _noun;
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly List<Node> _nodes = [];
    private readonly List<PrerequisiteProblem> _problems = [];

    private Prerequisites(string noun) => _noun = noun;

    /// <summary>The cycles, and the flags that require too many.</summary>
    public IReadOnlyList<PrerequisiteProblem> Problems => _problems;

    /// <summary>Works them out for flags.</summary>
    public static Prerequisites Of(IReadOnlyDictionary<string, FlagDefinition> flags) =>
        Of("flags", flags.Where(flag => flag.Value.Requires is { Count: > 0 }).Select(flag => KeyValuePair.Create(flag.Key, flag.Value.Requires!)));

    /// <summary>Works them out for anything that names others of its kind.</summary>
    /// <param name="noun">The kind, in the plural, for errors.</param>
    /// <param name="edges">Each with those that it names; one that nobody lists here requires nothing.</param>
    public static Prerequisites Of(string noun, IEnumerable<KeyValuePair<string, IReadOnlyList<string>>> edges)
    {
        var all = new Prerequisites(noun);
        foreach (var (key, required) in edges)
        {
            var number = all.NumberOf(key);
            all._nodes[number].Required = [.. required.Distinct(StringComparer.Ordinal).Select(all.NumberOf)];
        }

        var mark = new Marks(all._nodes.Count);
        for (var number = 0; number < all._nodes.Count; number++)
        {
            all.Visit(number, mark);
        }

        return all;
    }

    /// <summary>
    /// The flags that a flag requires, each after those that it requires itself. Not meaningful where
    /// <see cref="Problems"/> names the flag or one that it requires.
    /// </summary>
    public IReadOnlyList<string> Closure(string key) =>
        _numbers.TryGetValue(key, out var number) && _nodes[number].Closure is { Length: > 0 } closure
            ? Array.ConvertAll(closure, required => _nodes[required].Key)
            : [];

    private int NumberOf(string key)
    {
        ref var number = ref CollectionsMarshal.GetValueRefOrAddDefault(_numbers, key, out var known);
        if (!known)
        {
            number = _nodes.Count;
            _nodes.Add(new Node(key));
        }

        return number;
    }

    private void Visit(int root, Marks marks)
    {
        if (_nodes[root].Progress != Progress.New)
        {
            return;
        }

        List<int> path = [root];
        _nodes[root].Progress = Progress.Open;
        while (path.Count > 0)
        {
            var node = _nodes[path[^1]];
            if (node.Next == node.Required.Length)
            {
                Close(node, marks);
                path.RemoveAt(path.Count - 1);
                continue;
            }

            var required = node.Required[node.Next++];
            switch (_nodes[required].Progress)
            {
                case Progress.New:
                    _nodes[required].Progress = Progress.Open;
                    path.Add(required);
                    break;
                case Progress.Open:
                    node.IsRefused = true;
                    var cycle = path[path.IndexOf(required)..];
                    _problems.Add(new(node.Key, _nodes[required].Key, $"{_noun} that require each other in a circle: {Show(cycle, closing: required)}"));
                    break;
            }
        }
    }

    private void Close(Node node, Marks marks)
    {
        node.Progress = Progress.Closed;
        List<int> closure = [];
        marks.Clear();
        foreach (var required in node.Required)
        {
            var part = _nodes[required];
            node.IsRefused |= part.IsRefused;
            closure.AddRange(part.Closure.Where(marks.Add));
            if (marks.Add(required))
            {
                closure.Add(required);
            }
        }

        if (!node.IsRefused && closure.Count > MaximumClosure)
        {
            node.IsRefused = true;
            _problems.Add(new(
                node.Key,
                _nodes[node.Required[^1]].Key,
                FormattableString.Invariant($"\"{node.Key}\" requires {closure.Count} {_noun}, more than {MaximumClosure}: {Show(Longest(node))}")));
        }

        node.Closure = node.IsRefused ? [] : [.. closure];
    }

    /// <summary>From a flag on, always to the one that requires most.</summary>
    private List<int> Longest(Node node)
    {
        List<int> path = [_numbers[node.Key]];
        while (node.Required.Length > 0 && path.Count <= ShownOfPath)
        {
            path.Add(node.Required.MaxBy(required => _nodes[required].Closure.Length));
            node = _nodes[path[^1]];
        }

        return path;
    }

    private string Show(List<int> path, int? closing = null)
    {
        var keys = path.Take(ShownOfPath).Select(number => _nodes[number].Key).ToList();
        if (path.Count > ShownOfPath)
        {
            keys.Add(closing is null ? "…" : FormattableString.Invariant($"… {path.Count - ShownOfPath} more …"));
        }

        if (closing is { } first)
        {
            keys.Add(_nodes[first].Key);
        }

        return string.Join(" → ", keys);
    }

    private enum Progress
    {
        New,
        Open,
        Closed,
    }

    private sealed class Node(string key)
    {
        public string Key => key;

        public int[] Required { get; set; } = [];

        public int Next { get; set; }

        public Progress Progress { get; set; }

        public int[] Closure { get; set; } = [];

        public bool IsRefused { get; set; }
    }

    /// <summary>A set of numbers that is cleared in no time.</summary>
    private sealed class Marks(int size)
    {
        private readonly int[] _round = new int[size];
        private int _current;

        public void Clear() => _current++;

        public bool Add(int number)
        {
            var isNew = _round[number] != _current;
            _round[number] = _current;
            return isNew;
        }
    }
}

/// <summary>A cycle, or too many prerequisites.</summary>
/// <param name="Key">The flag whose <c>requires</c> shows it.</param>
/// <param name="Name">The name given there.</param>
/// <param name="Message">What is wrong, with the path.</param>
internal readonly record struct PrerequisiteProblem(string Key, string Name, string Message);
