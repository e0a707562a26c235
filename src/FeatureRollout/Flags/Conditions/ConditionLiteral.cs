namespace FeatureRollout.Flags.Conditions;

/// <summary>A value in a condition.</summary>
internal abstract record ConditionLiteral;

/// <summary>A text, without its quotes and escapes.</summary>
internal sealed record TextLiteral(string Value) : ConditionLiteral;

/// <summary>A finite number.</summary>
internal sealed record NumberLiteral(double Value) : ConditionLiteral;

/// <summary><c>true</c> or <c>false</c>.</summary>
internal sealed record BooleanLiteral(bool Value) : ConditionLiteral;

/// <summary>A moment, as ticks of UTC.</summary>
internal sealed record DateLiteral(long UtcTicks) : ConditionLiteral;

/// <summary>A version.</summary>
internal sealed record VersionLiteral(SemanticVersion Value) : ConditionLiteral;
