using System.Net;
using System.Text;
using FeatureRollout.Access;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using static FeatureRollout.AspNetCore.Tests.Access.GateServer;

namespace FeatureRollout.AspNetCore.Tests.Access;

[Trait("Requirement", "F-33")]
public sealed class AccessLawTests
{
    private static readonly string[] Credentials = ["", ReaderKey, OperatorKey, AdministratorKey, "wrong", "Bearer " + OperatorKey, "Bearer wrong", "Basic x"];
    private static readonly string[] Hosts = ["localhost", "[::1]:5000", "flags.example", ""];
    private static readonly string[] Methods = ["GET", "HEAD", "POST", "DELETE"];
    private static readonly string?[] Sites = [null, "same-origin", "none", "cross-site"];
    private static readonly IPAddress?[] Addresses = [null, IPAddress.Loopback, IPAddress.Parse("::ffff:127.0.0.1"), IPAddress.Parse("203.0.113.7")];

    [Fact]
    public void Whoever_may_do_more_may_do_less_and_nobody_gets_in_without_a_right()
    {
        var decisions = new int[3];
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(400),
            Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
            {
                var random = new Random(seed);
                var local = Role(random);
                var anybody = random.Next(3) == 0 ? Role(random) : null;
                using var services = Services(local, anybody);
                var gate = AccessGate.Of(services, "MapTest");
                for (var i = 0; i < 10; i++)
                {
                    var (context, credential) = Request(random, services);
                    var right = Right(credential, context, local, anybody);
                    var before = true;
                    foreach (var needed in Enum.GetValues<FeatureRolloutRole>())
                    {
                        var decision = gate.DecideAsync(context, needed).AsTask().GetAwaiter().GetResult();
                        var allowed = decision.Refusal is null;
                        Assert.True(before || !allowed, $"{needed} and not what is below");
                        Assert.True(!allowed || right >= needed, $"{needed} with {right}");
                        Assert.Equal(allowed, decision.Caller is not null);
                        Assert.True(!allowed || decision.Caller!.May(needed));
                        Assert.True(allowed || decision.Refusal!.Status is 401 or 403 or 429);
                        before = allowed;
                        decisions[allowed ? 0 : decision.Refusal!.Status == 403 ? 1 : 2]++;
                    }
                }
            }));

        Assert.All(decisions, count => Assert.True(count > 30, string.Join(' ', decisions)));
    }

    [Fact]
    public void An_actor_s_name_is_never_empty_too_long_or_on_two_lines()
    {
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(1000),
            Prop.ForAll(ArbMap.Default.ArbFor<string?>(), ArbMap.Default.ArbFor<NonNegativeInt>(), (text, times) =>
            {
                var name = text is null ? null : string.Concat(Enumerable.Repeat(text + "\r\n\u2028\ud83d\ude00", times.Get % 200));
                var clean = ActorNames.Clean(name);
                Assert.Equal(string.IsNullOrWhiteSpace(name), clean is null);
                Assert.True(clean is null or { Length: >= 1 and <= ActorNames.Longest });
                Assert.True(clean is null || !clean.Any(letter => char.IsControl(letter) || letter is '\u2028' or '\u2029'));
                Assert.True(clean is null || !char.IsHighSurrogate(clean[^1]) || char.IsHighSurrogate(name!.Trim()[^1]));
            }));
    }

    /// <summary>What a request can have a right to at most, said once more and simply.</summary>
    private static FeatureRolloutRole Right(string credential, HttpContext context, FeatureRolloutRole? local, FeatureRolloutRole? anybody)
    {
        switch (credential.Split(' ')[^1])
        {
            case ReaderKey:
                return FeatureRolloutRole.Read;
            case OperatorKey:
                return FeatureRolloutRole.Operate;
            case AdministratorKey:
                return FeatureRolloutRole.Administer;
            case "wrong":
                return 0;
        }

        var isLocal = context.Connection.RemoteIpAddress is { } address && !address.Equals(Addresses[3]) && context.Request.Host.Host is "localhost" or "[::1]";
        var role = isLocal && local > (anybody ?? 0) ? local : anybody;
        return context.Request.Method is "POST" or "DELETE" && context.Request.Headers["Sec-Fetch-Site"] == "cross-site"
            ? (FeatureRolloutRole)Math.Min((int)(role ?? 0), (int)FeatureRolloutRole.Evaluate)
            : role ?? 0;
    }

    private static (HttpContext Context, string Credential) Request(Random random, IServiceProvider services)
    {
        var credential = Pick(random, Credentials);
        var context = new DefaultHttpContext { RequestServices = services };
        context.Connection.RemoteIpAddress = Pick(random, Addresses);
        context.Request.Scheme = "http";
        context.Request.Host = new HostString(Pick(random, Hosts));
        context.Request.Method = Pick(random, Methods);
        if (Pick(random, Sites) is { } site)
        {
            context.Request.Headers["Sec-Fetch-Site"] = site;
        }

        if (credential.Length > 0)
        {
            context.Request.Headers[credential.Contains(' ', StringComparison.Ordinal) || random.Next(2) == 0 ? "Authorization" : "X-Api-Key"] = credential;
        }

        return (context, credential);
    }

    private static ServiceProvider Services(FeatureRolloutRole? local, FeatureRolloutRole? anybody)
    {
        var services = new ServiceCollection();
        services.AddFeatureRollout().AddWeb(options =>
        {
            Keys(options);
            options.LoopbackRole = local;
            options.DangerousAnonymousRole = anybody;
        });
        return services.BuildServiceProvider();
    }

    private static FeatureRolloutRole? Role(Random random) => random.Next(5) is > 0 and var role ? (FeatureRolloutRole)role : null;

    private static T Pick<T>(Random random, T[] from) => from[random.Next(from.Length)];
}
