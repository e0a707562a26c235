using System;
using System.Collections.Generic;

namespace FeatureRollout.TypedFlags.Checking;

/// <summary>Finds what was probably meant.</summary>
internal static class Nearest
{
    /// <summary>The nearest of the names, if it is near enough: a third of the letters may differ.</summary>
    public static string? To(string name, IEnumerable<string> names)
    {
        string? nearest = null;
        var least = (name.Length / 3) + 1;
        foreach (var each in names)
        {
            var distance = Distance(name, each);
            if (distance < least || (distance == least && (nearest is null || string.CompareOrdinal(each, nearest) < 0)))
            {
                (nearest, least) = (each, distance);
            }
        }

        return nearest;
    }

    /// <summary>How many letters have to be put in, taken out or replaced, by Levenshtein's algorithm on one row; case counts for nothing.</summary>
    private static int Distance(string a, string b)
    {
        var row = new int[b.Length + 1];
        for (var j = 0; j < row.Length; j++)
        {
            row[j] = j;
        }

        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var replaced = diagonal + (char.ToUpperInvariant(a[i - 1]) == char.ToUpperInvariant(b[j - 1]) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[b.Length];
    }
}
