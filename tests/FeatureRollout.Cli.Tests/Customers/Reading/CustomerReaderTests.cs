using System.Text;
using System.Text.Json;
using FeatureRollout.Cli.Customers;
using FeatureRollout.Cli.Customers.Reading;
using FsCheck;
using FsCheck.Fluent;

namespace FeatureRollout.Cli.Tests.Customers.Reading;

[Trait("Requirement", "F-07")]
public sealed class CustomerReaderTests
{
    [Fact]
    public void A_number_in_csv_stays_the_text_that_it_is()
    {
        var row = Assert.Single(Lists.All(Lists.Csv("id,zip,code,seats,beta,trial,none\na,00501,1e5,40,TRUE,false,\n")));

        Assert.Equal("2 a zip:Text code:Text seats:Text beta:Boolean trial:Boolean", Lists.Show(row));
        Assert.Equal(("00501", "1e5", "40"), (row.Get("zip").Text, row.Get("code").Text, row.Get("seats").Text));
        var context = row.ToContext();
        Assert.True(Holds("zip == '00501' && code == '1e5' && seats >= 40 && seats == '40' && beta == true && !has(none)", context));
    }

    [Fact]
    public void Json_keeps_its_kinds_and_ids_may_be_numbers_or_texts()
    {
        var rows = Lists.All(Lists.Json("""
            {"id": 9007199254740993, "seats": 40, "share": 0.5, "beta": true, "roles": ["admin"], "none": null}

            {"seats": "40", "id": "b"}
            "c"
            """));

        Assert.Equal(["1 9007199254740993 seats:Number share:Number beta:Boolean roles:Texts", "3 b seats:Text", "4 c"], rows.Select(Lists.Show), StringComparer.Ordinal);
    }

    [Fact]
    public void Any_record_comes_back_as_it_was_written_however_the_bytes_arrive() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(400), Prop.ForAll(ArbMap.Default.ArbFor<NonNull<string>[]>(), ArbMap.Default.ArbFor<PositiveInt>(), (texts, some) =>
        {
            var ids = texts.Select(text => Whole(text.Get)).Where(text => text.Length > 0).ToArray();
            using var written = new StringWriter();
            Csv.WriteRecord(written, ["customerId", "name"]);
            foreach (var id in ids)
            {
                Csv.WriteRecord(written, [id, id]);
            }

            var rows = Lists.All(Lists.Csv(Encoding.UTF8.GetBytes(written.ToString()), atATime: (some.Get % 5) + 1));
            return rows.Select(row => row.Id).SequenceEqual(ids, StringComparer.Ordinal) && rows.All(row => ((CsvRow)row).Fields[1] == row.Id);
        }));

    [Fact]
    public void Any_text_of_json_comes_back_however_the_bytes_arrive() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(400), Prop.ForAll(ArbMap.Default.ArbFor<NonNull<string>[]>(), ArbMap.Default.ArbFor<PositiveInt>(), (texts, some) =>
        {
            var ids = texts.Select(text => Whole(text.Get)).Where(text => text.Length > 0).ToArray();
            var lines = string.Concat(ids.Select(id => $"{{ \"customer-id\": {JsonSerializer.Serialize(id)} }}\r\n"));
            return Lists.All(Lists.Json(Encoding.UTF8.GetBytes(lines), atATime: (some.Get % 5) + 1)).Select(row => row.Id).SequenceEqual(ids, StringComparer.Ordinal);
        }));

    [Fact]
    public void A_plain_list_takes_each_line_as_it_stands() =>
        Assert.Equal(["1 a,b", "2 \"c\"", "4 d e", "5 é😀"], Lists.All(Lists.Ids("a,b\r\n\"c\"\n\nd e\né😀"u8.ToArray(), atATime: 1)).Select(Lists.Show), StringComparer.Ordinal);

    [Fact]
    public void An_id_of_any_length_is_read()
    {
        var id = new string('é', 200_000);

        Assert.Equal(id, Assert.Single(Lists.All(Lists.Csv($"id\n{id}\n"))).Id);
        Assert.Equal(id, Assert.Single(Lists.All(Lists.Json($"\"{id}\""))).Id);
    }

    [Theory]
    [InlineData("", "list:1:1: the list is empty; its first line names the columns")]
    [InlineData("name,vertical\na,b\n", "list:1:1: no column is called customerId, customer or id; name it with --id-column; there are name, vertical")]
    [InlineData("custmer_id,vertical\na,b\n", "list:1:1: no column is called customerId, customer or id; name it with --id-column; is custmer_id meant?")]
    [InlineData("id,Customer-ID\na,b\n", "list:1:1: the columns id and Customer-ID may both be the id; say which with --id-column")]
    [InlineData("id,a,a\n", "list:1:6: there are two columns a")]
    [InlineData("id,,a\n", "list:1:4: the column has no name")]
    [InlineData("id;vertical\na;b\n", "list:1:1: the columns are to be separated by commas")]
    [InlineData("acme\nbeta\n", "list:1:1: one column, and its first line is no name of an id: put customerId above it, or say --input ids if every line is an id")]
    [InlineData("id,a\nx\n", "list:2:1: 1 fields, where the first line names 2")]
    [InlineData("id,a\nx,1,2\n", "list:2:5: 3 fields, where the first line names 2")]
    [InlineData("id,a\n,1\n", "list:2:1: the customer's id is empty")]
    [InlineData("id,a\nx,\"1\n", "list:2:3: the field's quotes are not closed")]
    [InlineData("id,a\nx,1\"\n", "list:2:4: a quote within a field that does not begin with one; put the field in quotes and double the quote")]
    [InlineData("id,a\n\"x\n\ny\",1\nz,\"1\"2", "list:5:6: a field in quotes is followed by more than a comma or a line break")]
    [InlineData("id,a\nx,\0\n", "list:2:3: a NUL byte; the file is to be UTF-8 text")]
    public void Wrong_csv_is_refused_with_its_place(string text, string error) => Assert.Equal(error, Lists.Refused(() => Lists.Csv(text)));

    [Theory]
    [InlineData("""{"vertical": "a"}""", "list:1:1: no member is called customerId, customer or id; name it with --id-column; there are vertical")]
    [InlineData("""{"id": "a", "customer": "b"}""", "list:1:1: the members id and customer may both be the id; say which with --id-column")]
    [InlineData("{\"id\": \"a\"}\n{\"ids\": \"a\"}", "list:2:1: no member id, which is the id on the lines before; is ids meant?")]
    [InlineData("""{"id": 1.5}""", "list:1:8: the id is to be a text or a whole number")]
    [InlineData("""{"id": 1e3}""", "list:1:8: the id is to be a text or a whole number")]
    [InlineData("""{"id": -0}""", "list:1:8: the id is to be a text or a whole number")]
    [InlineData("""{"id": null}""", "list:1:8: the id is to be a text or a whole number")]
    [InlineData("""{"id": ""}""", "list:1:8: the customer's id is empty")]
    [InlineData("""{"id": "a", "b": {}}""", "list:1:18: b is to be a number, true or false, a text or a list of texts")]
    [InlineData("""{"id": "a", "b": [1]}""", "list:1:19: b is to be a number, true or false, a text or a list of texts")]
    [InlineData("""{"id": "a", "b": 1e999}""", "list:1:18: b is to be a number, true or false, a text or a list of texts")]
    [InlineData("""{"id": "a", "b": 1, "b": 2}""", "list:1:21: the member b stands twice")]
    [InlineData("""{"é": "😀", "id": "\ud800"}""", "list:1:19: half of a surrogate pair, which is no text")]
    [InlineData("""["a"]""", "list:1:1: a list; each line is to be one customer, as \"jq -c '.[]'\" makes them of a list")]
    [InlineData("17", "list:1:1: neither an object nor a text; each line is to be one customer")]
    public void Wrong_json_is_refused_with_its_place(string text, string error) => Assert.Equal(error, Lists.Refused(() => Lists.Json(text)));

    [Theory]
    [InlineData("{\n\"id\": \"a\"}", "list:1:2: no JSON: ")]
    [InlineData("""{"id": "a"} {"id": "b"}""", "list:1:13: no JSON: ")]
    [InlineData("""{"é": "é" x}""", "list:1:11: no JSON: ")]
    [InlineData("\"a\0\"", "list:1:3: no JSON: ")]
    public void What_is_no_json_is_refused_with_its_place(string text, string error) => Assert.StartsWith(error, Lists.Refused(() => Lists.Json(text)), StringComparison.Ordinal);

    [Theory]
    [InlineData(1)]
    [InlineData(int.MaxValue)]
    public void Bytes_that_are_no_utf8_are_refused_with_their_place(int atATime)
    {
        byte[] bad = [.. "id,b\né,"u8, 0xC3, 0x28];
        byte[] cut = [.. "id\né"u8, 0xF0, 0x9F];
        byte[] surrogate = [.. "id\n"u8, 0xED, 0xA0, 0x80];
        byte[] overlong = [.. "id\n"u8, 0xC0, 0x80];

        Assert.Equal("list:2:3: no UTF-8; the file is to be UTF-8 text", Lists.Refused(() => Lists.Csv(bad, atATime: atATime)));
        Assert.Equal("list:2:2: the file ends within a character of UTF-8", Lists.Refused(() => Lists.Csv(cut, atATime: atATime)));
        Assert.Equal("list:2:1: no UTF-8; the file is to be UTF-8 text", Lists.Refused(() => Lists.Csv(surrogate, atATime: atATime)));
        Assert.Equal("list:2:1: no UTF-8; the file is to be UTF-8 text", Lists.Refused(() => Lists.Csv(overlong, atATime: atATime)));
        Assert.Equal("list:1:4: no UTF-8; the file is to be UTF-8 text", Lists.Refused(() => Lists.Json([.. "\"éa"u8, 0xFF, (byte)'"'], atATime: atATime)));
    }

    [Fact]
    public void A_record_without_end_does_not_fill_the_memory()
    {
        var endless = new byte[16 << 20];
        endless.AsSpan().Fill((byte)'a');
        var commas = new byte[16 << 20];
        commas.AsSpan().Fill((byte)',');

        Assert.Equal("list:2:1: the record is longer than 1,048,576 characters; is a quote not closed?", Lists.Refused(() => Lists.Csv([.. "id\n\""u8, .. endless])));
        Assert.Equal("list:2:1: the record is longer than 1,048,576 characters; is a quote not closed?", Lists.Refused(() => Lists.Csv([.. "id\n"u8, .. endless])));
        Assert.Contains("the record is longer", Lists.Refused(() => Lists.Csv([.. "id\n"u8, .. commas])), StringComparison.Ordinal);
        Assert.Equal("list:1:1: the line is longer than 1,048,576 characters", Lists.Refused(() => Lists.Ids(endless)));
        Assert.Equal("list:1:1: the line is longer than 1,048,576 bytes", Lists.Refused(() => Lists.Json(endless)));
    }

    private static bool Holds(string condition, EvaluationContext context) =>
        FeatureFlags.FromJson($$"""{ "flags": { "f": { "percentage": 0, "rules": [ { "when": {{JsonSerializer.Serialize(condition)}}, "percentage": 100 } ] } } }""").IsEnabled("f", context);

    /// <summary>Without what no file of text holds: NUL and halves of surrogate pairs.</summary>
    private static string Whole(string text) => string.Concat(text.EnumerateRunes().Where(rune => rune.Value is not (0 or 0xFFFD)).Select(rune => rune.ToString()));
}
