using System.Text.Json.Serialization.Metadata;

namespace FeatureRollout.Cli.Operating;

/// <summary>
/// Something that is asked or done, with both of its faces side by side: what the admin API of a running host is sent, and what is called
/// where this program stands before the store itself. Both give the same answer.
/// </summary>
/// <typeparam name="T">The answer, which is what <c>--json</c> prints.</typeparam>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">The path below <c>/api/v2/</c>, escaped, with <c>{environment}</c> for the environment.</param>
/// <param name="Answer">How the host's answer is read; null where it is text as it is, or not looked at.</param>
/// <param name="Locally">The same before the store.</param>
internal sealed record Operation<T>(HttpMethod Method, string Path, JsonTypeInfo<T>? Answer, Func<LocalCall, CancellationToken, Task<T>> Locally)
{
    /// <summary>The body; null for none.</summary>
    public byte[]? Body { get; init; }

    /// <summary>The body where it takes a while to make and only a host needs it; null for <see cref="Body"/>.</summary>
    public Func<byte[]>? MakeBody { get; init; }

    /// <summary>Whether what was last read before the store will do, so that many in a row are quick and of one moment.</summary>
    public bool MayBeOfLastReading { get; init; }

    /// <summary>Why, as the audit keeps it.</summary>
    public string? Reason { get; init; }

    /// <summary>The version that whoever decides has seen; the change is made only if it still stands. Null for whatever stands.</summary>
    public long? IfVersion { get; init; }
}

/// <summary>The answer of what has none of its own.</summary>
internal readonly record struct Done;
