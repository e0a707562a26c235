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
}
