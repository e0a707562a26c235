using System.Net;
using FeatureRollout.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using static FeatureRollout.AspNetCore.Tests.Access.GateServer;

namespace FeatureRollout.AspNetCore.Tests.Access;

[Trait("Requirement", "F-22")]
public sealed class SignInTests
{
    private const string Dashboard = "/rollouts/";

    [Fact]
    public async Task Who_shows_a_key_is_signed_in_as_its_holder()
    {
        await using var server = await StartAsync(Keys);

        var cookie = await SignInAsync(server, OperatorKey);

        Assert.Equal("SignedIn Operate operator", (await server.SendAsync(FeatureRolloutRole.Read, at: Dashboard, headers: ("Cookie", cookie))).Text);
        Assert.Equal(403, (await server.SendAsync(FeatureRolloutRole.Administer, at: Dashboard, headers: ("Cookie", cookie))).Status);
    }

    [Fact]
    public async Task Signing_in_is_logged_without_the_key()
    {
        using var logs = new AdminApi.RecordedLogs();
        await using var server = await StartAsync(Keys, services => services.AddSingleton<Microsoft.Extensions.Logging.ILoggerProvider>(logs));
        await SignInAsync(server, OperatorKey);
        using var wrong = new HttpRequestMessage(HttpMethod.Post, "/rollouts/sign-in?key=some-wrong-key-0123456789");
        Assert.Equal(401, (await server.SendAsync(wrong)).Status);

        var lines = logs.All.Split('\n').Where(line => line.Contains("dashboard", StringComparison.Ordinal)).ToArray();
        Assert.Equal(2, lines.Length);
        Assert.Contains("operator (Operate) signed in", lines[0], StringComparison.Ordinal);
        Assert.Contains("was refused with 401", lines[1], StringComparison.Ordinal);
        Assert.All(lines, line => Assert.DoesNotContain("-key-", line, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("http", false)]
    [InlineData("https", true)]
    public async Task The_cookie_is_for_this_path_and_no_script_and_no_other_site(string scheme, bool secure)
    {
        await using var server = await StartAsync(Keys);
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{scheme}://localhost/rollouts/sign-in?key={ReaderKey}");

        var cookie = (await server.SendAsync(request)).Cookie!;

        var parts = cookie.Split("; ").Skip(1).Order(StringComparer.Ordinal);
        Assert.Equal(secure ? ["httponly", "path=/rollouts", "samesite=strict", "secure"] : (string[])["httponly", "path=/rollouts", "samesite=strict"], parts, StringComparer.Ordinal);
        Assert.DoesNotContain(ReaderKey, cookie, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_counts_on_the_dashboard_alone()
    {
        await using var server = await StartAsync(Keys);

        var cookie = await SignInAsync(server, AdministratorKey);

        Assert.Equal(401, (await server.SendAsync(FeatureRolloutRole.Evaluate, headers: ("Cookie", cookie))).Status);
    }

    [Fact]
    public async Task It_ends_after_eight_hours()
    {
        await using var server = await StartAsync(Keys);
        var cookie = await SignInAsync(server, ReaderKey);

        server.Time.Advance(SignInTicket.Lifetime - TimeSpan.FromTicks(1));
        Assert.Equal(200, (await server.SendAsync(FeatureRolloutRole.Read, at: Dashboard, headers: ("Cookie", cookie))).Status);
        server.Time.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(401, (await server.SendAsync(FeatureRolloutRole.Read, at: Dashboard, headers: ("Cookie", cookie))).Status);
    }

    [Theory]
    [InlineData("operator", OperatorKey, FeatureRolloutRole.Operate, true)]
    [InlineData("operator", OperatorKey + "2", FeatureRolloutRole.Operate, false)]
    [InlineData("operator", OperatorKey, FeatureRolloutRole.Read, false)]
    [InlineData("operator", OperatorKey, FeatureRolloutRole.Administer, false)]
    [InlineData("somebody", OperatorKey, FeatureRolloutRole.Operate, false)]
    [InlineData(null, OperatorKey, FeatureRolloutRole.Operate, false)]
    public async Task It_ends_with_the_key_the_role_and_the_name_that_it_was_made_of(string? name, string key, FeatureRolloutRole role, bool stays)
    {
        var protection = new EphemeralDataProtectionProvider();
        await using var before = await StartAsync(Keys, services => services.AddSingleton<IDataProtectionProvider>(protection));
        await using var after = await StartAsync(
            options =>
            {
                options.ApiKeys.Add(new() { Name = "another", Key = "another-key-0123456789", Role = FeatureRolloutRole.Administer });
                if (name is not null)
                {
                    options.ApiKeys.Add(new() { Name = name, Key = key, Role = role });
                }
            },
            services => services.AddSingleton<IDataProtectionProvider>(protection));

        var cookie = await SignInAsync(before, OperatorKey);

        Assert.Equal(stays ? 200 : 401, (await after.SendAsync(FeatureRolloutRole.Evaluate, at: Dashboard, headers: ("Cookie", cookie))).Status);
    }

    [Fact]
    public async Task A_changed_cookie_or_one_of_another_application_is_none()
    {
        await using var server = await StartAsync(Keys, services => services.AddSingleton<IDataProtectionProvider>(new EphemeralDataProtectionProvider()));
        await using var other = await StartAsync(Keys, services => services.AddSingleton<IDataProtectionProvider>(new EphemeralDataProtectionProvider()));
        var cookie = await SignInAsync(server, ReaderKey);
        var name = cookie[..(cookie.IndexOf('=', StringComparison.Ordinal) + 1)];
        var middle = name.Length + ((cookie.Length - name.Length) / 2);

        foreach (var forged in new[] { name, name + "a", name + "%", name + new string('A', 5000), cookie + "A", cookie[..^1], cookie[..middle] + (cookie[middle] == 'A' ? 'B' : 'A') + cookie[(middle + 1)..], await SignInAsync(other, ReaderKey) })
        {
            Assert.Equal(401, (await server.SendAsync(FeatureRolloutRole.Evaluate, at: Dashboard, headers: ("Cookie", forged))).Status);
        }
    }

    [Fact]
    public async Task Each_sign_in_makes_a_new_ticket_and_takes_none_from_the_browser()
    {
        await using var server = await StartAsync(Keys);
        var first = await SignInAsync(server, ReaderKey);

        var second = await SignInAsync(server, ReaderKey, ("Cookie", first));

        Assert.NotEqual(first, second, StringComparer.Ordinal);
    }

    [Fact]
    public async Task Another_site_cannot_sign_somebody_in()
    {
        await using var server = await StartAsync(Keys);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/rollouts/sign-in?key=" + ReaderKey);

        var answer = await server.SendAsync(request, ("Sec-Fetch-Site", "cross-site"));

        Assert.Equal((403, null), (answer.Status, answer.Cookie));
    }

    [Fact]
    public async Task Nor_can_it_have_a_signed_in_browser_write()
    {
        await using var server = await StartAsync(Keys);
        var cookie = await SignInAsync(server, OperatorKey);

        Assert.Equal(403, (await server.SendAsync(FeatureRolloutRole.Operate, HttpMethod.Post, Dashboard, ("Cookie", cookie), ("Sec-Fetch-Site", "same-site"))).Status);
        Assert.Equal(200, (await server.SendAsync(FeatureRolloutRole.Operate, HttpMethod.Post, Dashboard, ("Cookie", cookie), ("Sec-Fetch-Site", "same-origin"))).Status);
    }

    [Fact]
    public async Task Wrong_keys_are_counted_here_too()
    {
        await using var server = await StartAsync(Keys);
        server.RemoteAddress = IPAddress.Parse("203.0.113.7");
        for (var i = 0; i < 10; i++)
        {
            Assert.Equal(401, (await TryAsync(server, "wrong")).Status);
        }

        var answer = await TryAsync(server, ReaderKey);

        Assert.Equal((429, null), (answer.Status, answer.Cookie));
        Assert.Equal(429, (await server.SendAsync(FeatureRolloutRole.Read, headers: ("X-Api-Key", ReaderKey))).Status);
    }

    [Fact]
    public async Task Signing_out_takes_the_cookie_away()
    {
        await using var server = await StartAsync(Keys);
        var name = (await SignInAsync(server, ReaderKey)).Split('=')[0];
        using var request = new HttpRequestMessage(HttpMethod.Post, "/rollouts/sign-out");

        var cookie = (await server.SendAsync(request)).Cookie!;

        Assert.StartsWith($"{name}=; expires=Thu, 01 Jan 1970 00:00:00 GMT; path=/rollouts;", cookie, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_application_below_a_path_has_its_cookie_there()
    {
        await using var server = await StartAsync(Keys, use: app => app.UsePathBase("/shop"));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/shop/rollouts/sign-in?key=" + ReaderKey);

        var cookie = (await server.SendAsync(request)).Cookie!;

        Assert.Contains("; path=/shop/rollouts;", cookie, StringComparison.Ordinal);
        Assert.Equal(200, (await server.SendAsync(FeatureRolloutRole.Read, at: "/shop/rollouts/", headers: ("Cookie", cookie.Split(';')[0]))).Status);
        Assert.Equal(401, (await server.SendAsync(FeatureRolloutRole.Read, at: "/rollouts/", headers: ("Cookie", cookie.Split(';')[0]))).Status);
    }

    private static async Task<string> SignInAsync(GateServer server, string key, params (string, string)[] headers)
    {
        var answer = await TryAsync(server, key, headers);
        Assert.Equal(200, answer.Status);
        return answer.Cookie!.Split(';')[0];
    }

    private static async Task<Answer> TryAsync(GateServer server, string key, params (string, string)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/rollouts/sign-in?key=" + key);
        return await server.SendAsync(request, headers);
    }
}
