using FeatureRollout.Cli.Customers.Reading;

namespace FeatureRollout.Cli.Customers.Drawing;

/// <summary>
/// The customers that rank first among all that were offered: those below a limit, and in any case so many. A repeated id is kept once.
/// What is kept hangs on what was offered, not on the order.
/// </summary>
/// <param name="most">So many are kept wherever they rank.</param>
/// <param name="below">All whose mixed hash is less are kept, too.</param>
internal sealed class Candidates(long most, ulong below)
{
    private readonly PriorityQueue<Candidate, Rank> _kept = new(Rank.LastFirst);
    private readonly Dictionary<string, Candidate> _byId = new(StringComparer.Ordinal);

    public int Count => _kept.Count;

    public void Offer(ulong mixed, CustomerRow row)
    {
        var rank = new Rank(mixed, row.Id);
        if (mixed >= below && _kept.Count >= most && (!_kept.TryPeek(out _, out var highest) || rank.IsAfter(highest)))
        {
            return;
        }

        if (_byId.TryGetValue(row.Id, out var known))
        {
            known.Rows++;
            return;
        }

        var candidate = new Candidate(rank, row);
        _kept.Enqueue(candidate, rank);
        _byId.Add(row.Id, candidate);
        while (_kept.Count > most && _kept.TryPeek(out var last, out var lastRank) && lastRank.Mixed >= below)
        {
            _ = _kept.Dequeue();
            _ = _byId.Remove(last.Row.Id);
        }
    }

    public Candidate? Find(string id) => _byId.GetValueOrDefault(id);

    /// <summary>All of them, the first first; there are none afterwards.</summary>
    public Candidate[] Take()
    {
        var all = new Candidate[_kept.Count];
        for (var at = all.Length - 1; at >= 0; at--)
        {
            all[at] = _kept.Dequeue();
        }

        return all;
    }
}

/// <summary>Somebody who may be drawn.</summary>
internal sealed class Candidate(Rank rank, CustomerRow row)
{
    public Rank Rank => rank;

    /// <summary>The first row with the id.</summary>
    public CustomerRow Row => row;

    /// <summary>How many rows have the id.</summary>
    public long Rows { get; set; } = 1;
}
