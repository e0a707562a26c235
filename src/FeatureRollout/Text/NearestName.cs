namespace FeatureRollout.Text;

/// <summary>Finds the name that somebody probably meant.</summary>
internal static class NearestName
{
    /// <summary>
    /// The candidate with the smallest edit distance (insert, delete, replace, swap of neighbours; case ignored),
    /// if at most a third of the name's characters, at least one, would have to change; else null.
    /// </summary>
    public static string? To(string name, IEnumerable<string> candidates)
    {
        if (name.Length is 0 or > EditDistance.LongestName)
        {
            return null;
        }

        var distances = new EditDistance(name);
        var limit = Math.Max(1, name.Length / 3);
        string? nearest = null;
        foreach (var candidate in candidates)
        {
            if (Math.Abs(candidate.Length - name.Length) > limit || candidate.Length > EditDistance.LongestName)
            {
                continue;
            }

            var distance = distances.To(candidate);
            if (distance <= limit)
            {
                nearest = candidate;
                limit = distance - 1;
                if (limit < 0)
                {
                    break;
                }
            }
        }

        return nearest;
    }
}
