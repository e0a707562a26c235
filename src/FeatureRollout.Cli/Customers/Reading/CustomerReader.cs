using FeatureRollout.Cli.Terminal;

namespace FeatureRollout.Cli.Customers.Reading;

/// <summary>Reads the customers of a list one by one; memory hangs on the longest of them, not on their number. Not thread-safe.</summary>
/// <remarks>What is wrong is a <see cref="CliException"/> that names file, line and column, and never an id.</remarks>
internal abstract class CustomerReader(ByteSource source) : IDisposable
{
    private long _padded;

    /// <summary>The most that one customer may take, in characters.</summary>
    public const int LongestRecord = 1 << 20;

    public string Name => source.Name;

    /// <summary>The name of the column that holds the id; null where there are only ids, or nothing has been read yet.</summary>
    public abstract string? IdColumn { get; }

    /// <summary>The columns, the id's included; those seen so far where the list does not name them beforehand.</summary>
    public abstract IReadOnlyList<string> Columns { get; }

    /// <summary>Whether <see cref="Columns"/> is all from the beginning.</summary>
    public abstract bool KnowsColumns { get; }

    /// <summary>How many bytes have been read, and of how many; null where that is not known.</summary>
    public (long Done, long? Of) Progress => (source.Position, source.Length);

    /// <summary>What was read and is probably not meant, a line each.</summary>
    public IEnumerable<string> Notes =>
        _padded == 0 ? [] : [$"Note: {Figures.Count(_padded)} listed whose ids begin or end with white space, which is taken as it is."];

    protected ByteSource Source => source;

    /// <summary>The next customer; null at the end.</summary>
    public abstract CustomerRow? Next();

    public void Dispose() => source.Dispose();

    /// <summary>Looks at an id that was read.</summary>
    protected string Checked(string id, long line, long column)
    {
        if (id.Length == 0)
        {
            throw source.Error(line, column, "the customer's id is empty");
        }

        if (char.IsWhiteSpace(id[0]) || char.IsWhiteSpace(id[^1]))
        {
            _padded++;
        }

        return id;
    }
}
