using System.Diagnostics.CodeAnalysis;
using FeatureRollout.Flags.Files;

namespace FeatureRollout.Rollouts.Stored;

/// <summary>
/// An object with named members, at most 64. Nulls and empty collections are left out; everything else is written, also
/// where it is the default, so that a later default changes nothing that was stored.
/// </summary>
/// <param name="owner">What errors call it, such as <c>a plan</c>.</param>
/// <param name="blank">What members are read into, in turn.</param>
internal sealed class ObjectShape<T>(string owner, T blank) : Shape<T>
    where T : class
{
    private readonly List<Member> _members = [];
    private MemberNames? _names;

    /// <summary>Adds a member that must be there.</summary>
    public ObjectShape<T> Must<TValue>(string name, Shape<TValue> shape, Func<T, TValue> get, Func<T, TValue, T> set) =>
        Add(new Member<TValue>(name, isRequired: true, shape, _ => true, get, set));

    /// <summary>Adds a member that has a default.</summary>
    public ObjectShape<T> Has<TValue>(string name, Shape<TValue> shape, Func<T, TValue> get, Func<T, TValue, T> set) =>
        Add(new Member<TValue>(name, isRequired: false, shape, _ => true, get, set));

    /// <summary>Adds a member that may be null.</summary>
    public ObjectShape<T> May<TValue>(string name, Shape<TValue> shape, Func<T, TValue?> get, Func<T, TValue, T> set)
        where TValue : class => Add(new Member<TValue>(name, isRequired: false, shape, value => get(value) is not null, value => get(value)!, set));

    /// <summary>Adds a member that may be null.</summary>
    public ObjectShape<T> May<TValue>(string name, Shape<TValue> shape, Func<T, TValue?> get, Func<T, TValue, T> set)
        where TValue : struct => Add(new Member<TValue>(name, isRequired: false, shape, value => get(value).HasValue, value => get(value)!.Value, set));

    /// <summary>Adds a member that is left out where it is empty.</summary>
    public ObjectShape<T> Unless<TValue>(string name, Func<TValue, bool> isEmpty, Shape<TValue> shape, Func<T, TValue> get, Func<T, TValue, T> set) =>
        Add(new Member<TValue>(name, isRequired: false, shape, value => !isEmpty(get(value)), get, set));

    /// <summary>Adds a list.</summary>
    public ObjectShape<T> List<TValue>(string name, Shape<TValue> item, Func<T, IReadOnlyList<TValue>> get, Func<T, IReadOnlyList<TValue>, T> set) =>
        Unless(name, list => list.Count == 0, new ListShape<TValue>(item), get, set);

    /// <summary>Adds a map.</summary>
    public ObjectShape<T> Map<TValue>(
        string name, Shape<TValue> item, Func<T, IReadOnlyDictionary<string, TValue>> get, Func<T, IReadOnlyDictionary<string, TValue>, T> set) =>
        Unless(name, map => map.Count == 0, new MapShape<TValue>(item), get, set);

    /// <inheritdoc/>
    public override void Write(StoredWriter writer, T value)
    {
        writer.Json.WriteStartObject();
        WriteMembers(writer, value);
        writer.Json.WriteEndObject();
    }

    /// <summary>Writes the members into an object that is open.</summary>
    public void WriteMembers(StoredWriter writer, T value)
    {
        foreach (var member in _members)
        {
            member.Write(writer, value);
        }
    }

    /// <inheritdoc/>
    public override bool TryRead(ref JsonCursor cursor, [MaybeNullWhen(false)] out T value)
    {
        value = blank;
        var start = cursor.At;
        var errors = cursor.Reading.Errors.Count;
        if (!cursor.IsObject(owner))
        {
            return false;
        }

        _names ??= new MemberNames(owner, [.. _members.Select(member => member.Name)]);
        var members = new Members(_names);
        while (members.Next(ref cursor, out var name))
        {
            value = Find(name).Read(ref cursor, value);
        }

        foreach (var member in _members)
        {
            if (member.IsRequired && members.Lacks(member.Name))
            {
                cursor.Refuse(start, $"{owner} needs \"{member.Name}\"");
            }
        }

        return cursor.Reading.Errors.Count == errors;
    }

    private ObjectShape<T> Add(Member member)
    {
        _members.Add(member);
        return this;
    }

    private Member Find(string name)
    {
        foreach (var member in _members)
        {
            if (member.Name == name)
            {
                return member;
            }
        }

        throw new ArgumentException($"{owner} has no member {name}.", nameof(name));
    }

    private abstract class Member(string name, bool isRequired)
    {
        public string Name { get; } = name;

        public bool IsRequired { get; } = isRequired;

        public abstract void Write(StoredWriter writer, T owner);

        public abstract T Read(ref JsonCursor cursor, T owner);
    }

    private sealed class Member<TValue>(
        string name, bool isRequired, Shape<TValue> shape, Func<T, bool> has, Func<T, TValue> get, Func<T, TValue, T> set)
        : Member(name, isRequired)
    {
        public override void Write(StoredWriter writer, T owner)
        {
            if (has(owner))
            {
                writer.Json.WritePropertyName(Name);
                shape.Write(writer, get(owner));
            }
        }

        public override T Read(ref JsonCursor cursor, T owner) =>
            shape.TryRead(ref cursor, out var value) ? set(owner, value) : owner;
    }
}
