using FeatureRollout.Cli.Importing.Sources;
using FeatureRollout.Cli.Terminal;

namespace FeatureRollout.Cli.Importing;

/// <summary>What an importer has found so far.</summary>
internal sealed class Import
{
    private readonly Dictionary<string, FlagDefinition> _flags = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SegmentDefinition> _segments = new(StringComparer.Ordinal);
    private readonly List<ImportNote> _notes = [];
    private readonly ImportedKeys _keys = new();
    private readonly ImportedKeys _segmentNames = new();
    private readonly Dictionary<string, SourceNode> _places = new(StringComparer.Ordinal);
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);

    /// <summary>The attribute that is the customer's id where the tool leaves the choice; null for the tool's own.</summary>
    public string? CustomerAttribute { get; init; }

    /// <summary>The flags so far, by their keys here.</summary>
    public IReadOnlyDictionary<string, FlagDefinition> Flags => _flags;

    /// <summary>The segments so far, by name.</summary>
    public IReadOnlyDictionary<string, SegmentDefinition> Segments => _segments;

    /// <summary>What was noted so far.</summary>
    public IReadOnlyList<ImportNote> Notes => _notes;

    /// <summary>Says, before the first is asked for, which flags there are: those whose names are keys here keep them.</summary>
    /// <param name="originals">The tool's keys.</param>
    public void Expect(IEnumerable<string> originals) => _keys.Keep(originals);

    /// <summary>The key here of a flag of another tool: its own, or the nearest that is valid and free; another one is told once.</summary>
    /// <param name="at">Where the original stands.</param>
    /// <param name="original">The tool's key.</param>
    public string KeyFor(SourceNode at, string original)
    {
        var key = _keys.For(original);
        _ = _places.TryAdd(key, at);
        if (key != original)
        {
            TellOnce(at, $"\"{original}\" is no key here, or too like another; code asks for \"{key}\".");
        }

        return key;
    }

    /// <summary>The name here of a segment of another tool.</summary>
    /// <param name="original">The tool's name.</param>
    public string SegmentFor(string original) => _segmentNames.For(original);

    /// <summary>A name for a segment that no other has.</summary>
    /// <param name="like">What it is called after.</param>
    public string FreeSegment(string like) => _segmentNames.Free(like);

    /// <summary>Takes a flag whose key is of <see cref="KeyFor"/>; see <see cref="FittedFlag"/> for what is made fit for a file.</summary>
    /// <exception cref="CliException">There is one of this key.</exception>
    public void Add(FlagDefinition flag)
    {
        if (!_flags.TryAdd(flag.Key, FittedFlag.Of(flag, _places.GetValueOrDefault(flag.Key), this)))
        {
            throw new CliException(ExitCodes.Data, $"Two flags are called \"{Plain.Text(flag.Key)}\".");
        }
    }

    /// <summary>Takes a segment whose name is of <see cref="SegmentFor"/>.</summary>
    /// <exception cref="CliException">There is one of this name.</exception>
    public void Add(SegmentDefinition segment)
    {
        if (!_segments.TryAdd(segment.Name, segment))
        {
            throw new CliException(ExitCodes.Data, $"Two segments are called \"{Plain.Text(segment.Name)}\".");
        }
    }

    /// <summary>Notes something that is not carried: somebody's experience may change, or something is lost.</summary>
    /// <param name="at">Where it stands.</param>
    /// <param name="what">What it is and what happens instead, as a sentence.</param>
    public void Lose(SourceNode at, string what) => _notes.Add(new ImportNote(ImportNoteKind.Lost, at.Line, at.Column, at.Path, what));

    /// <summary>Notes what is neither read nor known to change no answer.</summary>
    /// <param name="members">What stands in a map.</param>
    /// <param name="known">The names of the rest.</param>
    /// <param name="names">How names are compared; null for exactly.</param>
    public void LoseOthers(IEnumerable<SourceMember> members, IReadOnlyCollection<string> known, IEqualityComparer<string>? names = null)
    {
        foreach (var (name, value) in members.Where(member => !known.Contains(member.Name, names ?? StringComparer.Ordinal)))
        {
            Lose(value, $"\"{name}\" is not known here and not carried.");
        }
    }

    /// <summary>Notes something that is carried, but that people should know, such as another key.</summary>
    public void Tell(SourceNode at, string what) => _notes.Add(new ImportNote(ImportNoteKind.Told, at.Line, at.Column, at.Path, what));

    /// <summary>The same where the first place is enough.</summary>
    /// <param name="at">Where it stands.</param>
    /// <param name="what">What it is, as a sentence.</param>
    /// <param name="about">What is told of once; null for the sentence itself.</param>
    public void TellOnce(SourceNode at, string what, string? about = null)
    {
        if (_told.Add(about ?? what))
        {
            Tell(at, what);
        }
    }
}

/// <summary>Whether something got lost.</summary>
internal enum ImportNoteKind
{
    /// <summary>Carried, but good to know.</summary>
    Told,

    /// <summary>Not carried; <c>--strict</c> refuses it.</summary>
    Lost,
}

/// <summary>One line about one place of a foreign file.</summary>
internal sealed record ImportNote(ImportNoteKind Kind, int Line, int Column, string Path, string Message)
{
    /// <summary>The message as it is shown, whichever way its importer begins sentences.</summary>
    public string Sentence => Message.Length > 0 ? char.ToUpperInvariant(Message[0]) + Message[1..] : "";
}
