using FeatureRollout.Hashing;
using FeatureRollout.Rollouts.Machine;

namespace FeatureRollout.Simulation.Traffic;

/// <summary>
/// Who is in at a moment: customers on the lists, and those whom the percentage draws. Rules by attributes, strata, eligibility
/// and prerequisites are left out, since simulated customers have no attributes.
/// </summary>
internal sealed class Presence
{
    private readonly PlaceDraw _places;
    private readonly HashSet<string> _named;

    /// <param name="definition">The flag.</param>
    /// <param name="document">Its document.</param>
    public Presence(FlagDefinition definition, FlagDocument document)
    {
        var state = RolloutProjection.StatesOf([document]).GetValueOrDefault(document.Key);
        // A client refuses a bucketing that is unknown or cannot draw by the salt; a simulation is about the plan, and draws by the default.
        var salt = definition.Salt ?? definition.Key;
        var isFit = Bucketing.TryGet(definition.Bucketing, out var bucketing) && bucketing.Refuse(salt) is null;
        _places = (isFit ? bucketing! : Bucketing.Default).Places(salt);
        IsOn = definition.Enabled != false && state?.Enabled != false && state?.Stage is { Active: true };
        Percentage = IsOn ? state!.Stage!.Percentage : Percentage.Zero;
        _named = IsOn
            ? new HashSet<string>([.. state!.Stage!.Customers.Customers, .. definition.Include?.Customers ?? CustomerList.Empty], StringComparer.Ordinal)
            : new HashSet<string>(StringComparer.Ordinal);
        _named.ExceptWith(definition.Exclude?.Customers ?? CustomerList.Empty);
    }

    /// <summary>Whether anybody can be in.</summary>
    public bool IsOn { get; }

    /// <summary>The share that is drawn; zero where nobody can be in.</summary>
    public Percentage Percentage { get; }

    /// <summary>Customers that are in at every percentage.</summary>
    public IReadOnlyCollection<string> Named => _named;

    /// <summary>Whether a customer is in, and whether by draw: an answer that can be compared with the other arm's.</summary>
    public (bool Enabled, bool Drawn) Of(string customerId)
    {
        if (_named.Contains(customerId))
        {
            return (true, false);
        }

        var bucket = BucketOf(customerId);
        return (bucket < Percentage.Thousandths, IsOn && bucket is not null);
    }

    /// <summary>The customer's bucket; null for one without.</summary>
    public int? BucketOf(ReadOnlySpan<char> customerId) => _places.Bucket(customerId, TextHash.Of(customerId));
}
