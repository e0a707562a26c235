using System.Text.Json;

namespace FeatureRollout.Flags.Files;

/// <summary>Reads lists of customers and segments. Errors tell a customer's place, never the id.</summary>
internal static class AudienceReader
{
    private const string Id = "a customer id of 1 to 512 bytes";
    private const string IdOrSegment = Id + ", or {\"segment\": \"name\"}";

    private static readonly MemberNames SegmentNames = new("it", "segment");

    /// <summary>Reads a list of customer ids and segments.</summary>
    /// <param name="cursor">At the value.</param>
    /// <param name="owner">Whose list it is.</param>
    /// <param name="member">The list's name.</param>
    public static Audience? ReadAudience(ref JsonCursor cursor, Owner owner, string member)
    {
        List<string> segments = [];
        return ReadItems(ref cursor, owner, member, segments) is { } customers
            ? new Audience { Customers = customers, Segments = segments.Count == 0 ? [] : segments }
            : null;
    }

    /// <summary>Reads a list of customer ids.</summary>
    public static CustomerList? ReadCustomers(ref JsonCursor cursor) => ReadItems(ref cursor, default, "", segments: null);

    /// <summary>What is wrong with an id that is none.</summary>
    public static string InvalidId(bool isEmpty) => $"expected {Id}, found {(isEmpty ? "an empty one" : "a longer one")}";

    private static CustomerList? ReadItems(ref JsonCursor cursor, Owner owner, string member, List<string>? segments)
    {
        if (!cursor.IsArray(segments is null ? "an array of customer ids" : "an array of customer ids and segments", isSecret: true))
        {
            return null;
        }

        var customers = new CustomerList.Builder();
        while (cursor.Read() && cursor.Token != JsonTokenType.EndArray)
        {
            if (cursor.Token == JsonTokenType.String)
            {
                if (!(cursor.TryGetPlainText(out var id) ? customers.TryAdd(id) : customers.TryAdd(cursor.Text())))
                {
                    cursor.Refuse(InvalidId(cursor.NameIs(""u8)));
                }
            }
            else if (segments is not null && cursor.Token == JsonTokenType.StartObject)
            {
                ReadSegment(ref cursor, owner, member, segments);
            }
            else
            {
                cursor.RefuseValue(segments is null ? Id : IdOrSegment, cursor.Token == JsonTokenType.Number ? "; put it in quotes" : "", isSecret: true);
            }
        }

        return customers.Build();
    }

    private static void ReadSegment(ref JsonCursor cursor, Owner owner, string member, List<string> segments)
    {
        var start = cursor.At;
        var members = new Members(SegmentNames);
        while (members.Next(ref cursor, out _))
        {
            if (cursor.ReadText("the name of a segment") is { } name)
            {
                cursor.Reading.References.Add(new FileReference(owner, member, name, cursor.At));
                segments.Add(name);
            }
        }

        if (members.Lacks("segment"))
        {
            cursor.Refuse(start, $"expected {IdOrSegment}, found an object without \"segment\"");
        }
    }
}
