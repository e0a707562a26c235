namespace FeatureRollout.TestKit.Conformance;

/// <summary>The rules, each as <c>docs/providers.md</c> has it.</summary>
internal static class Rules
{
    public static readonly Rule Works = new("G1", "A call within the rules succeeds, and in good time.");
    public static readonly Rule Cancels = new("G2", "A call that is cancelled ends with OperationCanceledException; cancelled beforehand it changes nothing.");
    public static readonly Rule Isolates = new("G3", "Environments share nothing, and their names are told apart by case.");
    public static readonly Rule Survives = new("G4", "What was stored is there when the storage is opened again.");
    public static readonly Rule Closes = new("G5", "After disposal no call gives content and no wait goes on; disposing twice is allowed, and others who opened the storage notice nothing.");

    public static readonly Rule HasName = new("P1", "The name is not blank and stays the same.");
    public static readonly Rule IsExact = new("P2", "A reading gives what is there, whole and exact, whatever its keys and ids hold.");
    public static readonly Rule IsOneMoment = new("P3", "A reading never mixes two versions.");
    public static readonly Rule Wakes = new("P4", "A wait ends when the content is no longer what the caller knows, also where that changed before the wait.");
    public static readonly Rule Rests = new("P5", "A wait without a change rests; it may end early at times but does not spin.");
    public static readonly Rule Serves = new("P6", "A client with the provider answers by its content and follows each change.");

    public static readonly Rule Compares = new("S1", "A write names the version that it read and leads to the next; of any other version it gives null and changes nothing.");
    public static readonly Rule IsAtomic = new("S2", "A document and its events are written together or not at all.");
    public static readonly Rule Stamps = new("S3", "The store stamps version, clock and rising sequences on the document and its events.");
    public static readonly Rule ShowsWrites = new("S4", "What was written is read at once by everyone who has opened the storage.");
    public static readonly Rule ReadsEvents = new("S5", "Events are read by rising sequence, each once, by key, place and number.");
    public static readonly Rule Refuses = new("S6", "What cannot be stored is refused with ArgumentException before anything is touched.");
    public static readonly Rule KeepsTime = new("S7", "The store's clock does not run backwards.");
    public static readonly Rule Remembers = new("S8", "What the controller remembers is replaced whole, and counts as no change.");
    public static readonly Rule Restores = new("S9", "A restore is exact and all or nothing, and replaces only where asked to; a store without it throws NotSupportedException.");
    public static readonly Rule Erases = new("S10", "Erasing a customer changes each of its events and no other; a store without it throws NotSupportedException.");
    public static readonly Rule Projects = new("S11", "States are those of FlagDocument.ToStates over all documents.");

    public static readonly Rule OneHolder = new("L1", "One process at a time holds the lease.");
    public static readonly Rule Epochs = new("L2", "Each taking raises the epoch for good; prolonging keeps it and moves the end.");
    public static readonly Rule Ends = new("L3", "A lease ends by the store's clock or when it is released; releasing one that is no longer held does nothing.");
    public static readonly Rule Fences = new("L4", "A write under a lease that has ended or passed to another throws ControllerLeaseLostException and writes nothing.");

    public static readonly Rule CountsOnce = new("O1", "A batch counts once, however often it is sent; after a later one of its process it adds nothing.");
    public static readonly Rule AddsWhole = new("O2", "A batch is added whole; one with a part out of range is refused with ArgumentException and adds nothing.");
    public static readonly Rule Dates = new("O3", "The time of an outcome is the store's clock less its age.");
    public static readonly Rule ReadsOn = new("O4", "Readings from cursor to cursor give each count once and leave none out, whatever is added or compacted between.");
    public static readonly Rule Compacts = new("O5", "Compaction keeps every sum of what is kept.");
    public static readonly Rule TellsErrors = new("O6", "Errors are told newest first, at most 100, with the 64 most frequent; a batch that is repeated adds none.");

    public static readonly Rule Reports = new("F1", "A report replaces the one before; a version is served since the store's clock less the time told, and the last 32 are kept.");
    public static readonly Rule Lists = new("F2", "A process is listed, by name, until its report expires or it withdraws.");
    public static readonly Rule Versions = new("F3", "FlagSet.Version is a whole number that grows with every write; a key's version is that of its last write, 0 for none.");

    /// <summary>All of them, in the order of the page.</summary>
    public static IReadOnlyList<Rule> All { get; } =
    [
        Works, Cancels, Isolates, Survives, Closes,
        HasName, IsExact, IsOneMoment, Wakes, Rests, Serves,
        Compares, IsAtomic, Stamps, ShowsWrites, ReadsEvents, Refuses, KeepsTime, Remembers, Restores, Erases, Projects,
        OneHolder, Epochs, Ends, Fences,
        CountsOnce, AddsWhole, Dates, ReadsOn, Compacts, TellsErrors,
        Reports, Lists, Versions,
    ];
}
