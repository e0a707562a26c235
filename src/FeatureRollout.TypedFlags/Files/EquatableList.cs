using System;
using System.Collections.Generic;
using System.Linq;

namespace FeatureRollout.TypedFlags.Files;

/// <summary>A list that is equal to another with equal items in the same order: what an incremental generator compares.</summary>
internal sealed class EquatableList<T>(IEnumerable<T> items) : IEquatable<EquatableList<T>>
    where T : IEquatable<T>
{
    public static readonly EquatableList<T> Empty = new([]);

    public IReadOnlyList<T> Items { get; } = items.ToArray();

    public bool Equals(EquatableList<T>? other) => other is not null && Items.SequenceEqual(other.Items);

    public override bool Equals(object? obj) => Equals(obj as EquatableList<T>);

    public override int GetHashCode() => Items.Aggregate(Items.Count, (hash, item) => unchecked((hash * 31) + item.GetHashCode()));
}
