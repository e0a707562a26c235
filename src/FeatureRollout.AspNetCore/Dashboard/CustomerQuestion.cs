using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace FeatureRollout.Dashboard;

/// <summary>Whom a posted form asks about. The id travels in forms alone, so that it stands in no address, history or log.</summary>
/// <param name="CustomerId">The id, exactly.</param>
/// <param name="Attributes">The attributes as they were typed, one <c>name = value</c> on a line.</param>
internal sealed record CustomerQuestion(string CustomerId, string Attributes)
{
    private const int MostAttributes = 100;

    /// <summary>The question of a form; null where it names nobody.</summary>
    public static CustomerQuestion? Of(IFormCollection form)
    {
        var id = form["exact"].ToString() is { Length: > 0 } exact ? Exact(exact) : form["customer"].ToString().Trim();
        return id is { Length: > 0 } ? new CustomerQuestion(id, form["attributes"].ToString().Trim()) : null;
    }

    /// <summary>The fields that carry the question through another form. A browser would change line ends and half pairs of an id; it leaves its bytes alone.</summary>
    public Html Fields() => Html.Of(
        $"<input type=\"hidden\" name=\"exact\" value=\"{WebEncoders.Base64UrlEncode(Bytes(CustomerId))}\"><input type=\"hidden\" name=\"attributes\" value=\"{Html.Value(Attributes)}\">");

    /// <summary>Whom flags are asked about.</summary>
    public EvaluationContext ToContext()
    {
        var context = EvaluationContext.For(CustomerId);
        foreach (var line in Attributes.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Take(MostAttributes))
        {
            var at = line.IndexOf('=', StringComparison.Ordinal);
            if (at > 0)
            {
                context = With(context, line[..at].Trim(), line[(at + 1)..].Trim());
            }
        }

        return context;
    }

    /// <summary>Whether what somebody typed is the id, as it is or as pages show it.</summary>
    public bool IsTyped(string typed) =>
        string.Equals(typed, CustomerId, StringComparison.Ordinal) || string.Equals(typed, VisibleText.Of(CustomerId), StringComparison.Ordinal);

    private static EvaluationContext With(EvaluationContext context, string name, string value) => value switch
    {
        "true" => context.With(name, true),
        "false" => context.With(name, false),
        ['"' or '\'', .., '"' or '\''] => context.With(name, value[1..^1]),
        _ when double.TryParse(value, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) => context.With(name, number),
        _ => context.With(name, value),
    };

    private static byte[] Bytes(string id)
    {
        var bytes = new byte[id.Length * 2];
        for (var at = 0; at < id.Length; at++)
        {
            bytes[at * 2] = (byte)id[at];
            bytes[(at * 2) + 1] = (byte)(id[at] >> 8);
        }

        return bytes;
    }

    private static string? Exact(string field)
    {
        byte[] bytes;
        try
        {
            bytes = WebEncoders.Base64UrlDecode(field);
        }
        catch (FormatException)
        {
            return null;
        }

        return bytes.Length % 2 != 0 ? null : string.Create(bytes.Length / 2, bytes, static (id, from) =>
        {
            for (var at = 0; at < id.Length; at++)
            {
                id[at] = (char)(from[at * 2] | (from[(at * 2) + 1] << 8));
            }
        });
    }
}
