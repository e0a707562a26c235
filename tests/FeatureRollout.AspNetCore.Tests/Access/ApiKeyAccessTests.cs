using static FeatureRollout.AspNetCore.Tests.Access.GateServer;

namespace FeatureRollout.AspNetCore.Tests.Access;

[Trait("Requirement", "F-33")]
[Trait("Requirement", "S1-05")]
public sealed class ApiKeyAccessTests
{
    [Theory]
    [InlineData("Authorization", OperatorKey)]
    [InlineData("Authorization", "Bearer " + OperatorKey)]
    [InlineData("Authorization", "bearer   " + OperatorKey)]
    [InlineData("Authorization", "ApiKey " + OperatorKey)]
    [InlineData("X-Api-Key", OperatorKey)]
    public async Task A_key_is_accepted_wherever_scripts_put_it(string header, string value)
    {
        await using var server = await StartAsync(Keys);

        var answer = await server.SendAsync(FeatureRolloutRole.Operate, HttpMethod.Patch, headers: (header, value));

        Assert.Equal((200, "ApiKey Operate operator"), (answer.Status, answer.Text));
    }

    [Theory]
    [InlineData("operator-key-012345678")]
    [InlineData("operator-key-01234567890")]
    [InlineData("Operator-key-0123456789")]
    [InlineData("")]
    [InlineData("reader")]
    [InlineData(ReaderKey + "," + OperatorKey)]
    [InlineData("Bearer")]
    [InlineData("Bearer ")]
    [InlineData("Basic b3BlcmF0b3Ita2V5LTAxMjM0NTY3ODk=")]
    [InlineData("Negotiate " + OperatorKey)]
    public async Task Near_keys_and_other_schemes_are_refused(string value)
    {
        await using var server = await StartAsync(Keys);

        Assert.Equal(401, (await server.SendAsync(FeatureRolloutRole.Evaluate, headers: ("Authorization", value))).Status);
    }

    [Fact]
    public async Task Who_shows_nothing_is_asked_for_credentials()
    {
        await using var server = await StartAsync(Keys);

        Assert.Equal(401, (await server.SendAsync(FeatureRolloutRole.Evaluate)).Status);
    }

    [Theory]
    [InlineData(ReaderKey, FeatureRolloutRole.Read)]
    [InlineData(OperatorKey, FeatureRolloutRole.Operate)]
    [InlineData(AdministratorKey, FeatureRolloutRole.Administer)]
    public async Task A_key_opens_what_its_role_may_and_nothing_higher(string key, FeatureRolloutRole role)
    {
        await using var server = await StartAsync(Keys);

        foreach (var needed in Enum.GetValues<FeatureRolloutRole>())
        {
            var answer = await server.SendAsync(needed, headers: ("X-Api-Key", key));
            Assert.Equal(needed <= role ? 200 : 403, answer.Status);
        }
    }

    [Fact]
    public async Task A_refusal_for_the_role_says_which_is_needed()
    {
        await using var server = await StartAsync(Keys);

        var answer = await server.SendAsync(FeatureRolloutRole.Operate, HttpMethod.Post, headers: ("X-Api-Key", ReaderKey));

        Assert.Equal((403, "This needs the role Operate, which the caller, who has Read, does not have."), (answer.Status, answer.Text));
    }

    [Theory]
    [InlineData(OperatorKey, OperatorKey)]
    [InlineData("Bearer " + OperatorKey, ReaderKey)]
    [InlineData("ApiKey wrong", OperatorKey)]
    [InlineData("wrong", OperatorKey)]
    public async Task Two_credentials_are_refused_even_where_both_are_right(string authorization, string own)
    {
        await using var server = await StartAsync(Keys);

        var answer = await server.SendAsync(FeatureRolloutRole.Read, headers: [("Authorization", authorization), ("X-Api-Key", own)]);

        Assert.Equal(401, answer.Status);
        Assert.Contains("more than one credential", answer.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Authorization")]
    [InlineData("X-Api-Key")]
    public async Task A_header_that_stands_twice_is_refused(string header)
    {
        await using var server = await StartAsync(Keys, kestrel: true);

        var answer = await RawRequest.SendAsync(server.Client.BaseAddress!, $"GET /Read HTTP/1.1\r\nHost: localhost\r\n{header}: {OperatorKey}\r\n{header}: {OperatorKey}\r\nConnection: close\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 401", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_proxy_with_a_password_of_its_own_does_not_stand_in_the_way_of_a_key()
    {
        await using var server = await StartAsync(Keys);

        var answer = await server.SendAsync(FeatureRolloutRole.Read, headers: [("Authorization", "Basic cHJveHk6cHJveHk="), ("X-Api-Key", ReaderKey)]);

        Assert.Equal(200, answer.Status);
    }

    [Fact]
    public async Task A_wrong_key_is_refused_where_nothing_shown_would_be_let_in()
    {
        await using var server = await StartAsync(options =>
        {
            Keys(options);
            options.DangerousAnonymousRole = FeatureRolloutRole.Administer;
        });

        Assert.Equal(200, (await server.SendAsync(FeatureRolloutRole.Read)).Status);
        Assert.Equal(401, (await server.SendAsync(FeatureRolloutRole.Read, headers: ("X-Api-Key", "wrong"))).Status);
    }

    [Fact]
    public async Task Where_no_keys_are_set_headers_show_none()
    {
        await using var server = await StartAsync(options => options.DangerousAnonymousRole = FeatureRolloutRole.Evaluate);

        Assert.Equal(200, (await server.SendAsync(FeatureRolloutRole.Evaluate, headers: ("Authorization", "Bearer token-of-the-shop"))).Status);
        Assert.Equal(401, (await server.SendAsync(FeatureRolloutRole.Read, headers: ("Authorization", "Bearer token-of-the-shop"))).Status);
    }

    [Fact]
    public async Task No_answer_holds_a_key()
    {
        await using var server = await StartAsync(Keys);

        foreach (var key in new[] { "a-wrong-key-0123456789", ReaderKey })
        {
            var answer = await server.SendAsync(FeatureRolloutRole.Administer, headers: ("X-Api-Key", key));
            Assert.DoesNotContain(key, answer.Text, StringComparison.Ordinal);
        }
    }
}
