using System.Net;

namespace FeatureRollout.FeatureManagement.Tests.App;

/// <summary>What the application does for its users, whoever answers for its features.</summary>
[Trait("Requirement", "F-20")]
public abstract class ShopTests(ShopApp app)
{
    /// <summary>Users with groups, so that each feature is on for some and off for others.</summary>
    private static readonly (string User, string[] Groups)[] Callers =
    [
        ("Jeff", []), ("Anne", ["Press"]), ("Mark", ["Ring0"]), ("ring-zero", ["Ring0"]),
        .. Enumerable.Range(0, 40).Select(i => ($"user-{i}", i % 4 == 0 ? ["Ring1"] : i % 4 == 1 ? new[] { "Staff", "Ring1" } : [])),
    ];

    [Theory]
    [InlineData("/gated/half")]
    [InlineData("/gated/all")]
    [InlineData("/gated/any")]
    [InlineData("/gated/not-half")]
    [InlineData("/gated/not-any")]
    [InlineData("/minimal/half")]
    [InlineData("/minimal/not-half")]
    [InlineData("/minimal/any")]
    [InlineData("/checkout")]
    public async Task A_gate_lets_exactly_those_pass_for_whom_its_features_are_on(string path)
    {
        var passed = 0;
        foreach (var (user, groups) in Callers)
        {
            var (half, checkout) = (Reference.Half(user), Reference.Checkout(user, groups));
            var expected = path switch
            {
                "/gated/half" or "/minimal/half" => half,
                "/gated/all" => half && checkout,
                "/gated/any" => half || checkout,
                "/gated/not-half" or "/minimal/not-half" => !half,
                "/gated/not-any" => !half && !checkout,
                _ => checkout,
            };

            using var response = await GetAsync(path, user, groups);

            Assert.Equal((user, expected ? HttpStatusCode.OK : HttpStatusCode.NotFound), (user, response.StatusCode));
            passed += expected ? 1 : 0;
        }

        Assert.InRange(passed, 1, Callers.Length - 1);
    }

    [Fact]
    public async Task A_gate_of_a_feature_that_nobody_knows_is_shut()
    {
        using var response = await GetAsync("/gated/unknown", "Jeff");

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task Middleware_and_filters_are_there_where_their_features_are_on()
    {
        foreach (var (user, groups) in Callers)
        {
            using var response = await GetAsync("/gated/open", user, groups);

            Assert.Equal((user, Reference.Checkout(user, groups)), (user, response.Headers.Contains("X-Checkout")));
            Assert.Equal((user, Reference.Half(user)), (user, response.Headers.Contains("X-Half")));
            Assert.Equal((user, Reference.Half(user)), (user, response.Headers.Contains("X-Half-Filter")));
        }
    }

    [Fact]
    public async Task A_view_shows_what_its_features_and_variants_say()
    {
        foreach (var (user, groups) in Callers)
        {
            var (half, checkout, greeting) = (Reference.Half(user), Reference.Checkout(user, groups), Reference.Greeting(user));
            string?[] expected =
            [
                half ? "[half]" : "[not half]",
                half && checkout ? "[all]" : null,
                half || checkout ? "[any]" : null,
                greeting == "Short" ? "[short]" : null,
                greeting is not null ? "[greeted]" : null,
                greeting != "Long" ? "[not long]" : null,
                Reference.Colour(user) == "Red" ? "[red]" : null,
            ];

            using var response = await GetAsync("/gated/view", user, groups);
            var shown = (await response.Content.ReadAsStringAsync()).Split(['\n', '\r'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

            Assert.Equal((user, string.Concat(expected)), (user, string.Concat(shown)));
        }
    }

    [Fact]
    public async Task A_page_shows_what_its_features_say()
    {
        using var response = await GetAsync("/checkout", "Jeff");

        Assert.Equal("checkout [always]", (await response.Content.ReadAsStringAsync()).Trim());
    }

    [Fact]
    public async Task Every_interface_gives_the_answer_the_variant_and_the_names()
    {
        foreach (var (user, groups) in Callers)
        {
            var greeting = Reference.Greeting(user);
            var greeter = greeting switch { "Short" => "Hi", "Long" => "Good day", _ => "" };

            using var response = await GetAsync("/answers", user, groups);

            var expected = Answers(user, groups, times: 4, variants: 2)
                .Append("greeter: " + greeter)
                .Concat(Enumerable.Repeat("names: Always Checkout Colour Greeting Half Never Past", 2));
            Assert.Equal(user + "\n" + string.Join('\n', expected), user + "\n" + await response.Content.ReadAsStringAsync());
        }
    }

    [Fact]
    public async Task A_context_given_with_the_question_says_whom_it_is_about()
    {
        foreach (var (user, groups) in Callers)
        {
            using var response = await GetAsync($"/answers/about?user={user}{(groups.Length > 0 ? "&groups=" + string.Join(',', groups) : "")}", "somebody else");

            Assert.Equal(user + "\n" + string.Join('\n', Answers(user, groups, times: 2, variants: 1)), user + "\n" + await response.Content.ReadAsStringAsync());
        }
    }

    [Fact]
    public async Task Who_is_not_signed_in_gets_what_everybody_gets()
    {
        using var response = await app.Client.GetAsync("/answers");
        var text = await response.Content.ReadAsStringAsync();

        Assert.Contains("Always: True True True True", text, StringComparison.Ordinal);
        Assert.Contains("Never: False False False False", text, StringComparison.Ordinal);
        Assert.Contains("Past: False False False False", text, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Answers(string user, string[] groups, int times, int variants)
    {
        foreach (var (name, enabled, variant) in new[]
        {
            ("Always", true, null),
            ("Never", false, null),
            ("Half", Reference.Half(user), null),
            ("Checkout", Reference.Checkout(user, groups), null),
            ("Past", false, null),
            ("Greeting", Reference.Greeting(user) is not null, Reference.Greeting(user)),
            ("Colour", true, Reference.Colour(user)),
            ("Unheard-of", false, null),
        })
        {
            yield return $"{name}: {string.Join(' ', Enumerable.Repeat(enabled, times))}";
            for (var i = 0; i < variants; i++)
            {
                yield return "  " + variant switch
                {
                    null => "no variant",
                    "Short" => "Short =Hi",
                    "Long" => "Long Loud=True Size=300 Words:0=Good Words:1=day",
                    _ => variant + " ",
                };
            }
        }
    }

    private async Task<HttpResponseMessage> GetAsync(string path, string user, params string[] groups)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("X-User", user);
        if (groups.Length > 0)
        {
            request.Headers.Add("X-Groups", string.Join(',', groups));
        }

        return await app.Client.SendAsync(request);
    }
}

/// <summary>As it was before: this is what must not change.</summary>
public sealed class ShopOnMicrosoftTests(MicrosoftApp app) : ShopTests(app), IClassFixture<MicrosoftApp>;

/// <summary>With the features imported, and nothing else changed.</summary>
public sealed class ShopHereTests(HereApp app) : ShopTests(app), IClassFixture<HereApp>;

/// <summary>On the way, with some features imported and some not.</summary>
public sealed class ShopOnBothTests(BothApp app) : ShopTests(app), IClassFixture<BothApp>;
