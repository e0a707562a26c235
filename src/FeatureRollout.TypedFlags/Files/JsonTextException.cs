using System;

namespace FeatureRollout.TypedFlags.Files;

/// <summary>A text that is no JSON.</summary>
internal sealed class JsonTextException(int position, string message) : Exception(message)
{
    /// <summary>In UTF-16 units from the start of the file.</summary>
    public int Position { get; } = position;
}
