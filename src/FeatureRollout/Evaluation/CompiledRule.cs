using FeatureRollout.Evaluation.Conditions;

namespace FeatureRollout.Evaluation;

/// <summary>A rule or stratum, ready to be asked.</summary>
/// <param name="When">Its condition.</param>
/// <param name="Share">Its share; where it draws as the flag does, after what the stage leaves of it.</param>
/// <param name="Text">The condition in words.</param>
/// <param name="Continues">Whether those left out go on to the next rule.</param>
/// <param name="Draw">How it draws; null for one that draws as the flag does.</param>
internal readonly record struct CompiledRule(CompiledCondition When, Share Share, string Text, bool Continues = false, RuleDraw? Draw = null);
