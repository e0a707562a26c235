using System.Text;

namespace FeatureRollout.TypedFlags.Files;

/// <summary>Makes names of C# of flag keys: <c>search-v2</c> is <c>SearchV2</c>, <c>checkout.fast_lane</c> is <c>Checkout_FastLane</c>.</summary>
internal static class MemberName
{
    /// <summary>What every class has, and what stands beside the flags.</summary>
    private static readonly string[] Taken =
        ["Equals", "Finalize", "Flags", "GetHashCode", "GetType", "Keys", "MemberwiseClone", "ReferenceEquals", "ToString"];

    /// <summary>The name for a valid key. Keys that the flag file takes side by side have different names, but for odd ones such as <c>.1</c> and <c>1</c>.</summary>
    public static string Of(string key)
    {
        var name = new StringBuilder(key.Length + 1);
        var begins = true;
        foreach (var unit in key)
        {
            if (unit is '-' or '_')
            {
                begins = true;
                continue;
            }

            _ = name.Append(unit == '.' ? '_' : begins ? char.ToUpperInvariant(unit) : unit);
            begins = unit == '.';
        }

        if (name.Length == 0 || char.IsDigit(name[0]))
        {
            _ = name.Insert(0, '_');
        }

        var made = name.ToString();
        return System.Array.IndexOf(Taken, made) >= 0 ? made + "Flag" : made;
    }
}
