using System.Buffers.Binary;

namespace FeatureRollout.Rollouts.Machine;

/// <summary>Lists of customers put together and taken apart.</summary>
internal static class Customers
{
    /// <summary>Everybody of the first, then those of the second who are new.</summary>
    public static CustomerList Union(CustomerList list, CustomerList more)
    {
        var known = list.ToHashSet(StringComparer.Ordinal);
        var fresh = CustomerList.Of(more.Where(known.Add));
        return Concatenate([list, fresh]);
    }

    public static CustomerList Except(CustomerList list, CustomerList gone)
    {
        var leaving = gone.ToHashSet(StringComparer.Ordinal);
        return list.Any(leaving.Contains) ? CustomerList.Of(list.Where(id => !leaving.Contains(id))) : list;
    }

    /// <summary>The lists one after another, without looking for repeated ids, which count once when asked.</summary>
    public static CustomerList Concatenate(IEnumerable<CustomerList> lists)
    {
        var named = lists.Where(list => list.Count > 0).ToArray();
        if (named.Length < 2)
        {
            return named is [var only] ? only : CustomerList.Empty;
        }

        var builder = new CustomerList.Builder();
        foreach (var records in named.Select(list => list.Records))
        {
            for (var at = 0; at < records.Length;)
            {
                var length = BinaryPrimitives.ReadUInt16LittleEndian(records.AsSpan(at));
                builder.TryAdd(records.AsSpan(at + 2, length));
                at += 2 + length;
            }
        }

        return builder.Build();
    }
}
