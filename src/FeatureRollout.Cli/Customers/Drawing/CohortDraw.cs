using FeatureRollout.Cli.Customers.Reading;
using FeatureRollout.Cli.Terminal;
using FeatureRollout.Hashing;

namespace FeatureRollout.Cli.Customers.Drawing;

/// <summary>
/// Draws a cohort of exact size in one pass. Within a stratum the smallest mixed hashes of bucketing v1 are drawn, so that the
/// order of the list does not matter and a larger cohort has everybody that a smaller one has. Not thread-safe.
/// </summary>
internal sealed class CohortDraw(CohortSize size, string salt)
{
    private const int MostStrata = 10_000;

    private readonly ulong _saltHash = TextHash.Of(salt);
    private readonly Dictionary<string, Stratum> _strata = new(StringComparer.Ordinal);
    private readonly Candidates _leftOut = size.Keep();

    /// <summary>How many rows are held.</summary>
    public int Held => _leftOut.Count + _strata.Values.Sum(stratum => stratum.Candidates.Count);

    /// <summary>Takes a row of the list.</summary>
    /// <param name="row">The customer.</param>
    /// <param name="stratum">The stratum's name; empty for none.</param>
    /// <param name="isEligible">Whether the customer may be drawn.</param>
    public void Add(CustomerRow row, string stratum, bool isEligible)
    {
        if (!_strata.TryGetValue(stratum, out var found))
        {
            if (_strata.Count == MostStrata)
            {
                throw new CliException(ExitCodes.Data, $"There are more than {Figures.Count(MostStrata)} strata; a column with few values is meant.");
            }

            _strata[stratum] = found = new Stratum(stratum, size.Keep());
        }

        found.Listed++;
        found.Eligible += isEligible ? 1 : 0;
        (isEligible ? found.Candidates : _leftOut).Offer(BucketingV1.Mix(TextHash.Of(row.Id), _saltHash), row);
    }

    /// <summary>Gives out the seats and draws.</summary>
    /// <exception cref="CliException">There are too few, or two rows of somebody drawn do not agree.</exception>
    public Cohort Finish()
    {
        var strata = _strata.Values.OrderBy(stratum => stratum.Name, StringComparer.Ordinal).ToArray();
        var eligible = strata.Sum(stratum => stratum.Eligible);
        var seats = size.Among(eligible);
        if (seats > eligible)
        {
            throw new CliException(ExitCodes.No, $"{Figures.Count(seats)} customers cannot be drawn: eligible are {Figures.Count(eligible)}.");
        }

        var candidates = Array.ConvertAll(strata, stratum => stratum.Candidates.Take());
        var taken = new int[strata.Length];
        var drawn = new List<Candidate>((int)seats);
        foreach (var stratum in Seats.InOrder(Array.ConvertAll(strata, stratum => stratum.Eligible), seats))
        {
            if (taken[stratum] == candidates[stratum].Length)
            {
                throw TooFew(candidates[stratum]);
            }

            drawn.Add(candidates[stratum][taken[stratum]++]);
        }

        CheckRows(drawn);
        return new Cohort(drawn, [.. strata.Select((stratum, at) => new StratumCount(stratum.Name, stratum.Listed, stratum.Eligible, taken[at]))]);
    }

    /// <summary>What rows are too few for must be that some have the same id, or else that a percentage kept too little.</summary>
    private static CliException TooFew(Candidate[] candidates) => candidates.FirstOrDefault(each => each.Rows > 1) is { } repeated
        ? new CliException(ExitCodes.Data, $"The list repeats customers, so that there are fewer of them than rows; the one on line {repeated.Row.Line} stands {Figures.Count(repeated.Rows)} times.")
        : new CliException(ExitCodes.Data, "The ids are spread so unevenly that a percentage cannot be drawn in one pass; ask for a --size.");

    /// <summary>Who is drawn must not be left out by another row, nor be in two strata.</summary>
    private void CheckRows(List<Candidate> drawn)
    {
        var rows = new Dictionary<string, CustomerRow>(drawn.Count, StringComparer.Ordinal);
        foreach (var each in drawn)
        {
            if (_leftOut.Find(each.Row.Id) is { } other)
            {
                throw Contradict(each.Row, other.Row, "one of them leaves the customer out");
            }

            if (!rows.TryAdd(each.Row.Id, each.Row))
            {
                throw Contradict(each.Row, rows[each.Row.Id], "their strata differ");
            }
        }

        static CliException Contradict(CustomerRow one, CustomerRow other, string how) => new(
            ExitCodes.Data, FormattableString.Invariant($"A customer stands on the lines {Math.Min(one.Line, other.Line)} and {Math.Max(one.Line, other.Line)}, and {how}."));
    }

    private sealed class Stratum(string name, Candidates candidates)
    {
        public string Name => name;

        public Candidates Candidates => candidates;

        public long Listed { get; set; }

        public long Eligible { get; set; }
    }
}
