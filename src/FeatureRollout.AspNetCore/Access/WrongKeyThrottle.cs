using System.Buffers.Binary;
using System.Net;
using Microsoft.Extensions.Logging;

namespace FeatureRollout.Access;

/// <summary>
/// Lets each address show ten wrong keys a minute. While it has shown that many, every key from it is refused alike, right or wrong, so that
/// guessing on tells nothing; only a key that was right from the same address before goes on working, so that one guesser behind an office's
/// address does not lock the office out. The block ends with the minute, whatever was tried meanwhile. Thread-safe.
/// </summary>
/// <remarks>
/// Minutes are counted for all addresses at once, so that the table is emptied as a whole and needs no sweeping. Addresses that find it full
/// share one count. Only right keys get into the memory of right keys, so that guessers cannot push anybody out.
/// </remarks>
internal sealed class WrongKeyThrottle(TimeProvider time, ILogger logger)
{
    public const int MostWrong = 10;
    public const int MostAddresses = 4096;
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<Origin, int> _wrong = [];
    private readonly HashSet<(Origin From, int Holder)> _right = [];
    private long _windowStart = time.GetTimestamp();

    /// <summary>Passes a right key and counts a wrong one.</summary>
    /// <param name="address">Where it came from; null where that is not known.</param>
    /// <param name="holder">Whose key it is, or <see cref="ApiKeyRing.Nobody"/>.</param>
    /// <returns>Null where the answer may be told, else after how long to try again.</returns>
    public TimeSpan? Judge(IPAddress? address, int holder)
    {
        var from = Origin.Of(address);
        lock (_lock)
        {
            var elapsed = StartWindow();
            if (holder != ApiKeyRing.Nobody && _right.Contains((from, holder)))
            {
                return null;
            }

            var counted = Counted(from);
            var wrong = _wrong.GetValueOrDefault(counted);
            if (wrong >= MostWrong)
            {
                return Window - elapsed;
            }

            if (holder != ApiKeyRing.Nobody)
            {
                Remember(from, holder);
                return null;
            }

            _wrong[counted] = wrong + 1;
            if (wrong + 1 < MostWrong)
            {
                return null;
            }
        }

        AccessLog.Throttled(logger, address, MostWrong);
        return null;
    }

    /// <summary>Takes back one that was counted as wrong and turned out to be no key at all.</summary>
    public void Forgive(IPAddress? address)
    {
        lock (_lock)
        {
            _ = StartWindow();
            var counted = Counted(Origin.Of(address));
            if (_wrong.TryGetValue(counted, out var wrong) && wrong > 0)
            {
                _wrong[counted] = wrong - 1;
            }
        }
    }

    private TimeSpan StartWindow()
    {
        var elapsed = time.GetElapsedTime(_windowStart);
        if (elapsed < Window)
        {
            return elapsed;
        }

        _windowStart = time.GetTimestamp();
        _wrong.Clear();
        return TimeSpan.Zero;
    }

    private Origin Counted(Origin from) => _wrong.Count < MostAddresses || _wrong.ContainsKey(from) ? from : Origin.Others;

    private void Remember(Origin from, int holder)
    {
        if (_right.Count >= MostAddresses)
        {
            _right.Clear();
        }

        _right.Add((from, holder));
    }

    /// <summary>An IPv4 address, or the 64 bits of an IPv6 address that one customer of a provider has for himself.</summary>
    private readonly record struct Origin(int Family, ulong Bits)
    {
        public static readonly Origin Others = new(-1, 0);

        public static Origin Of(IPAddress? address)
        {
            Span<byte> bytes = stackalloc byte[16];
            if (address is null)
            {
                return default;
            }

            if (address.IsIPv4MappedToIPv6)
            {
                address = address.MapToIPv4();
            }

            return address.TryWriteBytes(bytes, out var written) && written == 4
                ? new Origin(4, BinaryPrimitives.ReadUInt32BigEndian(bytes))
                : new Origin(6, BinaryPrimitives.ReadUInt64BigEndian(bytes));
        }
    }
}
