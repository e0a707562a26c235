using System.Text.Json;
using FeatureRollout.AdminApi;

namespace FeatureRollout.AspNetCore.Tests.AdminApi;

/// <summary>The document that the platform makes of an application.</summary>
[Trait("Requirement", "F-33")]
public sealed class OpenApiTests
{
    [Fact]
    public async Task Each_route_is_in_the_document_with_its_body_answer_and_refusals()
    {
        await using var app = await AdminApp.StartAsync();
        var reply = await app.SendAsync(HttpMethod.Get, "/openapi/v1.json", null, null);
        Assert.Equal(200, reply.Status);
        var paths = reply["paths"];
        var count = 0;
        foreach (var route in AdminApiEndpoints.Routes)
        {
            Assert.True(paths.TryGetProperty("/api/" + route.Pattern, out var path), route.Pattern);
            var operation = path.GetProperty(route.Method.ToLowerInvariant());
            count++;
            Assert.Equal(route.Summary, operation.GetProperty("summary").GetString());
            Assert.Equal("FeatureRollout." + route.Name, operation.GetProperty("operationId").GetString());
            Assert.StartsWith("rollout-", operation.GetProperty("tags")[0].GetString(), StringComparison.Ordinal);
            var answers = operation.GetProperty("responses");
            foreach (var status in (string[])["401", "403", "404", .. route.Writes ? (string[])["409"] : []])
            {
                Assert.True(answers.GetProperty(status).GetProperty("content").GetProperty("application/problem+json").TryGetProperty("schema", out _), $"{route.Name} {status}");
            }

            var success = answers.GetProperty(route.Success.ToString(System.Globalization.CultureInfo.InvariantCulture));
            Assert.Equal(route.Response is not null, success.TryGetProperty("content", out var content));
            if (route.Response is not null)
            {
                Assert.NotEmpty(Resolve(reply.Json, content.GetProperty(route.ResponseType).GetProperty("schema")).EnumerateObject());
            }

            Assert.Equal(route.Request is not null, operation.TryGetProperty("requestBody", out var body));
            if (route.Request is not null)
            {
                var schema = Resolve(reply.Json, body.GetProperty("content").GetProperty(route.RequestType).GetProperty("schema"));
                Assert.Equal(route.RequestType == "application/json" ? "object" : "string", schema.GetProperty("type").GetString());
            }

            var inPath = route.Pattern.Split('{').Skip(1).Select(part => part[..part.IndexOf('}', StringComparison.Ordinal)]).ToArray();
            var parameters = operation.TryGetProperty("parameters", out var given) ? given.EnumerateArray().ToArray() : [];
            Assert.Equal(inPath, parameters.Where(parameter => parameter.GetProperty("in").GetString() == "path").Select(parameter => parameter.GetProperty("name").GetString()), StringComparer.Ordinal);
        }

        Assert.Equal(count, paths.EnumerateObject().Sum(path => path.Value.EnumerateObject().Count()));
    }

    [Fact]
    public async Task Names_and_words_in_the_document_are_those_of_bodies()
    {
        await using var app = await AdminApp.StartAsync();
        var document = await app.SendAsync(HttpMethod.Get, "/openapi/v1.json", null, null);
        var schemas = document["components"].GetProperty("schemas");
        var patch = schemas.GetProperty("FlagPatchRequest").GetProperty("properties");
        Assert.Equal(["enabled", "rollout", "whitelist", "reason"], patch.EnumerateObject().Select(member => member.Name), StringComparer.Ordinal);
        Assert.Contains("customerId", schemas.GetProperty("ExplainRequest").GetProperty("required").EnumerateArray().Select(name => name.GetString()), StringComparer.Ordinal);
        Assert.Contains("\"rolledBack\"", document.Text, StringComparison.Ordinal);
        Assert.Contains("\"noData\"", document.Text, StringComparison.Ordinal);
        var flag = schemas.GetProperty("FlagResource").GetProperty("properties");
        var real = (await app.GetAsync("flags/production/with-rules")).Is(200).Json;
        Assert.Equal(real.EnumerateObject().Select(member => member.Name).Order(StringComparer.Ordinal), flag.EnumerateObject().Select(member => member.Name).Order(StringComparer.Ordinal));
        var query = document["paths"].GetProperty("/api/v2/events/{environment}").GetProperty("get").GetProperty("parameters").EnumerateArray().Select(parameter => parameter.GetProperty("name").GetString());
        Assert.Equal(["environment", "after", "limit"], query, StringComparer.Ordinal);
    }

    private static JsonElement Resolve(JsonElement document, JsonElement schema) =>
        schema.TryGetProperty("$ref", out var reference) ? document.GetProperty("components").GetProperty("schemas").GetProperty(reference.GetString()!.Split('/')[^1]) : schema;
}
