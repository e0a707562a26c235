using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using FeatureRollout.Flags.Files;

namespace FeatureRollout.Rollouts.Stored;

/// <summary>
/// How a change is stored: its <c>kind</c> and the members of that kind, in any order. A kind that is not known here is
/// kept as <see cref="UnknownRolloutChange"/>.
/// </summary>
internal sealed class ChangeShape : Shape<RolloutChange>
{
    private const string KindName = "kind";

    /// <inheritdoc/>
    public override void Write(StoredWriter writer, RolloutChange value)
    {
        if (value is UnknownRolloutChange unknown)
        {
            writer.Json.WriteRawValue(unknown.Json, skipInputValidation: true);
            return;
        }

        var kind = ChangeKinds.Of(value);
        writer.Json.WriteStartObject();
        writer.Json.WriteString(KindName, kind.Name);
        kind.WriteMembers(writer, value);
        writer.Json.WriteEndObject();
    }

    /// <inheritdoc/>
    public override bool TryRead(ref JsonCursor cursor, [MaybeNullWhen(false)] out RolloutChange value)
    {
        value = null;
        if (Lookahead.Find(cursor, KindName) is not { Token: JsonTokenType.String } found)
        {
            cursor.RefuseValue("a change with its \"kind\"");
            return false;
        }

        var name = found.Text;
        if (ChangeKinds.Find(name) is { } kind)
        {
            return kind.TryRead(ref cursor, out value);
        }

        value = new UnknownRolloutChange(name, cursor.ReadElement().GetRawText());
        return true;
    }
}
