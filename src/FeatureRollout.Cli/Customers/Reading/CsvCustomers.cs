using FeatureRollout.Cli.Terminal;
using FeatureRollout.Evaluation;
using FeatureRollout.Simulation.Traffic;

namespace FeatureRollout.Cli.Customers.Reading;

/// <summary>
/// Customers of a CSV file. <c>true</c> and <c>false</c>, in any case, are truth values, and what is empty is not there. Everything else
/// stays the text that it is, numbers too: conditions compare a text that is a number with numbers, and <c>00501</c> and <c>1e5</c> are not changed.
/// </summary>
internal sealed class CsvCustomers : CustomerReader
{
    private readonly StrictUtf8Reader _text;
    private readonly CsvRecords _records;
    private readonly string[] _names;
    private readonly int _id;

    /// <summary>Opens the list and reads its line of names.</summary>
    public CsvCustomers(ByteSource source, string? idColumn)
        : base(source)
    {
        _text = new StrictUtf8Reader(source);
        _records = new CsvRecords(_text, source.Name) { LongestRecord = LongestRecord };
        var header = Record() ?? throw source.Error(1, 1, "the list is empty; its first line names the columns");
        _names = [.. header.Select(field => field.Text.Trim())];
        for (var at = 0; at < _names.Length; at++)
        {
            if (_names[at].Length == 0)
            {
                throw source.Error(header[at].Line, header[at].Column, "the column has no name");
            }

            if (Array.IndexOf(_names, _names[at]) < at)
            {
                throw source.Error(header[at].Line, header[at].Column, $"there are two columns {Plain.Text(_names[at])}");
            }
        }

        _id = IdColumns.Find(_names, idColumn, out var trouble) ?? throw source.Error(header[0].Line, 1, _names.Length == 1 ? OneColumn(_names[0]) : trouble);

        string OneColumn(string name) => idColumn is not null ? trouble
            : name.AsSpan().ContainsAny(';', '\t') ? "the columns are to be separated by commas"
            : "one column, and its first line is no name of an id: put customerId above it, or say --input ids if every line is an id";
    }

    public override string? IdColumn => _names[_id];

    public override IReadOnlyList<string> Columns => _names;

    public override bool KnowsColumns => true;

    public override CustomerRow? Next()
    {
        if (Record() is not { } fields)
        {
            return null;
        }

        if (fields.Count != _names.Length)
        {
            var last = fields[^1];
            throw Source.Error(last.Line, last.Column, FormattableString.Invariant($"{fields.Count} fields, where the first line names {_names.Length}"));
        }

        var texts = new string[fields.Count];
        for (var at = 0; at < texts.Length; at++)
        {
            texts[at] = fields[at].Text;
        }

        return new CsvRow(Checked(texts[_id], fields[_id].Line, fields[_id].Column), fields[0].Line, _names, texts, _id);
    }

    private IReadOnlyList<CsvField>? Record()
    {
        try
        {
            return _records.Next();
        }
        catch (FormatException wrong)
        {
            throw new CliException(ExitCodes.Data, wrong.Message);
        }
    }
}

/// <summary>A record as it stands in the file; what is asked for is read then.</summary>
internal sealed class CsvRow(string id, long line, string[] names, string[] fields, int idAt) : CustomerRow(id, line)
{
    /// <summary>All fields, the id's included, in the order of the columns.</summary>
    public IReadOnlyList<string> Fields => fields;

    public override IEnumerable<AttributeEntry> Attributes
    {
        get
        {
            for (var at = 0; at < names.Length; at++)
            {
                if (at != idAt && Typed(fields[at]) is { Kind: not AttributeKind.Missing } value)
                {
                    yield return new AttributeEntry(names[at], value);
                }
            }
        }
    }

    protected override AttributeValue Find(string name)
    {
        var at = Array.IndexOf(names, name);
        return at < 0 || at == idAt ? default : Typed(fields[at]);
    }

    private static AttributeValue Typed(string field) => field.Length switch
    {
        0 => default,
        4 when string.Equals(field, "true", StringComparison.OrdinalIgnoreCase) => new AttributeValue(value: true),
        5 when string.Equals(field, "false", StringComparison.OrdinalIgnoreCase) => new AttributeValue(value: false),
        _ => new AttributeValue(field),
    };
}
