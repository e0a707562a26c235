using FeatureRollout.Cli.Terminal;
using FeatureRollout.Text;

namespace FeatureRollout.Cli.Customers.Reading;

/// <summary>Which column holds the customer's id.</summary>
internal static class IdColumns
{
    private const int MostShown = 8;

    private static readonly string[] Known = ["customerid", "customer", "id"];

    /// <summary>Whether a column of this name is taken for the id without being told.</summary>
    public static bool IsKnown(string name) => Known.Contains(Fold(name), StringComparer.Ordinal);

    /// <summary>Finds it.</summary>
    /// <param name="names">The columns.</param>
    /// <param name="asked">What <c>--id-column</c> says; null for nothing.</param>
    /// <param name="trouble">What is wrong where the answer is null.</param>
    /// <returns>Its place; null where there is none, or more than one.</returns>
    public static int? Find(IReadOnlyList<string> names, string? asked, out string trouble)
    {
        trouble = "";
        var found = Enumerable.Range(0, names.Count).Where(at => asked is null ? IsKnown(names[at]) : names[at] == asked).ToArray();
        if (found.Length == 0 && asked is not null)
        {
            found = [.. Enumerable.Range(0, names.Count).Where(at => Fold(names[at]) == Fold(asked))];
        }

        switch (found.Length)
        {
            case 1:
                return found[0];
            case 0:
                trouble = asked is null
                    ? $"no column is called customerId, customer or id; name it with --id-column{Meant("customerId", names)}"
                    : $"there is no column {Plain.Text(asked)}{Meant(asked, names)}";
                return null;
            default:
                trouble = $"the columns {Plain.Text(names[found[0]])} and {Plain.Text(names[found[1]])} may both be the id; say which with --id-column";
                return null;
        }
    }

    /// <summary>The nearest name, or those that there are.</summary>
    public static string Meant(string name, IReadOnlyList<string> names) =>
        NearestName.To(name, names) is { } near ? $"; is {Plain.Text(near)} meant?"
        : names.Count == 0 ? ""
        : $"; there are {string.Join(", ", names.Take(MostShown).Select(Plain.Text))}{(names.Count > MostShown ? ", …" : "")}";

    private static string Fold(string name) => string.Concat(name.Where(character => character is not ('-' or '_' or ' '))).ToLowerInvariant();
}
