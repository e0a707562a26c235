using System.Buffers.Text;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using FeatureRollout.Access;

namespace FeatureRollout.Ofrep;

/// <summary>
/// What stands in for an API key in a stream's address, since a browser's EventSource sends no headers: it opens the stream and nothing else, for
/// this day and the next, and tells nothing of the key. Made of key and day alone, so that every process gives and takes the same ones
/// and the bulk answer's ETag holds for a day.
/// </summary>
internal sealed class StreamTickets(IEnumerable<FeatureRolloutApiKey> keys, TimeProvider time)
{
    private const int Bytes = 16;

    private readonly (string Name, byte[] Secret)[] _secrets =
        [.. keys.Select(key => (key.Name, SHA256.HashData(Encoding.UTF8.GetBytes("ofrep event stream\0" + key.Key))))];

    /// <summary>Today's ticket of the key's holder; null where no key has that name.</summary>
    public string? For(Caller caller)
    {
        var found = Array.Find(_secrets, each => each.Name == caller.Name);
        return found.Secret is null ? null : Ticket(found.Secret, Today);
    }

    /// <summary>Whether it is one of today's or yesterday's; tomorrow's too, for the processes' clocks differ.</summary>
    public bool IsGood(string? ticket)
    {
        if (string.IsNullOrEmpty(ticket))
        {
            return false;
        }

        var given = Encoding.UTF8.GetBytes(ticket);
        var (isGood, today) = (false, Today);
        foreach (var (_, secret) in _secrets)
        {
            for (var day = today - 1; day <= today + 1; day++)
            {
                isGood |= CryptographicOperations.FixedTimeEquals(given, Encoding.UTF8.GetBytes(Ticket(secret, day)));
            }
        }

        return isGood;
    }

    private long Today => time.GetUtcNow().UtcTicks / TimeSpan.TicksPerDay;

    private static string Ticket(byte[] secret, long day)
    {
        Span<byte> message = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(message, day);
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(secret, message, hash);
        return Base64Url.EncodeToString(hash[..Bytes]);
    }
}
