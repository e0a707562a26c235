using System.Text;
using FeatureRollout.Cli.Customers.Reading;
using FeatureRollout.Cli.Terminal;

namespace FeatureRollout.Cli.Tests.Customers;

/// <summary>Lists of customers for tests.</summary>
internal static class Lists
{
    /// <summary>The thousand customers of the rollout guide: three verticals, some of high volume, some with custom contracts.</summary>
    public static string Thousand { get; } = "customerId,vertical,volume,contract\n" + string.Concat(Enumerable.Range(1, 1000).Select(n =>
        $"customer-{n:0000},{(n % 10 < 5 ? "e-commerce" : n % 10 < 8 ? "services" : "other")},{(n % 7 == 0 ? "high" : "low")},{(n % 20 == 1 ? "custom" : "standard")}\n"));

    /// <summary>Opens bytes as CSV, so many at a time.</summary>
    public static CsvCustomers Csv(byte[] bytes, string? idColumn = null, int atATime = int.MaxValue) => new(Source(bytes, atATime), idColumn);

    public static CsvCustomers Csv(string text, string? idColumn = null) => Csv(Encoding.UTF8.GetBytes(text), idColumn);

    public static JsonLineCustomers Json(byte[] bytes, string? idColumn = null, int atATime = int.MaxValue) => new(Source(bytes, atATime), idColumn);

    public static JsonLineCustomers Json(string text, string? idColumn = null) => Json(Encoding.UTF8.GetBytes(text), idColumn);

    public static IdLines Ids(byte[] bytes, int atATime = int.MaxValue) => new(Source(bytes, atATime));

    public static List<CustomerRow> All(CustomerReader reader)
    {
        using (reader)
        {
            var rows = new List<CustomerRow>();
            while (reader.Next() is { } row)
            {
                rows.Add(row);
            }

            return rows;
        }
    }

    /// <summary>A row as text, with the kinds of its values.</summary>
    public static string Show(CustomerRow row) =>
        $"{row.Line} {row.Id}" + string.Concat(row.Attributes.Select(attribute => $" {attribute.Name}:{attribute.Value.Kind}"));

    /// <summary>The error that reading ends with.</summary>
    public static string Refused(Func<CustomerReader> open)
    {
        var refused = Assert.Throws<CliException>(() => All(open()));
        Assert.Equal(ExitCodes.Data, refused.ExitCode);
        return refused.Message;
    }

    private static ByteSource Source(byte[] bytes, int atATime) => new(new SlowStream(bytes, atATime), "list");

    /// <summary>Gives no more than so many bytes at a time.</summary>
    private sealed class SlowStream(byte[] bytes, int atATime) : MemoryStream(bytes)
    {
        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, atATime));
    }
}
