using System.Text;
using FeatureRollout.Flags.Files;
using FeatureRollout.TestKit.Conformance;

namespace FeatureRollout.TestKit;

/// <summary>
/// Content for a provider under test. Each of its flags has a percentage and customers that are always in, said in the same
/// way as definitions and as states: a provider keeps either or both.
/// </summary>
public sealed class ProviderContent
{
    private readonly Lazy<string> _flagFile;
    private readonly Lazy<FlagSet> _flags;

    internal ProviderContent(IReadOnlyList<ContentFlag> expected)
    {
        Expected = expected;
        _flagFile = new(() => ContentText.FlagFile(Expected));
        _flags = new(() => FlagFileReader.Read(Encoding.UTF8.GetBytes(FlagFile), "content"));
        Documents = [.. expected.Select((flag, index) => new FlagDocument
        {
            Key = flag.Key,
            Version = index + 1,
            State = new FlagState { Key = flag.Key, Percentage = flag.Percentage, Added = flag.Customers },
        })];
    }

    /// <summary>As the text of a flag file, definitions alone.</summary>
    public string FlagFile => _flagFile.Value;

    /// <summary>As definitions that have been read.</summary>
    public FlagSet Flags => _flags.Value;

    /// <summary>As documents, states alone; <see cref="RolloutJson"/> writes and reads them, <see cref="FlagDocument.ToStates"/> makes states of them.</summary>
    public IReadOnlyList<FlagDocument> Documents { get; }

    internal IReadOnlyList<ContentFlag> Expected { get; }
}
