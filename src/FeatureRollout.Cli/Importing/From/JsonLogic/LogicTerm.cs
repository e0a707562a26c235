namespace FeatureRollout.Cli.Importing.From.JsonLogic;

/// <summary>What an expression can give.</summary>
internal abstract record LogicTerm;

/// <summary>A value that is the same for everybody.</summary>
/// <param name="Value">Null, a <see cref="bool"/>, a <see cref="double"/>, a <see cref="string"/> or an array of these.</param>
internal sealed record ConstantTerm(object? Value) : LogicTerm
{
    public static readonly ConstantTerm Null = new((object?)null);

    public static readonly ConstantTerm True = new(true);

    public static readonly ConstantTerm False = new(false);
}

/// <summary>The value of an attribute; null where there is none.</summary>
/// <param name="Name">Its name here.</param>
internal sealed record AttributeTerm(string Name) : LogicTerm;

/// <summary>A split by weights.</summary>
/// <param name="Unit">The attribute that is drawn by; null for the customer.</param>
/// <param name="Salt">What is hashed before it.</param>
/// <param name="Shares">Each value with its weight, none twice in a row.</param>
internal sealed record SplitTerm(string? Unit, string Salt, IReadOnlyList<LogicShare> Shares) : LogicTerm;

/// <summary>A part of a split.</summary>
internal readonly record struct LogicShare(object? Value, long Weight);

/// <summary>One of several things that an expression can give: the first whose condition holds.</summary>
internal readonly record struct LogicCase(string When, LogicTerm Term);
