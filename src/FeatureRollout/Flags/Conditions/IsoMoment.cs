namespace FeatureRollout.Flags.Conditions;

/// <summary>
/// Moments in the extended form of ISO 8601: <c>yyyy-MM-dd</c>, which is midnight UTC, or
/// <c>yyyy-MM-ddTHH:mm[:ss[.fraction]]</c> followed by <c>Z</c>, an offset such as <c>+02:00</c>, or nothing, which is UTC.
/// A fraction has one to nine digits and is cut after the seventh.
/// </summary>
internal static class IsoMoment
{
    /// <summary>Reads a moment as ticks of UTC; false for any other form and for a date that is not in the calendar.</summary>
    public static bool TryRead(ReadOnlySpan<char> text, out long utcTicks)
    {
        utcTicks = 0;
        if (text.Length < 10
            || !TryReadDigits(text[..4], out var year) || text[4] != '-'
            || !TryReadDigits(text.Slice(5, 2), out var month) || text[7] != '-'
            || !TryReadDigits(text.Slice(8, 2), out var day)
            || year == 0 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month))
        {
            return false;
        }

        var ticks = new DateTime(year, month, day, 0, 0, 0, DateTimeKind.Utc).Ticks;
        if (text.Length > 10)
        {
            var rest = text[11..];
            if (text[10] != 'T' || !TryReadTime(ref rest, out var time) || !TryReadOffset(rest, out var offset))
            {
                return false;
            }

            ticks += time - offset;
        }

        utcTicks = ticks;
        return ticks >= DateTime.MinValue.Ticks && ticks <= DateTime.MaxValue.Ticks;
    }

    private static bool TryReadTime(ref ReadOnlySpan<char> rest, out long ticks)
    {
        ticks = 0;
        if (rest.Length < 5
            || !TryReadDigits(rest[..2], out var hour) || hour > 23 || rest[2] != ':'
            || !TryReadDigits(rest.Slice(3, 2), out var minute) || minute > 59)
        {
            return false;
        }

        ticks = (hour * TimeSpan.TicksPerHour) + (minute * TimeSpan.TicksPerMinute);
        rest = rest[5..];
        if (rest is not [':', ..])
        {
            return true;
        }

        if (rest.Length < 3 || !TryReadDigits(rest.Slice(1, 2), out var second) || second > 59)
        {
            return false;
        }

        ticks += second * TimeSpan.TicksPerSecond;
        rest = rest[3..];
        return rest is not ['.', ..] || TryReadFraction(ref rest, ref ticks);
    }

    private static bool TryReadFraction(ref ReadOnlySpan<char> rest, ref long ticks)
    {
        rest = rest[1..];
        var count = AsciiDigits.CountAtStart(rest);
        if (count is 0 or > 9)
        {
            return false;
        }

        var unit = TimeSpan.TicksPerSecond;
        foreach (var digit in rest[..count])
        {
            unit /= 10;
            ticks += (digit - '0') * unit;
        }

        rest = rest[count..];
        return true;
    }

    private static bool TryReadOffset(ReadOnlySpan<char> rest, out long ticks)
    {
        ticks = 0;
        if (rest is [] or ['Z'])
        {
            return true;
        }

        if (rest is not ['+' or '-', _, _, ':', _, _]
            || !TryReadDigits(rest.Slice(1, 2), out var hours)
            || !TryReadDigits(rest.Slice(4, 2), out var minutes)
            || minutes > 59
            || (hours * 60) + minutes > 14 * 60)
        {
            return false;
        }

        ticks = ((hours * 60) + minutes) * TimeSpan.TicksPerMinute * (rest[0] == '-' ? -1 : 1);
        return true;
    }

    private static bool TryReadDigits(ReadOnlySpan<char> text, out int value)
    {
        value = 0;
        foreach (var character in text)
        {
            if (!char.IsAsciiDigit(character))
            {
                return false;
            }

            value = (value * 10) + (character - '0');
        }

        return true;
    }
}
