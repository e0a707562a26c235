using FeatureRollout;

namespace Quickstart;

/// <summary>A customer with the attributes that a rollout selects by.</summary>
internal sealed class Customer(string id, string vertical, string volume, string contract)
{
    public string Id => id;

    public string Vertical => vertical;

    public bool IsHighVolume => volume == "high";

    public bool HasCustomContract => contract == "custom";

    /// <summary>Made once: questions allocate nothing, contexts do.</summary>
    public EvaluationContext Context { get; } =
        EvaluationContext.For(id).With("vertical", vertical).With("volume", volume).With("contract", contract);
}

/// <summary>Invents a customer list, the same one each time.</summary>
internal static class Customers
{
    public static readonly string[] Verticals = ["e-commerce", "services", "other"];

    private static readonly string[] Names =
    [
        "abbott", "ashdown", "barlow", "beacon", "birchwood", "bramley", "brightside", "calder", "carver", "castle",
        "cedar", "clifton", "cobalt", "coleridge", "crofton", "dalton", "drake", "eastgate", "elmwood", "fairfax",
        "falcon", "fenwick", "foster", "garnet", "glenfield", "granite", "hadley", "harbour", "hartley", "hawthorn",
        "ironbridge", "kestrel", "kingsway", "lakeside", "larkin", "lindqvist", "marlow", "meridian", "moreau", "northgate",
        "oakfield", "okafor", "osprey", "parkside", "pemberton", "quayside", "ravensworth", "redfern", "rowan", "sable",
        "sinclair", "stanton", "summit", "tanaka", "thornbury", "vasquez", "wexford", "whitlock", "yarrow", "zeller",
    ];

    private static readonly Dictionary<string, string[]> Trades = new(StringComparer.Ordinal)
    {
        ["e-commerce"] = ["outdoor", "shoes", "toys", "books", "home", "cycles", "cosmetics", "pets", "garden", "audio", "wine", "tools"],
        ["services"] = ["legal", "plumbing", "dental", "consulting", "cleaning", "accounting", "security", "travel", "design", "it"],
        ["other"] = ["foods", "hotels", "farms", "museum", "college", "clinic", "airport", "press", "energy", "logistics"],
    };

    /// <summary>
    /// About 50 % e-commerce, 30 % services, 20 % other; 8 % with high volume and 5 % with a contract of their own.
    /// The three beta customers of the phase 4 guide come first.
    /// </summary>
    /// <param name="count">3 to 1,000.</param>
    public static Customer[] Generate(int count)
    {
        var random = new Random(2025_11_03);
        var unused = Trades.ToDictionary(trade => trade.Key, trade => Shuffled(trade.Value, random), StringComparer.Ordinal);
        var customers = new List<Customer>(count)
        {
            new("thompson-engineering", "e-commerce", "high", "standard"),
            new("techsupport-co", "services", "normal", "standard"),
            new("fooddelivery-inc", "other", "normal", "standard"),
        };
        while (customers.Count < count)
        {
            var vertical = random.Next(100) switch { < 50 => "e-commerce", < 80 => "services", _ => "other" };
            var volume = customers.Count % 25 is 4 or 17 ? "high" : "normal";
            var contract = customers.Count % 20 == 11 ? "custom" : "standard";
            customers.Add(new Customer(unused[vertical].Dequeue(), vertical, volume, contract));
        }

        return [.. customers];
    }

    private static Queue<string> Shuffled(string[] trades, Random random)
    {
        var ids = Names.SelectMany(_ => trades, (name, trade) => $"{name}-{trade}").ToArray();
        random.Shuffle(ids);
        return new Queue<string>(ids);
    }
}
