using System.Globalization;

namespace FeatureRollout.Evaluation;

/// <summary>An attribute with its name.</summary>
internal readonly record struct AttributeEntry(string Name, AttributeValue Value);

/// <summary>What kind of value an attribute has.</summary>
internal enum AttributeKind : byte
{
    Missing,
    Text,
    Number,
    Boolean,
    Time,
    Texts,
}

/// <summary>One attribute's value, unboxed.</summary>
internal readonly struct AttributeValue
{
    /// <summary>Marks a number that was given as a whole one, whose bits are then that number.</summary>
    private static readonly object IsInteger = new();

    private readonly object? _reference;
    private readonly long _bits;

    public AttributeValue(string? text)
    {
        _reference = text;
        Kind = text is null ? AttributeKind.Missing : AttributeKind.Text;
    }

    public AttributeValue(double number)
    {
        _bits = BitConverter.DoubleToInt64Bits(number);
        Kind = AttributeKind.Number;
    }

    public AttributeValue(long number)
    {
        _bits = number;
        _reference = IsInteger;
        Kind = AttributeKind.Number;
    }

    public AttributeValue(bool value)
    {
        _bits = value ? 1 : 0;
        Kind = AttributeKind.Boolean;
    }

    public AttributeValue(DateTimeOffset time)
    {
        _bits = time.UtcTicks;
        Kind = AttributeKind.Time;
    }

    public AttributeValue(string[] texts)
    {
        _reference = texts;
        Kind = AttributeKind.Texts;
    }

    public AttributeKind Kind { get; }

    /// <summary>The text, of an attribute of kind <see cref="AttributeKind.Text"/>.</summary>
    public string Text => (string)_reference!;

    /// <summary>The number, of an attribute of kind <see cref="AttributeKind.Number"/>.</summary>
    public double Number => _reference is null ? BitConverter.Int64BitsToDouble(_bits) : _bits;

    /// <summary>Writes a number in its shortest invariant form, a whole one exactly.</summary>
    public bool TryFormatNumber(Span<char> text, out int length) => _reference is null
        ? Number.TryFormat(text, out length, default, CultureInfo.InvariantCulture)
        : _bits.TryFormat(text, out length, default, CultureInfo.InvariantCulture);

    /// <summary>The truth value, of an attribute of kind <see cref="AttributeKind.Boolean"/>.</summary>
    public bool Boolean => _bits != 0;

    /// <summary>UTC ticks, of an attribute of kind <see cref="AttributeKind.Time"/>.</summary>
    public long UtcTicks => _bits;

    /// <summary>The texts, of an attribute of kind <see cref="AttributeKind.Texts"/>.</summary>
    public string[] Texts => (string[])_reference!;
}
