namespace FeatureRollout.Cli.Hygiene;

/// <summary>Finds a flag's key by its characters as they stand in a file, without making a string of each word.</summary>
internal sealed class KeyTable
{
    private readonly Dictionary<string, SourceUses> _uses = new(new ByCharacters());
    private readonly Dictionary<string, SourceUses>.AlternateLookup<ReadOnlySpan<byte>> _byBytes;
    private readonly bool[] _lengths = new bool[129];

    public KeyTable(IEnumerable<string> keys)
    {
        _byBytes = _uses.GetAlternateLookup<ReadOnlySpan<byte>>();
        foreach (var key in keys.Where(key => key.Length < _lengths.Length))
        {
            _uses[key] = new SourceUses();
            _lengths[key.Length] = true;
        }
    }

    public SourceUses Of(string key) => _uses[key];

    /// <summary>The uses of the key that a word is; null where it is none.</summary>
    public SourceUses? Find(ReadOnlySpan<byte> word) => word.Length < _lengths.Length && _lengths[word.Length] && _byBytes.TryGetValue(word, out var uses) ? uses : null;

    /// <summary>Keys are ASCII, so that a character is a byte.</summary>
    private sealed class ByCharacters : IEqualityComparer<string>, IAlternateEqualityComparer<ReadOnlySpan<byte>, string>
    {
        public bool Equals(string? x, string? y) => string.Equals(x, y, StringComparison.Ordinal);

        public int GetHashCode(string key)
        {
            var hash = 2166136261;
            foreach (var unit in key)
            {
                hash = (hash ^ unit) * 16777619;
            }

            return (int)hash;
        }

        public bool Equals(ReadOnlySpan<byte> alternate, string other)
        {
            if (alternate.Length != other.Length)
            {
                return false;
            }

            for (var index = 0; index < alternate.Length; index++)
            {
                if (alternate[index] != other[index])
                {
                    return false;
                }
            }

            return true;
        }

        public int GetHashCode(ReadOnlySpan<byte> alternate)
        {
            var hash = 2166136261;
            foreach (var unit in alternate)
            {
                hash = (hash ^ unit) * 16777619;
            }

            return (int)hash;
        }

        public string Create(ReadOnlySpan<byte> alternate) => System.Text.Encoding.ASCII.GetString(alternate);
    }
}
