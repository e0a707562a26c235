using FeatureRollout.Evaluation;

namespace FeatureRollout.Cli.Customers.Reading;

/// <summary>A customer of a list, with what the list says about them.</summary>
/// <param name="id">The id; never empty.</param>
/// <param name="line">The line on which it begins, from 1.</param>
internal abstract class CustomerRow(string id, long line)
{
    private const int AroundRow = 40;
    private const int AroundValue = 6;
    private const int Escaped = 6;

    public string Id => id;

    public long Line => line;

    /// <summary>The attributes that it has, without the id.</summary>
    public abstract IEnumerable<AttributeEntry> Attributes { get; }

    /// <summary>An attribute, of kind missing where there is none. <c>customerId</c> is the id.</summary>
    public AttributeValue Get(string name) => name == EvaluationContext.CustomerIdName ? new AttributeValue(id) : Find(name);

    /// <summary>The customer as evaluation asks about one.</summary>
    /// <param name="names">The attributes that matter; null for all.</param>
    public EvaluationContext ToContext(IReadOnlyList<string>? names = null)
    {
        var context = EvaluationContext.For(id);
        foreach (var (name, value) in names is null ? Attributes : names.Select(name => new AttributeEntry(name, Find(name))))
        {
            context = value.Kind switch
            {
                AttributeKind.Text => context.With(name, value.Text),
                AttributeKind.Number => context.With(name, value.Number),
                AttributeKind.Boolean => context.With(name, value.Boolean),
                AttributeKind.Texts => context.With(name, value.Texts),
                _ => context,
            };
        }

        return context;
    }

    /// <summary>How many bytes of JSON it takes at most where it is sent.</summary>
    public int WireSize => Attributes.Aggregate(AroundRow + SizeOf(id), static (size, attribute) => size + AroundValue + SizeOf(attribute.Name) + attribute.Value.Kind switch
    {
        AttributeKind.Text => SizeOf(attribute.Value.Text),
        AttributeKind.Texts => attribute.Value.Texts.Sum(static text => AroundValue + SizeOf(text)),
        _ => AroundRow,
    });

    protected abstract AttributeValue Find(string name);

    private static int SizeOf(string text)
    {
        var size = text.Length;
        foreach (var character in text)
        {
            size += char.IsAsciiLetterOrDigit(character) || character is ' ' or '-' or '_' or '.' ? 0 : Escaped - 1;
        }

        return size;
    }
}
