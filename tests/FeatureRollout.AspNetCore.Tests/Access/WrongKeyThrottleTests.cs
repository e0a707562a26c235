using System.Net;
using FeatureRollout.Access;
using FeatureRollout.TestKit;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.Logging.Abstractions;
using static FeatureRollout.AspNetCore.Tests.Access.GateServer;

namespace FeatureRollout.AspNetCore.Tests.Access;

[Trait("Requirement", "F-33")]
public sealed class WrongKeyThrottleTests
{
    private static readonly IPAddress Attacker = IPAddress.Parse("203.0.113.7");

    private readonly VirtualTimeProvider _time = new();
    private readonly WrongKeyThrottle _throttle;

    public WrongKeyThrottleTests() => _throttle = new WrongKeyThrottle(_time, NullLogger.Instance);

    [Fact]
    public async Task After_ten_wrong_keys_an_address_waits_for_the_end_of_the_minute()
    {
        await using var server = await StartAsync(Keys);
        server.RemoteAddress = Attacker;
        server.Time.Advance(TimeSpan.FromSeconds(20));
        for (var i = 0; i < WrongKeyThrottle.MostWrong; i++)
        {
            Assert.Equal(401, (await server.SendAsync(FeatureRolloutRole.Read, headers: ("X-Api-Key", $"wrong {i}"))).Status);
        }

        var refused = await server.SendAsync(FeatureRolloutRole.Read, headers: ("X-Api-Key", "wrong"));
        Assert.Equal((429, TimeSpan.FromSeconds(40)), (refused.Status, refused.RetryAfter));
        server.Time.Advance(TimeSpan.FromSeconds(40));
        Assert.Equal(401, (await server.SendAsync(FeatureRolloutRole.Read, headers: ("X-Api-Key", "wrong"))).Status);
        Assert.Equal(200, (await server.SendAsync(FeatureRolloutRole.Read, headers: ("X-Api-Key", ReaderKey))).Status);
    }

    [Fact]
    public async Task A_guesser_who_waits_cannot_tell_a_right_key_from_a_wrong_one()
    {
        await using var server = await StartAsync(Keys);
        server.RemoteAddress = Attacker;
        await GuessAsync(server);

        var right = await server.SendAsync(FeatureRolloutRole.Read, headers: ("X-Api-Key", ReaderKey));
        var wrong = await server.SendAsync(FeatureRolloutRole.Read, headers: ("X-Api-Key", "wrong"));

        Assert.Equal(wrong, right);
        Assert.Equal(429, right.Status);
    }

    [Fact]
    public async Task Who_has_shown_a_right_key_is_not_locked_out_by_a_guesser_behind_the_same_address()
    {
        await using var server = await StartAsync(Keys);
        server.RemoteAddress = Attacker;
        Assert.Equal(200, (await server.SendAsync(FeatureRolloutRole.Read, headers: ("X-Api-Key", ReaderKey))).Status);
        await GuessAsync(server);

        Assert.Equal(200, (await server.SendAsync(FeatureRolloutRole.Read, headers: ("X-Api-Key", ReaderKey))).Status);
        Assert.Equal(429, (await server.SendAsync(FeatureRolloutRole.Read, headers: ("X-Api-Key", OperatorKey))).Status);
    }

    [Fact]
    public async Task Requests_without_a_key_and_other_addresses_are_untouched()
    {
        await using var server = await StartAsync(options =>
        {
            Keys(options);
            options.DangerousAnonymousRole = FeatureRolloutRole.Evaluate;
        });
        server.RemoteAddress = Attacker;
        await GuessAsync(server);

        Assert.Equal(200, (await server.SendAsync(FeatureRolloutRole.Evaluate)).Status);
        server.RemoteAddress = IPAddress.Parse("203.0.113.8");
        Assert.Equal(200, (await server.SendAsync(FeatureRolloutRole.Read, headers: ("X-Api-Key", ReaderKey))).Status);
    }

    [Fact]
    public void Trying_on_does_not_lengthen_the_wait()
    {
        Wrong(Attacker, WrongKeyThrottle.MostWrong);
        for (var second = 0; second < 60; second++)
        {
            Assert.Equal(TimeSpan.FromSeconds(60 - second), _throttle.Judge(Attacker, ApiKeyRing.Nobody));
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Null(_throttle.Judge(Attacker, 0));
    }

    [Theory]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    [InlineData("203.0.113.7", "::ffff:203.0.113.7", true)]
    [InlineData("203.0.113.7", "203.0.113.8", false)]
    [InlineData("::ffff:203.0.113.7", "::ffff:203.0.113.8", false)]
    [InlineData("0.0.0.0", "::", false)]
    public void An_IPv6_customer_counts_once_and_an_IPv4_address_each(string one, string other, bool together)
    {
        Wrong(IPAddress.Parse(one), WrongKeyThrottle.MostWrong);

        Assert.Equal(together, _throttle.Judge(IPAddress.Parse(other), ApiKeyRing.Nobody) is not null);
    }

    [Fact]
    public void Unknown_addresses_count_as_one()
    {
        Wrong(null, WrongKeyThrottle.MostWrong);

        Assert.NotNull(_throttle.Judge(null, ApiKeyRing.Nobody));
    }

    [Fact]
    public void An_attack_from_very_many_addresses_is_counted_as_one_and_takes_no_more_memory()
    {
        var holder = IPAddress.Parse("198.51.100.1");
        Assert.Null(_throttle.Judge(holder, 0));
        for (var at = 0; at < WrongKeyThrottle.MostAddresses; at++)
        {
            Assert.Null(_throttle.Judge(new IPAddress(at), ApiKeyRing.Nobody));
        }

        var passed = Enumerable.Range(WrongKeyThrottle.MostAddresses, 1000).Count(at => _throttle.Judge(new IPAddress(at), ApiKeyRing.Nobody) is null);

        Assert.Equal(WrongKeyThrottle.MostWrong, passed);
        Assert.Null(_throttle.Judge(holder, 0));
    }

    [Fact]
    public void What_turned_out_to_be_no_key_does_not_count()
    {
        for (var i = 0; i < 100; i++)
        {
            Wrong(Attacker, 1);
            _throttle.Forgive(Attacker);
        }

        Assert.Null(_throttle.Judge(Attacker, 0));
    }

    [Fact]
    public void In_no_minute_are_more_wrong_keys_judged_than_the_limit()
    {
        Check.One(
            Config.QuickThrowOnFailure,
            Prop.ForAll(ArbMap.Default.ArbFor<(byte Address, byte Milliseconds)[]>(), tries =>
            {
                var time = new VirtualTimeProvider();
                var throttle = new WrongKeyThrottle(time, NullLogger.Instance);
                var judged = new Dictionary<(int, long), int>();
                foreach (var (address, wait) in tries.Concat(tries).Concat(tries))
                {
                    time.Advance(TimeSpan.FromMilliseconds(wait * 3));
                    var minute = time.GetTimestamp();
                    var told = throttle.Judge(new IPAddress(address % 3), ApiKeyRing.Nobody);
                    Assert.True(told is null || (told > TimeSpan.Zero && told <= WrongKeyThrottle.Window));
                    if (told is null)
                    {
                        judged[(address % 3, minute)] = judged.GetValueOrDefault((address % 3, minute)) + 1;
                    }
                }

                // Any minute touches at most two windows.
                Assert.All(judged.Keys, end => Assert.True(
                    judged.Where(one => one.Key.Item1 == end.Item1 && one.Key.Item2 <= end.Item2 && one.Key.Item2 > end.Item2 - TimeSpan.TicksPerMinute).Sum(one => one.Value) <= 2 * WrongKeyThrottle.MostWrong));
            }));
    }

    private static async Task GuessAsync(GateServer server)
    {
        for (var i = 0; i < WrongKeyThrottle.MostWrong; i++)
        {
            await server.SendAsync(FeatureRolloutRole.Read, headers: ("X-Api-Key", "wrong"));
        }
    }

    private void Wrong(IPAddress? address, int times)
    {
        for (var i = 0; i < times; i++)
        {
            Assert.Null(_throttle.Judge(address, ApiKeyRing.Nobody));
        }
    }
}
