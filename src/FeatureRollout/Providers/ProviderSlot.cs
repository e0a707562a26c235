namespace FeatureRollout.Providers;

/// <summary>What is wrong with a provider, the worst first.</summary>
internal enum ProviderTrouble
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>It could be read, apart from parts that it names.</summary>
    Incomplete,

    /// <summary>It was read, but its content does not fit to the other providers'.</summary>
    Refused,

    /// <summary>It could not be read.</summary>
    Unreadable,
}

/// <summary>One provider's place on the <see cref="ProviderBoard"/>, which guards every member.</summary>
internal sealed class ProviderSlot(string name, string key)
{
    private const int ErrorsShown = 20;

    /// <summary>For people.</summary>
    public string Name { get; } = name;

    /// <summary>The name, made unique among the client's providers; the same at every start.</summary>
    public string Key { get; } = key;

    /// <summary>What serves, as it was given; null before anything was found good.</summary>
    public FlagSet? Serving { get; set; }

    /// <summary><see cref="Serving"/> with its names matched to the other layers' flags; null where that is.</summary>
    public FlagSet? Settled { get; set; }

    /// <summary>Whether that came from the last known good copy.</summary>
    public bool FromLastKnownGood { get; set; }

    /// <summary>The last content read where it is not what serves.</summary>
    public FlagSet? Waiting { get; set; }

    /// <summary>Why <see cref="Waiting"/> does not serve.</summary>
    public Exception? Refusal { get; set; }

    /// <summary>Why the last reading failed; null where it did not.</summary>
    public Exception? Failure { get; set; }

    /// <summary>When a reading last found what serves.</summary>
    public DateTimeOffset? LastGood { get; set; }

    /// <summary>Whether the first reading is over, whichever way.</summary>
    public bool Attempted { get; set; }

    /// <summary>The trouble that a notice was last given of.</summary>
    public ProviderTrouble Announced { get; set; }

    /// <summary>The worst of what is wrong now.</summary>
    public ProviderTrouble Trouble =>
        Failure is not null ? ProviderTrouble.Unreadable
        : Refusal is not null ? ProviderTrouble.Refused
        : Settled?.Problems.Count > 0 ? ProviderTrouble.Incomplete
        : ProviderTrouble.None;

    /// <summary>The slot as the host sees it.</summary>
    public ProviderStatus Status()
    {
        var problems = new List<string>();
        foreach (var trouble in new[] { Failure, Refusal })
        {
            problems.AddRange(Sentences(trouble));
        }

        problems.AddRange(Settled?.Problems ?? []);
        return new ProviderStatus
        {
            Name = Name,
            Version = Serving?.Version,
            LastGood = LastGood,
            FromLastKnownGood = FromLastKnownGood,
            Problems = problems,
        };
    }

    /// <summary>What a notice says of the trouble.</summary>
    public FlagsNotice Notice(ProviderTrouble trouble) => trouble switch
    {
        ProviderTrouble.None => new(FlagsNoticeLevel.Information, Name, $"{Name} is in order again."),
        ProviderTrouble.Incomplete => new(
            FlagsNoticeLevel.Warning, Name, $"{Name} was read apart from what it refused, first: {Settled!.Problems[0]}"),
        ProviderTrouble.Refused => new(
            FlagsNoticeLevel.Warning, Name, $"What {Name} gave does not fit and does not serve: {Sentence(Refusal!)}", Refusal),
        _ => new(
            FlagsNoticeLevel.Warning,
            Name,
            $"{Name} could not be read, and is tried again; {(Serving is null ? "nothing of it serves" : "what it last gave serves")}: {Sentence(Failure!)}",
            Failure),
    };

    /// <summary>A refused file's errors one by one, so far as people read on; anything else in one sentence.</summary>
    private static IEnumerable<string> Sentences(Exception? trouble) => trouble switch
    {
        null => [],
        FlagFileException { Errors: { Count: > 0 } errors, TotalErrors: var total } => errors
            .Take(ErrorsShown)
            .Select(error => error.ToString())
            .Concat(total > ErrorsShown ? [FormattableString.Invariant($"and {total - ErrorsShown} more")] : []),
        _ => [Sentence(trouble)],
    };

    private static string Sentence(Exception exception) =>
        string.IsNullOrWhiteSpace(exception.Message) ? exception.GetType().Name : exception.Message;
}
