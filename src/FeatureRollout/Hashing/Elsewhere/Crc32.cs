namespace FeatureRollout.Hashing.Elsewhere;

/// <summary>CRC-32 of zlib and IEEE 802.3, reflected polynomial EDB88320.</summary>
internal static class Crc32
{
    private static readonly uint[] Table = MakeTable();

    public static uint Hash(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var each in bytes)
        {
            crc = (crc >> 8) ^ Table[(byte)(crc ^ each)];
        }

        return ~crc;
    }

    private static uint[] MakeTable()
    {
        var table = new uint[256];
        for (var i = 0u; i < table.Length; i++)
        {
            var entry = i;
            for (var bit = 0; bit < 8; bit++)
            {
                entry = (entry >> 1) ^ (0xEDB88320 & (0u - (entry & 1)));
            }

            table[i] = entry;
        }

        return table;
    }
}
