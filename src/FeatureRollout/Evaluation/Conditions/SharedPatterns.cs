using System.Collections.Concurrent;
using System.Text.RegularExpressions;

namespace FeatureRollout.Evaluation.Conditions;

/// <summary>
/// Regular expressions by pattern and limit, as long as some compiled condition holds them. The linear engine takes
/// 0.1 to 9 ms to make one; a new snapshot finds those of the old one here and pays nothing. Thread-safe.
/// </summary>
internal sealed class SharedPatterns
{
    /// <summary>From this many entries on, dead ones included, it is emptied and fills anew.</summary>
    public const int Maximum = 1024;

    /// <summary>The one that all conditions of the process share.</summary>
    public static readonly SharedPatterns OfProcess = new();

    private readonly ConcurrentDictionary<(string Pattern, TimeSpan Limit), WeakReference<Regex>> _known = new();

    /// <summary>How many entries there are.</summary>
    public int Count => _known.Count;

    /// <summary>The expression, in linear time wherever the pattern allows it.</summary>
    /// <param name="pattern">A valid pattern.</param>
    /// <param name="limit">How long one match may take where its time is not linear in the text.</param>
    public Regex Get(string pattern, TimeSpan limit)
    {
        if (_known.TryGetValue((pattern, limit), out var known) && known.TryGetTarget(out var regex))
        {
            return regex;
        }

        if (_known.Count >= Maximum)
        {
            _known.Clear();
        }

        regex = Build(pattern, limit);
        _known[(pattern, limit)] = new WeakReference<Regex>(regex);
        return regex;
    }

    private static Regex Build(string pattern, TimeSpan limit)
    {
        try
        {
            // No limit: the text is no longer than is looked at, and a thread that had to wait for the processor would seem out of time.
            return new Regex(pattern, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking, Regex.InfiniteMatchTimeout);
        }
        catch (NotSupportedException)
        {
            return new Regex(pattern, RegexOptions.CultureInvariant, limit);
        }
    }
}
