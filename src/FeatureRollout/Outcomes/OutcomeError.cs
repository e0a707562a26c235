using System.Text;

namespace FeatureRollout;

/// <summary>What went wrong in a piece of work, for people to read. What is too long is cut when it is made, so that it can be kept.</summary>
public sealed class OutcomeError
{
    private const int LongestText = 256;
    private const int LongestMetadataKey = 64;
    private const int LongestMetadataValue = 256;
    private const int MostMetadata = 8;
    private const int LongestCustomerId = 512;

    private static readonly Dictionary<string, string> NoMetadata = new(StringComparer.Ordinal);

    /// <summary>An error.</summary>
    /// <param name="text">The error in short, such as an exception's type and message; cut after 256 characters. Equal texts are counted together.</param>
    /// <param name="customerId">Whose work it was; dropped where it is longer than 512 UTF-8 bytes.</param>
    /// <param name="metadata">What else is worth knowing: the first 8, names cut after 64 and values after 256 characters. It is copied.</param>
    public OutcomeError(string text, string? customerId = null, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        Text = Clip(text, LongestText);
        CustomerId = string.IsNullOrEmpty(customerId) || Encoding.UTF8.GetByteCount(customerId) > LongestCustomerId ? null : customerId;
        Metadata = metadata is { Count: > 0 } ? Copy(metadata) : NoMetadata;
    }

    /// <summary>The error in short.</summary>
    public string Text { get; }

    /// <summary>Whose work it was; null where that is not known.</summary>
    public string? CustomerId { get; }

    /// <summary>What else is worth knowing.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>The type and message of an exception.</summary>
    /// <param name="exception">What was thrown.</param>
    /// <param name="customerId">As above.</param>
    /// <param name="metadata">As above.</param>
    public static OutcomeError Of(Exception exception, string? customerId = null, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentNullException.ThrowIfNull(exception);
        return new OutcomeError($"{exception.GetType().Name}: {exception.Message}", customerId, metadata);
    }

    private static Dictionary<string, string> Copy(IReadOnlyDictionary<string, string> metadata)
    {
        var copy = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in metadata.Take(MostMetadata))
        {
            copy[Clip(name, LongestMetadataKey)] = Clip(value ?? "", LongestMetadataValue);
        }

        return copy;
    }

    /// <summary>The beginning, with no surrogate pair cut in two.</summary>
    private static string Clip(string text, int longest) =>
        text.Length <= longest ? text : text[..(char.IsHighSurrogate(text[longest - 1]) ? longest - 1 : longest)];
}
