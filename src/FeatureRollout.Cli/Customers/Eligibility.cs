using FeatureRollout.Cli.Customers.Drawing;
using FeatureRollout.Cli.Customers.Reading;
using FeatureRollout.Cli.Terminal;
using FeatureRollout.Evaluation;

namespace FeatureRollout.Cli.Customers;

/// <summary>Who may be drawn, and to which stratum a row belongs. Whoever cannot be judged is left out and counted.</summary>
internal sealed class Eligibility(IReadOnlyList<string> stratify, IReadOnlyList<string> exclude, IReadOnlyList<string> only)
{
    private const string Between = " / ";

    private readonly RowCondition[] _exclude = [.. exclude.Select(text => RowCondition.Parse("--exclude", text))];
    private readonly RowCondition[] _only = [.. only.Select(text => RowCondition.Parse("--only", text))];

    /// <summary>How many rows were left out because a condition could not be decided.</summary>
    public long Undecided { get; private set; }

    public bool IsEligible(CustomerRow row)
    {
        var isUndecided = false;
        foreach (var condition in _exclude)
        {
            var excluded = condition.Of(row);
            if (excluded == Truth.True)
            {
                return false;
            }

            isUndecided |= excluded == Truth.Undecided;
        }

        foreach (var condition in _only)
        {
            var included = condition.Of(row);
            if (included == Truth.False)
            {
                return false;
            }

            isUndecided |= included == Truth.Undecided;
        }

        Undecided += isUndecided ? 1 : 0;
        return !isUndecided;
    }

    /// <summary>The values of the columns; empty where all are.</summary>
    public string StratumOf(CustomerRow row) => stratify.Count switch
    {
        0 => "",
        1 => Text(row.Get(stratify[0])),
        _ => stratify.Select(column => Text(row.Get(column))).ToArray() is var values && Array.TrueForAll(values, value => value.Length == 0)
            ? ""
            : string.Join(Between, values.Select(value => value.Replace("\\", @"\\", StringComparison.Ordinal).Replace("/", @"\/", StringComparison.Ordinal))),
    };

    /// <summary>Refuses columns that the list does not have.</summary>
    /// <param name="reader">The list, before its first row or, where it does not name its columns, after its last.</param>
    public void CheckColumns(CustomerReader reader)
    {
        foreach (var (option, column) in stratify.Select(column => ("--stratify", column))
            .Concat(_exclude.SelectMany(condition => condition.Columns).Select(column => ("--exclude", column)))
            .Concat(_only.SelectMany(condition => condition.Columns).Select(column => ("--only", column))))
        {
            if (column == reader.IdColumn)
            {
                throw CliException.Usage($"{option}: {Plain.Text(column)} is the id; {(option == "--stratify" ? "a column with few values is meant." : "in a condition it is called customerId.")}");
            }

            if (!reader.Columns.Contains(column, StringComparer.Ordinal))
            {
                throw CliException.Usage(reader.Columns.Count == 0
                    ? $"{option}: the list has ids only, and no column {Plain.Text(column)}."
                    : $"{option}: the list has no column {Plain.Text(column)}{IdColumns.Meant(column, reader.Columns)}");
            }
        }
    }

    private static string Text(AttributeValue value)
    {
        switch (value.Kind)
        {
            case AttributeKind.Text:
                return value.Text;
            case AttributeKind.Number:
                Span<char> digits = stackalloc char[32];
                return value.TryFormatNumber(digits, out var length) ? new string(digits[..length]) : "";
            case AttributeKind.Boolean:
                return value.Boolean ? "true" : "false";
            case AttributeKind.Texts:
                return string.Join(", ", value.Texts);
            default:
                return "";
        }
    }
}
