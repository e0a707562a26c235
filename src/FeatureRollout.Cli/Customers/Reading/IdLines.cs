using System.Text;
using FeatureRollout.Evaluation;

namespace FeatureRollout.Cli.Customers.Reading;

/// <summary>A plain list: every line is an id as it stands, commas and quotes included; empty lines are passed over.</summary>
internal sealed class IdLines(ByteSource source) : CustomerReader(source)
{
    private readonly StrictUtf8Reader _text = new(source);
    private readonly StringBuilder _id = new();
    private long _line;

    public override string? IdColumn => null;

    public override IReadOnlyList<string> Columns => [];

    public override bool KnowsColumns => true;

    public override CustomerRow? Next()
    {
        while (_text.Peek() >= 0)
        {
            _line++;
            _id.Clear();
            for (int next; (next = _text.Read()) is >= 0 and not '\n';)
            {
                _id.Append((char)next);
                if (_id.Length > LongestRecord)
                {
                    throw Source.Error(_line, 1, "the line is longer than 1,048,576 characters");
                }
            }

            if (_id is [.., '\r'])
            {
                _id.Length--;
            }

            if (_id.Length > 0)
            {
                return new IdRow(Checked(_id.ToString(), _line, 1), _line);
            }
        }

        return null;
    }

    private sealed class IdRow(string id, long line) : CustomerRow(id, line)
    {
        public override IEnumerable<AttributeEntry> Attributes => [];

        protected override AttributeValue Find(string name) => default;
    }
}
