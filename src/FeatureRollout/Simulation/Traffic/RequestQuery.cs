namespace FeatureRollout.Simulation.Traffic;

/// <summary>Finds a parameter in the first line of an HTTP request, such as <c>GET /search?customer=acme HTTP/1.1</c>.</summary>
internal static class RequestQuery
{
    /// <summary>The value of the first parameter of that name, without percent escapes; null where there is none.</summary>
    public static string? Find(string request, string parameter)
    {
        var target = request.AsSpan(request.IndexOf(' ', StringComparison.Ordinal) + 1);
        var end = target.LastIndexOf(" HTTP/");
        target = end < 0 ? target : target[..end];
        var fragment = target.IndexOf('#');
        target = fragment < 0 ? target : target[..fragment];
        var query = target.IndexOf('?');
        if (query < 0)
        {
            return null;
        }

        target = target[(query + 1)..];
        foreach (var range in target.Split('&'))
        {
            var pair = target[range];
            var equals = pair.IndexOf('=');
            if (equals > 0 && Decode(pair[..equals]) == parameter)
            {
                return Decode(pair[(equals + 1)..]);
            }
        }

        return null;
    }

    private static string Decode(ReadOnlySpan<char> text) => Uri.UnescapeDataString(text.ToString().Replace('+', ' '));
}
