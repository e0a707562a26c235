namespace FeatureRollout.Flags.Conditions;

/// <summary>
/// A version of the form and precedence of Semantic Versioning 2.0.0 (https://semver.org). Numbers may have any
/// number of digits; build metadata must be well formed and counts for nothing. Points into its text: reading one allocates nothing.
/// </summary>
internal readonly record struct SemanticVersion
{
    private readonly string? _text;
    private readonly int _minor;
    private readonly int _patch;
    private readonly int _coreEnd;
    private readonly int _prereleaseEnd;

    private SemanticVersion(string text, int minor, int patch, int coreEnd, int prereleaseEnd)
    {
        _text = text;
        _minor = minor;
        _patch = patch;
        _coreEnd = coreEnd;
        _prereleaseEnd = prereleaseEnd;
    }

    private ReadOnlySpan<char> Major => _text.AsSpan(0, Math.Max(0, _minor - 1));

    private ReadOnlySpan<char> Minor => _text.AsSpan(_minor, Math.Max(0, _patch - _minor - 1));

    private ReadOnlySpan<char> Patch => _text.AsSpan(_patch, _coreEnd - _patch);

    /// <summary>Empty for a release, since a written prerelease never is.</summary>
    private ReadOnlySpan<char> Prerelease =>
        _prereleaseEnd > _coreEnd ? _text.AsSpan(_coreEnd + 1, _prereleaseEnd - _coreEnd - 1) : default;

    /// <summary>Reads a version; false for any other form, a leading <c>v</c> included.</summary>
    public static bool TryParse(string text, out SemanticVersion version)
    {
        version = default;
        var minor = NumberEnd(text, 0) + 1;
        if (minor == 0 || minor > text.Length || text[minor - 1] != '.')
        {
            return false;
        }

        var patch = NumberEnd(text, minor) + 1;
        if (patch == 0 || patch > text.Length || text[patch - 1] != '.')
        {
            return false;
        }

        var coreEnd = NumberEnd(text, patch);
        if (coreEnd < 0)
        {
            return false;
        }

        var end = coreEnd;
        if (end < text.Length && text[end] == '-')
        {
            var plus = text.IndexOf('+', end);
            end = plus < 0 ? text.Length : plus;
            if (!AreIdentifiers(text.AsSpan((coreEnd + 1)..end), leadingZeros: false))
            {
                return false;
            }
        }

        version = new SemanticVersion(text, minor, patch, coreEnd, end);
        return end == text.Length || (text[end] == '+' && AreIdentifiers(text.AsSpan(end + 1), leadingZeros: true));
    }

    /// <summary>Below 0 where the left version precedes the right one, 0 where neither does.</summary>
    public static int Compare(in SemanticVersion left, in SemanticVersion right)
    {
        var order = CompareNumbers(left.Major, right.Major);
        order = order != 0 ? order : CompareNumbers(left.Minor, right.Minor);
        order = order != 0 ? order : CompareNumbers(left.Patch, right.Patch);
        return order != 0 ? order : ComparePrereleases(left.Prerelease, right.Prerelease);
    }

    /// <summary>The version as it was written.</summary>
    public override string ToString() => _text ?? "";

    /// <summary>Where the number that starts there ends; -1 where none does.</summary>
    private static int NumberEnd(string text, int start)
    {
        var length = AsciiDigits.CountAtStart(text.AsSpan(start));
        return length == 0 || (length > 1 && text[start] == '0') ? -1 : start + length;
    }

    private static bool AreIdentifiers(ReadOnlySpan<char> text, bool leadingZeros)
    {
        foreach (var range in text.Split('.'))
        {
            var identifier = text[range];
            if (identifier.IsEmpty || (!leadingZeros && identifier.Length > 1 && identifier[0] == '0' && IsNumber(identifier)))
            {
                return false;
            }

            foreach (var character in identifier)
            {
                if (!char.IsAsciiLetterOrDigit(character) && character != '-')
                {
                    return false;
                }
            }
        }

        return true;
    }

    private static int ComparePrereleases(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        if (left.IsEmpty || right.IsEmpty)
        {
            return left.IsEmpty.CompareTo(right.IsEmpty);
        }

        var lefts = left.Split('.');
        var rights = right.Split('.');
        while (true)
        {
            var more = lefts.MoveNext();
            if (!rights.MoveNext())
            {
                return more ? 1 : 0;
            }

            if (!more)
            {
                return -1;
            }

            var order = CompareIdentifiers(left[lefts.Current], right[rights.Current]);
            if (order != 0)
            {
                return order;
            }
        }
    }

    private static int CompareIdentifiers(ReadOnlySpan<char> left, ReadOnlySpan<char> right) =>
        (IsNumber(left), IsNumber(right)) switch
        {
            (true, true) => CompareNumbers(left, right),
            (true, false) => -1,
            (false, true) => 1,
            _ => left.SequenceCompareTo(right),
        };

    /// <summary>Without leading zeros the longer number is the larger one.</summary>
    private static int CompareNumbers(ReadOnlySpan<char> left, ReadOnlySpan<char> right) =>
        left.Length != right.Length ? left.Length.CompareTo(right.Length) : left.SequenceCompareTo(right);

    private static bool IsNumber(ReadOnlySpan<char> identifier) => AsciiDigits.CountAtStart(identifier) == identifier.Length;
}
