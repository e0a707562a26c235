using System;

namespace FeatureRollout.TypedFlags.Files;

/// <summary>
/// What the source of one flag is made of. It is compared by value: nothing that changes from day to day, such as a percentage, or that
/// moves when a line is added, belongs in here, so that most edits of the file make no new source.
/// </summary>
/// <param name="Key">The flag's key.</param>
/// <param name="Member">The name of its member.</param>
/// <param name="VariantType">The type of its variants' values in C#; null for a flag without variants, or with values of several types.</param>
internal sealed record TypedFlag(string Key, string Member, string? VariantType)
{
    /// <summary>The names of its variants.</summary>
    public EquatableList<string> Variants { get; init; } = EquatableList<string>.Empty;

    public string? Fallback { get; init; }

    public string? Message { get; init; }

    public string? Owner { get; init; }

    public string? Expires { get; init; }
}

/// <summary>Something wrong in a flag file.</summary>
/// <param name="Kind">Which rule is broken.</param>
/// <param name="Line">The line, from 0.</param>
/// <param name="Column">The UTF-16 unit in the line, from 0.</param>
/// <param name="Length">How long that place is.</param>
/// <param name="Message">What is wrong.</param>
internal sealed record FileProblem(ProblemKind Kind, int Line, int Column, int Length, string Message)
{
    /// <summary>A problem at a place of a text.</summary>
    public static FileProblem At(string text, ProblemKind kind, int position, int length, string message)
    {
        var before = text.Substring(0, Math.Min(position, text.Length));
        return new FileProblem(kind, before.Split('\n').Length - 1, before.Length - 1 - before.LastIndexOf('\n'), length, message);
    }
}

internal enum ProblemKind
{
    NotReadable,
    Name,
}

/// <summary>What one flag file says.</summary>
internal sealed record FlagFile(EquatableList<TypedFlag> Flags, EquatableList<FileProblem> Problems);
