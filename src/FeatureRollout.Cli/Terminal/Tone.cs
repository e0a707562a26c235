using Spectre.Console;

namespace FeatureRollout.Cli.Terminal;

/// <summary>What a colour means. It never stands alone: the words say the same.</summary>
internal enum Tone
{
    Plain,

    /// <summary>Less than the rest.</summary>
    Quiet,

    /// <summary>A heading, or what everything else is about.</summary>
    Strong,

    /// <summary>The name of what is shown.</summary>
    Title,

    Good,

    /// <summary>Somebody should look at it.</summary>
    Attention,

    Bad,
}

/// <summary>Tones as a terminal shows them.</summary>
internal static class Tones
{
    private static readonly Style Quiet = new(decoration: Decoration.Dim);
    private static readonly Style Strong = new(decoration: Decoration.Bold);
    private static readonly Style Title = new(Color.Teal, decoration: Decoration.Bold);
    private static readonly Style Good = new(Color.Green);
    private static readonly Style Attention = new(Color.Olive);
    private static readonly Style Bad = new(Color.Maroon, decoration: Decoration.Bold);

    public static Style Of(Tone tone) => tone switch
    {
        Tone.Quiet => Quiet,
        Tone.Strong => Strong,
        Tone.Title => Title,
        Tone.Good => Good,
        Tone.Attention => Attention,
        Tone.Bad => Bad,
        _ => Style.Plain,
    };

    /// <summary>The same as the sequence that begins it, for what draws a screen itself; empty for plain.</summary>
    public static string Sequence(Tone tone) => tone switch
    {
        Tone.Quiet => "\e[2m",
        Tone.Strong => "\e[1m",
        Tone.Good => "\e[32m",
        Tone.Attention => "\e[33m",
        Tone.Bad => "\e[1;31m",
        _ => "",
    };
}
