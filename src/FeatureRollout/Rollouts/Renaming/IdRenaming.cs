using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using FeatureRollout.Text;

namespace FeatureRollout.Rollouts.Renaming;

/// <summary>Puts another name in an id's place in ids, lists, maps and words. Each gives the same object where nothing is to be done.</summary>
internal sealed class IdRenaming
{
    private const int ShortestNumberInWords = 6;

    private readonly string _id;
    private readonly string _replacement;
    private readonly byte[] _bytes;
    private readonly byte[] _replacementBytes;
    private readonly bool _isSoughtInWords;

    public IdRenaming(string customerId, string replacement)
    {
        _id = customerId;
        _replacement = replacement;
        _bytes = Bytes(customerId, nameof(customerId));
        _replacementBytes = Bytes(replacement, nameof(replacement));
        _isSoughtInWords = customerId.Length >= ShortestNumberInWords || !customerId.All(char.IsAsciiDigit);
    }

    public bool Is([NotNullWhen(true)] string? id) => string.Equals(id, _id, StringComparison.Ordinal);

    public string Id(string id) => Is(id) ? _replacement : id;

    /// <summary>The list in its order. Reads only bytes, and makes nothing where the id is not in it.</summary>
    public CustomerList List(CustomerList list)
    {
        if (!Holds(list.Records))
        {
            return list;
        }

        var builder = new CustomerList.Builder();
        var records = list.Records;
        for (var at = 0; at < records.Length;)
        {
            var id = RecordAt(records, at);
            builder.TryAdd(id.SequenceEqual(_bytes) ? _replacementBytes : id);
            at += 2 + id.Length;
        }

        return builder.Build();
    }

    public Audience Audience(Audience audience)
    {
        var customers = List(audience.Customers);
        return ReferenceEquals(customers, audience.Customers) ? audience : audience with { Customers = customers };
    }

    /// <summary>The fixed answers with the id's under the other name, and without it in anybody's reason.</summary>
    public IReadOnlyDictionary<string, FlagOverride> Overrides(IReadOnlyDictionary<string, FlagOverride> overrides)
    {
        var named = overrides.ContainsKey(_id);
        if (!named && overrides.Values.All(each => ReferenceEquals(each, Override(each))))
        {
            return overrides;
        }

        var renamed = new Dictionary<string, FlagOverride>(overrides.Count, StringComparer.Ordinal);
        foreach (var (customer, answer) in overrides)
        {
            renamed[Id(customer)] = Override(answer);
        }

        return renamed;
    }

    /// <summary>A text in which the id stands nowhere as a whole word; <paramref name="always"/> also where it is only a few digits.</summary>
    [return: NotNullIfNotNull(nameof(text))]
    public string? Words(string? text, bool always = false) => text is not null && (always || _isSoughtInWords) ? Replaced(text) : text;

    public bool IsInWords(string text) => !ReferenceEquals(text, Words(text));

    private FlagOverride Override(FlagOverride answer)
    {
        var reason = Words(answer.Reason);
        return ReferenceEquals(reason, answer.Reason) ? answer : answer with { Reason = reason };
    }

    private bool Holds(byte[] records)
    {
        for (var at = 0; at < records.Length;)
        {
            var id = RecordAt(records, at);
            if (id.SequenceEqual(_bytes))
            {
                return true;
            }

            at += 2 + id.Length;
        }

        return false;
    }

    private string Replaced(string text)
    {
        StringBuilder? replaced = null;
        var done = 0;
        for (var from = 0; text.IndexOf(_id, from, StringComparison.Ordinal) is >= 0 and var at;)
        {
            var end = at + _id.Length;
            if (IsWithinWord(text, at) || IsWithinWord(text, end))
            {
                from = at + 1;
                continue;
            }

            (replaced ??= new StringBuilder()).Append(text, done, at - done).Append(_replacement);
            done = from = end;
        }

        return replaced is null ? text : replaced.Append(text, done, text.Length - done).ToString();
    }

    /// <summary>Whether a word, or a surrogate pair, goes on over a place.</summary>
    private static bool IsWithinWord(string text, int at) =>
        at > 0 && at < text.Length && (char.IsSurrogatePair(text[at - 1], text[at]) || (IsOfWord(text[at - 1]) && IsOfWord(text[at])));

    private static bool IsOfWord(char unit) => char.IsLetterOrDigit(unit) || unit == '_';

    private static ReadOnlySpan<byte> RecordAt(byte[] records, int at) => records.AsSpan(at + 2, BinaryPrimitives.ReadUInt16LittleEndian(records.AsSpan(at)));

    private static byte[] Bytes(string id, string parameter)
    {
        ArgumentException.ThrowIfNullOrEmpty(id, parameter);
        Span<byte> bytes = stackalloc byte[CustomerList.MaximumIdLength];
        return Wtf8.TryGetBytes(id, bytes, out var written)
            ? bytes[..written].ToArray()
            : throw new ArgumentException($"A customer id that is stored has 1 to {CustomerList.MaximumIdLength} UTF-8 bytes.", parameter);
    }
}
