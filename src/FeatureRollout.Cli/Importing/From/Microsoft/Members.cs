using System.Globalization;
using FeatureRollout.Cli.Importing.Sources;

namespace FeatureRollout.Cli.Importing.From.Microsoft;

/// <summary>What sections should have, and what should be in them.</summary>
internal static class Members
{
    /// <summary>Notes what is in a section beside these.</summary>
    public static void NoteOthers(Import import, Setting setting, params string[] known) =>
        import.LoseOthers(setting.Children.Select(child => new SourceMember(child.Name, child.At)), known, StringComparer.OrdinalIgnoreCase);

    /// <summary>A truth value; null, and noted, where it is none; false where it is not there.</summary>
    public static bool? ReadBoolean(Import import, Setting parent, string name, string otherwise)
    {
        if (parent.Text(name) is not { } text)
        {
            return false;
        }

        if (bool.TryParse(text, out var value))
        {
            return value;
        }

        import.Lose(parent[name]!.At, $"this is neither true nor false; {otherwise}.");
        return null;
    }

    /// <summary>A share from 0 to 100 in thousandths, finer ones cut; null, and noted, where it is none; 0 where it is not there.</summary>
    public static int? ReadShare(Import import, Setting parent, string name, string otherwise)
    {
        if (parent.Text(name) is not { } text)
        {
            return 0;
        }

        var at = parent[name]!.At;
        if (!double.TryParse(text, NumberStyles.Float | NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out var share) || share is not (>= 0 and <= 100))
        {
            import.Lose(at, $"this is no share from 0 to 100; {otherwise}.");
            return null;
        }

        var exact = (decimal)share * 1000;
        var thousandths = (int)decimal.Floor(exact);
        if (thousandths != exact)
        {
            import.Lose(at, string.Create(CultureInfo.InvariantCulture, $"shares have at most three decimals here: it becomes {thousandths / 1000m}."));
        }

        return thousandths;
    }
}
