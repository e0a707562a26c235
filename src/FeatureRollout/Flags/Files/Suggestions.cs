using FeatureRollout.Text;

namespace FeatureRollout.Flags.Files;

/// <summary>Asks after the name that was probably meant, as long as the search is cheap.</summary>
internal sealed class Suggestions
{
    /// <summary>How many names may still be compared: a bound on the time that a wholly wrong file takes.</summary>
    private int _comparisonsLeft = 300_000;

    /// <summary>The end of a message, such as <c>; did you mean "search"?</c>; empty where no name is near.</summary>
    public string For(string name, IEnumerable<string> names, int count)
    {
        if (_comparisonsLeft < count)
        {
            return "";
        }

        _comparisonsLeft -= count;
        return NearestName.To(name, names) is { } nearest ? $"; did you mean \"{nearest}\"?" : "";
    }
}
