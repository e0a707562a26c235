using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace FeatureRollout.FeatureManagement.Tests.App;

/// <summary>Who gets what of the application's features, worked out by hand.</summary>
public static class Reference
{
    public static bool Half(string user) => Percent(user, "Half") < 50;

    public static bool Checkout(string user, params string[] groups) =>
        user != "Mark" && !groups.Contains("Press", StringComparer.Ordinal)
        && (user is "Jeff" or "Anne"
            || groups.Contains("Ring0", StringComparer.Ordinal)
            || (groups.Contains("Ring1", StringComparer.Ordinal) && Percent(user, "Checkout\nRing1") < 40)
            || Percent(user, "Checkout") < 12.5);

    public static string? Greeting(string user) =>
        Percent(user, "Greeting") >= 80 ? null : Percent(user, "allocation\nGreeting") < 30 ? "Short" : "Long";

    public static string Colour(string user) => Percent(user, "palette") < 10 ? "Red" : "Blue";

    private static double Percent(string user, string hint) =>
        BinaryPrimitives.ReadUInt32LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"{user}\n{hint}"))) / (double)uint.MaxValue * 100;
}
