namespace FeatureRollout.Flags.Files;

/// <summary>What one reading of one document gathers and obeys besides what it returns.</summary>
internal sealed class FileReading
{
    /// <summary>The bucketings that a flag may name; null where any is taken.</summary>
    public IReadOnlyCollection<string>? Bucketings { get; init; }

    /// <summary>
    /// Whether the document is a stored one, written by a program: members that are unknown here are passed over,
    /// because a newer version may have written them, and what
    /// other parts of the library let through is let through here.
    /// </summary>
    public bool IsStored { get; init; }

    /// <summary>What is wrong.</summary>
    public FileErrors Errors { get; } = new();

    /// <summary>What is doubtful, and refuses nothing.</summary>
    public FileErrors Warnings { get; } = new();

    /// <summary>The byte offsets of the parts of plans, each by its own object.</summary>
    public Dictionary<object, int> Places { get; } = new(ReferenceEqualityComparer.Instance);

    /// <summary>The conditions read so far by their text: many flags have the same ones, and then share them.</summary>
    public Dictionary<string, Condition> Conditions { get; } = new(StringComparer.Ordinal);

    /// <summary>Where flags and segments name others.</summary>
    public List<FileReference> References { get; } = [];
}

/// <summary>A place at which a flag or segment names another.</summary>
/// <param name="Owner">Whose member it is.</param>
/// <param name="Member">The member, as it stands in the file.</param>
/// <param name="Name">The name given there; empty where the place is a condition, whatever it names.</param>
/// <param name="At">The byte offset.</param>
internal readonly record struct FileReference(Owner Owner, string Member, string Name, int At);

/// <summary>A flag or a segment.</summary>
/// <param name="IsSegment">Whether it is a segment.</param>
/// <param name="Name">The flag's key or the segment's name.</param>
internal readonly record struct Owner(bool IsSegment, string Name)
{
    /// <summary>A flag.</summary>
    public static Owner Flag(string key) => new(IsSegment: false, key);

    /// <summary>A segment.</summary>
    public static Owner Segment(string name) => new(IsSegment: true, name);

    /// <summary>The owner in words, such as <c>flag "search"</c>.</summary>
    public override string ToString() => $"{(IsSegment ? "segment" : "flag")} \"{Name}\"";
}
