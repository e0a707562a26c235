using System.Globalization;
using System.Text;
using FeatureRollout.Simulation.Traffic;
using FsCheck;
using FsCheck.Fluent;

namespace FeatureRollout.Tests.Simulation;

public sealed class AccessLogTests
{
    private const string Common = "127.0.0.1 - frank [10/Oct/2000:13:55:36 -0700] \"GET /apache_pb.gif HTTP/1.0\" 200 2326";
    private const string Combined = Common + " \"http://www.example.com/start.html\" \"Mozilla/4.08 [en] (Win98; I ;Nav)\"";

    private static readonly DateTimeOffset At = new(2000, 10, 10, 20, 55, 36, TimeSpan.Zero);

    [Theory]
    [Trait("Requirement", "F-24")]
    [InlineData(Common, "user", "frank")]
    [InlineData(Combined, "user", "frank")]
    [InlineData(Combined, "host", "127.0.0.1")]
    [InlineData("2001:db8::1 - - [10/Oct/2000:20:55:36 +0000] \"GET /?a=1&customer=a%26b+c#x HTTP/2.0\" 404 -", "query:customer", "a&b c")]
    [InlineData("h - Ann Lee [x] [10/Oct/2000:20:55:36 +0000] \"GET / HTTP/1.1\" 200 0", "user", "Ann Lee [x]")]
    [InlineData("h - jos\\xC3\\xA9\\x22\\\\ [10/Oct/2000:20:55:36 +0000] \"GET / HTTP/1.1\" 200 0", "user", "josé\"\\")]
    [InlineData("h - a [10/Oct/2000:20:55:36 +0000] \"\\x16\\x03\\x01\" 400 0 \"-\" \"\\\"quoted\\\"\"", "user", "a")]
    public void A_line_is_read(string line, string customer, string id)
    {
        var request = Log(line, new AccessLogFormat { Customer = customer }).Next();

        Assert.Equal(new RecordedRequest(At, id, Failed: false, null, 1), request);
    }

    [Theory]
    [Trait("Requirement", "F-24")]
    [InlineData(" 0.012", 10, 1_000_000, 12)]
    [InlineData(" 12000", 10, 1, 12)]
    [InlineData(" \"x y\" rt=0.012", -1, 1_000_000, 12)]
    [InlineData(" -", 10, 1_000_000, null)]
    public void The_time_taken_is_a_field_of_its_own(string more, int field, long unit, int? milliseconds)
    {
        var request = Log(Combined + more, new AccessLogFormat { LatencyField = field, LatencyUnit = TimeSpan.FromMicroseconds(unit) }).Next();

        Assert.Equal(milliseconds, request!.Value.Latency?.TotalMilliseconds);
    }

    [Theory]
    [Trait("Requirement", "F-24")]
    [InlineData("", "log:1:1: the log is empty")]
    [InlineData("hello", "log:1:6: the ident, which is - as a rule is expected")]
    [InlineData("h - a [10/Okt/2000:13:55:36 -0700] \"GET /\" 200 1", "log:1:7: a user and a time")]
    [InlineData("h - a [31/Feb/2000:13:55:36 -0700] \"GET /\" 200 1", "log:1:7: a user and a time")]
    [InlineData("h - a [10/Oct/2000:13:55:36 -0700] \"GET / 200 1", "log:1:36: the quotes are not closed")]
    [InlineData("h - a [10/Oct/2000:13:55:36 -0700] \"GET /\\\" 200 1", "log:1:36: the quotes are not closed")]
    [InlineData("h - a [10/Oct/2000:13:55:36 -0700] \"GET \"/\" 200 1", "log:1:42: a text in quotes is followed by more")]
    [InlineData("h - a [10/Oct/2000:13:55:36 -0700] \"GET /\" 099 1", "log:1:44: \"099\" is no HTTP status")]
    [InlineData("h - a [10/Oct/2000:13:55:36 -0700] \"GET /\" 200 many", "log:1:48: \"many\" is no number of bytes")]
    [InlineData("h - a [10/Oct/2000:13:55:36 -0700] \"GET /\" 200", "log:1:47: the bytes, or -, is expected")]
    public void What_is_wrong_is_named_with_line_and_column(string line, string message)
    {
        var refused = Assert.ThrowsAny<FormatException>(() =>
        {
            using var log = Log(line, new AccessLogFormat());
            return log.Next() ?? throw log.Empty();
        });

        Assert.StartsWith(message, refused.Message.Replace("the bytes, or - is", "the bytes, or -, is", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Requirement", "F-24")]
    public void Bad_and_nobodys_lines_are_passed_over_and_counted()
    {
        using var log = Log($"garbage\n{Common}\r\n\n{Common.Replace("frank", "-", StringComparison.Ordinal)}\n{new string('x', 100_000)}\n{Common}", new AccessLogFormat { SkipMalformed = true });

        Assert.Equal([2, 6], Enumerable.Repeat(0, 3).Select(_ => log.Next()?.Line).OfType<int>());
        Assert.Equal(
            ["2 lines are none of an access log and passed over; the first: log:1:8: the ident, which is - as a rule is expected", "1 request has no customer (user) and is passed over"],
            log.Notes);
    }

    [Fact]
    [Trait("Requirement", "F-24")]
    public void What_is_written_as_servers_write_it_is_read_back()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<NonEmptyString>(), ArbMap.Default.ArbFor<bool>(), ArbMap.Default.ArbFor<int>(), (id, asNginx, seconds) =>
        {
            var text = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(id.Get));
            var at = At.AddSeconds(seconds % 1_000_000_000);
            var line = $"h - {Escape("-" + text, asNginx)} [{at.ToOffset(TimeSpan.FromHours(-3)).ToString("dd/MMM/yyyy:HH:mm:ss", CultureInfo.InvariantCulture)} -0300] \"GET /?c={Uri.EscapeDataString(text)} HTTP/1.1\" 500 1";
            var byUser = Log(line, new AccessLogFormat()).Next();
            var byQuery = Log(line, new AccessLogFormat { Customer = "query:c" }).Next();
            return byUser == new RecordedRequest(at, "-" + text, Failed: true, null, 1) && byQuery == new RecordedRequest(at, text, Failed: true, null, 1);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    [Trait("Requirement", "F-24")]
    public void No_text_brings_anything_but_a_message_with_its_place()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), ArbMap.Default.ArbFor<char>(), (at, character) =>
        {
            var line = Combined.ToCharArray();
            line[Math.Abs(at % line.Length)] = character;
            try
            {
                using var log = Log(new string(line), new AccessLogFormat { LatencyField = 9 });
                while (log.Next() is not null)
                {
                }

                return true;
            }
            catch (FormatException refused)
            {
                return refused.Message.StartsWith("log:", StringComparison.Ordinal);
            }
        }).QuickCheckThrowOnFailure();
    }

    private static AccessLog Log(string text, AccessLogFormat format) => new(new StringReader(text), "log", format);

    private static string Escape(string text, bool asNginx)
    {
        var escaped = new StringBuilder();
        foreach (var each in Encoding.UTF8.GetBytes(text))
        {
            escaped.Append(
                !asNginx && each is (byte)'"' or (byte)'\\' && !asNginx ? $"\\{(char)each}"
                : each is < 32 or > 126 or (byte)'"' or (byte)'\\' ? $"\\x{each:X2}"
                : ((char)each).ToString());
        }

        return escaped.ToString();
    }
}
