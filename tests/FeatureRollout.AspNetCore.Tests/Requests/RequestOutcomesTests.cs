using System.Diagnostics;
using System.Net;
using FeatureRollout.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace FeatureRollout.AspNetCore.Tests.Requests;

[Trait("Requirement", "F-30")]
public sealed class RequestOutcomesTests
{
    public static TheoryData<Host> Hosts => RequestApp.Hosts;

    [Theory]
    [MemberData(nameof(Hosts))]
    [Trait("Requirement", "F-16")]
    public async Task Every_way_to_ask_is_seen_wherever_in_the_request_it_is_asked(Host host)
    {
        var flags = FeatureFlags.FromJson("""{ "flags": { "handle": { "percentage": 100 }, "elsewhere": { "percentage": 100 } } }""");
        var handle = flags.GetFlag("handle");
        await using var app = await RequestApp.StartAsync(host, app => app.MapGet("/", async (HttpContext context, IFeatureFlags asked) =>
        {
            await DeepAsync(3, async () =>
            {
                Assert.True(asked.IsEnabled("on", "acme"));
                await Task.Run(() => asked.IsEnabled("off", EvaluationContext.For("acme")));
                await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => asked.IsEnabled("other", "acme"))));
            });
            using var span = new Activity("of the host's own").Start();
            Assert.Equal("#00f", asked.GetVariant("colour", "acme", "none"));
            Assert.True(context.GetCustomerFlags().IsEnabled("named"));
            Assert.True(handle.IsEnabled("acme"));
            Assert.False(asked.IsEnabled("unknown", "acme"));
        }), options => options.Customer = _ => EvaluationContext.For("acme"));

        Assert.Equal(HttpStatusCode.OK, (await app.Client.GetAsync("/")).StatusCode);
        await app.EndAsync();

        Assert.Equal((1, 0), app.On("on"));
        Assert.Equal((1, 0), app.Off("off"));
        Assert.Equal((1, 0), app.On("other"));
        Assert.Equal((1, 0), app.On("colour"));
        Assert.Equal((1, 0), app.On("named"));
        Assert.Equal(1, flags.GetStatistics("handle")!.On.Successes);
        Assert.Equal(0, flags.GetStatistics("elsewhere")!.On.Successes);
        Assert.Equal((0, 0), app.On("half"));
        Assert.Equal(1, app.Asked.GetStatistics("on")!.EnabledEvaluations);
        flags.Dispose();
    }

    [Theory]
    [MemberData(nameof(Hosts))]
    [Trait("Requirement", "F-16")]
    public async Task Both_arms_are_counted_each_with_its_own_results_and_only_those_drawn_are_compared(Host host)
    {
        await using var app = await RequestApp.StartAsync(host, app => app.MapGet("/{customer}", async (string customer, IFeatureFlags flags) =>
        {
            await Task.Yield();
            return flags.IsEnabled("half", customer) ? Results.StatusCode(503) : flags.IsEnabled("named", customer) ? Results.Ok() : Results.NotFound();
        }));
        var customers = Enumerable.Range(0, 40).Select(i => FormattableString.Invariant($"c{i}")).ToArray();
        foreach (var customer in customers)
        {
            using var response = await app.Client.GetAsync("/" + customer);
        }

        using var named = await app.Client.GetAsync("/acme");
        await app.EndAsync();

        var on = customers.Append("acme").Count(customer => app.Asked.IsEnabled("half", customer));
        Assert.InRange(on, 5, 36);
        Assert.Equal((0, on), app.On("half"));
        Assert.Equal((41 - on, 0), app.Off("half"));
        Assert.Equal(app.On("half"), Drawn(app, "half", Outcomes.OutcomeArm.DrawnOn));
        Assert.Equal(app.Off("half"), Drawn(app, "half", Outcomes.OutcomeArm.DrawnOff));
        Assert.Equal((0, 0), Drawn(app, "named", Outcomes.OutcomeArm.DrawnOn));
        Assert.Equal(app.Asked.IsEnabled("half", "acme") ? (0, 0) : (1, 0), app.On("named"));
    }

    [Theory]
    [MemberData(nameof(Hosts))]
    [Trait("Requirement", "S4-13")]
    public async Task An_exception_is_a_failure_with_customer_method_and_route_and_passes_through(Host host)
    {
        Exception? seen = null;
        await using var app = await RequestApp.StartAsync(host, app =>
        {
            foreach (var waits in new[] { false, true })
            {
                app.MapPost($"/{waits}/{{id}}", async Task (IFeatureFlags flags) =>
                {
                    _ = flags.IsEnabled("on", "acme");
                    _ = flags.IsEnabled("off", "acme");
                    if (waits)
                    {
                        await Task.Yield();
                    }

                    throw new InvalidOperationException("No stock.");
                });
            }
        }, services: services => services.AddSingleton<Microsoft.AspNetCore.Hosting.IStartupFilter>(new Around(exception => seen = exception)));

        foreach (var waits in new[] { "False", "True" })
        {
            using var response = await app.Client.PostAsync($"/{waits}/secret-4711", null);
            Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        }

        await app.EndAsync();

        Assert.IsType<InvalidOperationException>(seen);
        Assert.Equal((0, 2), app.On("on"));
        Assert.Equal((0, 2), app.Off("off"));
        Assert.Equal(2, app.Asked.GetStatistics("on")!.On.LatencyCount);
        var errors = app.Asked.ErrorsOf("on")!.Recent();
        Assert.Equal(2, errors.Count);
        Assert.Equal("InvalidOperationException: No stock.", errors[0].Error);
        Assert.Equal("acme", errors[0].CustomerId);
        Assert.Equal("method=POST route=/True/{id}", string.Join(' ', errors[0].Metadata.Select(one => $"{one.Key}={one.Value}")));
    }

    [Theory]
    [MemberData(nameof(Hosts))]
    [Trait("Requirement", "S4-13")]
    [Trait("Requirement", "S4-14")]
    public async Task A_status_of_500_or_more_is_a_failure_and_the_handled_exception_is_its_error(Host host)
    {
        await using var app = await RequestApp.StartAsync(host, app =>
        {
            app.UseExceptionHandler(inner => inner.Run(context => context.Response.WriteAsync("sorry")));
            app.MapGet("/{status:int}", (int status, IFeatureFlags flags) => flags.IsEnabled("on", "acme") ? Results.StatusCode(status) : Results.Ok());
            app.MapGet("/throws/{id}", string (IFeatureFlags flags) => flags.IsEnabled("on", "acme") ? throw new TimeoutException("The stock was slow.") : "");
        });

        foreach (var path in new[] { "/200", "/404", "/499", "/500", "/503", "/throws/17" })
        {
            using var response = await app.Client.GetAsync(path);
        }

        await app.EndAsync();

        Assert.Equal((2, 3), app.On("on"));
        Assert.Equal(0.6, app.Asked.GetStatistics("on")!.On.ErrorRate);
        Assert.Equal(
            ["TimeoutException: The stock was slow. /throws/{id} 500", "HTTP 503 /{status:int} 503", "HTTP 500 /{status:int} 500"],
            app.Asked.ErrorsOf("on")!.Recent().Select(error => $"{error.Error} {error.Metadata["route"]} {error.Metadata["status"]}"),
            StringComparer.Ordinal);
        Assert.All(app.Asked.ErrorsOf("on")!.Recent(), error => Assert.Equal("acme", error.CustomerId));
    }

    [Fact]
    public async Task What_is_a_failure_can_be_chosen()
    {
        await using var app = await RequestApp.StartAsync(
            Host.TestHost,
            app => app.MapGet("/{status:int}", (int status, IFeatureFlags flags) => flags.IsEnabled("on", "acme") ? Results.StatusCode(status) : Results.Ok()),
            options => options.IsFailure = context => context.Response.StatusCode == 404);

        foreach (var path in new[] { "/200", "/404", "/500" })
        {
            using var response = await app.Client.GetAsync(path);
        }

        Assert.Equal((2, 1), app.On("on"));
    }

    [Theory]
    [MemberData(nameof(Hosts))]
    public async Task A_client_that_goes_is_neither_a_success_nor_a_failure_and_what_broke_before_is_one(Host host)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var began = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var app = await RequestApp.StartAsync(host, app => app.MapGet("/{mends}", async (bool mends, HttpContext context, IFeatureFlags flags) =>
        {
            _ = flags.IsEnabled(mends ? "other" : "on", "acme");
            began.TrySetResult();
            try
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
            }
            catch (OperationCanceledException gone) when (mends)
            {
                throw new InvalidOperationException("Broken while the client went.", gone);
            }
            finally
            {
                ended.TrySetResult();
            }
        }));

        foreach (var path in new[] { "/false", "/true" })
        {
            (began, ended) = (new(TaskCreationOptions.RunContinuationsAsynchronously), new(TaskCreationOptions.RunContinuationsAsynchronously));
            using var going = new CancellationTokenSource();
            var request = app.Client.GetAsync(path, going.Token);
            await began.Task;
            await going.CancelAsync();
            await Assert.ThrowsAnyAsync<Exception>(() => request);
            await ended.Task;
        }

        await app.EndAsync();
        await Until(() => app.On("other") == (0, 1));

        Assert.Equal((0, 0), app.On("on"));
    }

    [Fact]
    public async Task An_exception_that_cancels_while_the_client_waits_is_a_failure()
    {
        await using var app = await RequestApp.StartAsync(Host.Kestrel, app => app.MapGet("/", async (IFeatureFlags flags) =>
        {
            _ = flags.IsEnabled("on", "acme");
            await Task.Yield();
            throw new OperationCanceledException("A call inside took too long.");
        }));

        using var response = await app.Client.GetAsync("/");
        await app.EndAsync();

        Assert.Equal((0, 1), app.On("on"));
    }

    [Theory]
    [MemberData(nameof(Hosts))]
    public async Task A_body_that_is_wrong_is_no_failure_of_the_feature(Host host)
    {
        await using var app = await RequestApp.StartAsync(host, app => app.MapGet("/", string (IFeatureFlags flags) =>
            flags.IsEnabled("on", "acme") ? throw new BadHttpRequestException("The body is too long.", 413) : ""));

        using var response = await app.Client.GetAsync("/").ContinueWith(sent => sent.IsFaulted ? null : sent.Result, TaskScheduler.Default);
        await app.EndAsync();

        Assert.Equal((1, 0), app.On("on"));
    }

    [Theory]
    [MemberData(nameof(Hosts))]
    public async Task What_the_code_records_itself_is_not_recorded_again(Host host)
    {
        await using var app = await RequestApp.StartAsync(host, app => app.MapGet("/", async (IFeatureFlags flags) =>
        {
            var evaluation = flags.Evaluate("on", "acme");
            _ = flags.IsEnabled("other", "acme");
            await Task.Yield();
            flags.RecordOutcome(evaluation, FlagOutcome.Failure());
            _ = flags.IsEnabled("on", "acme");
            _ = await flags.RunAsync("off", "acme", on: _ => Task.FromResult(1), off: _ => Task.FromResult(2));
            throw new InvalidOperationException();
        }));

        using var response = await app.Client.GetAsync("/").ContinueWith(sent => sent.IsFaulted ? null : sent.Result, TaskScheduler.Default);
        await app.EndAsync();

        Assert.Equal((0, 1), app.On("on"));
        Assert.Equal((1, 0), app.Off("off"));
        Assert.Equal((0, 1), app.On("other"));
    }

    [Theory]
    [MemberData(nameof(Hosts))]
    public async Task Endpoints_can_be_left_out(Host host)
    {
        await using var app = await RequestApp.StartAsync(host, app =>
        {
            app.MapGet("/health", (IFeatureFlags flags) => flags.IsEnabled("on", "acme")).WithoutFeatureOutcomes();
            app.MapGroup("/polls").WithoutFeatureOutcomes().MapGet("/one", (IFeatureFlags flags) => flags.IsEnabled("on", "acme"));
            app.MapGet("/", (IFeatureFlags flags) => flags.IsEnabled("on", "acme"));
        });

        Assert.Equal("true", await app.Client.GetStringAsync("/health"));
        Assert.Equal("true", await app.Client.GetStringAsync("/polls/one"));
        Assert.Equal("true", await app.Client.GetStringAsync("/"));
        await app.EndAsync();

        Assert.Equal((1, 0), app.On("on"));
    }

    [Theory]
    [InlineData(Host.TestHost)]
    [InlineData(Host.Kestrel)]
    public async Task Of_257_flags_256_are_recorded(Host host)
    {
        var names = Enumerable.Range(0, 257).Select(i => FormattableString.Invariant($"f{i}")).ToArray();
        string[] twice = [.. names, .. names];
        await using var app = await RequestApp.StartAsync(
            host,
            app => app.MapGet("/", (IFeatureFlags flags) => twice.Count(name => flags.IsEnabled(name, "acme"))),
            flags: $$"""{ "flags": { {{string.Join(", ", names.Select(name => $$"""
                "{{name}}": { "percentage": 100 }
                """))}} } }""");

        Assert.Equal("514", await app.Client.GetStringAsync("/"));
        await app.EndAsync();

        Assert.Equal(256, names.Sum(name => app.On(name).Successes));
    }

    [Theory]
    [MemberData(nameof(Hosts))]
    public async Task Latency_is_that_of_the_request_and_a_stream_has_none(Host host)
    {
        var time = new VirtualTimeProvider();
        await using var app = await RequestApp.StartAsync(
            host,
            app =>
            {
                app.MapGet("/", (IFeatureFlags flags) =>
                {
                    time.Advance(TimeSpan.FromMilliseconds(250));
                    return flags.IsEnabled("on", "acme");
                });
                app.MapGet("/events", (IFeatureFlags flags, HttpContext context) =>
                {
                    time.Advance(TimeSpan.FromMinutes(5));
                    context.Response.ContentType = "text/event-stream";
                    return context.Response.WriteAsync(flags.IsEnabled("other", "acme") ? "data: 1\n\n" : "");
                });
            },
            time: time);

        Assert.Equal("true", await app.Client.GetStringAsync("/"));
        Assert.NotEqual("", await app.Client.GetStringAsync("/events"), StringComparer.Ordinal);
        await app.EndAsync();

        var latency = app.Asked.GetStatistics("on")!.On.LatencyP50!.Value.TotalMilliseconds;
        Assert.InRange(latency, 247, 253);
        Assert.Equal((1, 0), app.On("other"));
        Assert.Equal(0, app.Asked.GetStatistics("other")!.On.LatencyCount);
    }

    [Theory]
    [MemberData(nameof(Hosts))]
    public async Task A_web_socket_has_a_result_and_no_latency(Host host)
    {
        if (host is Host.TestHost or Host.TestHostWithoutActivities)
        {
            return;
        }

        await using var app = await RequestApp.StartAsync(host, app =>
        {
            app.UseWebSockets();
            app.MapGet("/", async (HttpContext context, IFeatureFlags flags) =>
            {
                _ = flags.IsEnabled("on", "acme");
                using var socket = await context.WebSockets.AcceptWebSocketAsync();
                await socket.CloseAsync(System.Net.WebSockets.WebSocketCloseStatus.NormalClosure, null, default);
            });
        });
        using var client = new System.Net.WebSockets.ClientWebSocket();
        await client.ConnectAsync(new UriBuilder(app.Client.BaseAddress!) { Scheme = "ws" }.Uri, default);
        await client.ReceiveAsync(new byte[1], default);
        await client.CloseAsync(System.Net.WebSockets.WebSocketCloseStatus.NormalClosure, null, default);
        await app.EndAsync();

        Assert.Equal((1, 0), app.On("on"));
        Assert.Equal(0, app.Asked.GetStatistics("on")!.On.LatencyCount);
    }

    [Theory]
    [MemberData(nameof(Hosts))]
    public async Task Two_applications_in_one_process_do_not_mix_also_where_one_calls_the_other(Host host)
    {
        foreach (var inner in new[] { Host.TestHost, Host.TestHostWithoutActivities })
        {
            await using var called = await RequestApp.StartAsync(inner, app => app.MapGet("/", (IFeatureFlags flags) =>
                flags.IsEnabled("on", "acme") ? Results.StatusCode(500) : Results.Ok()));
            await using var calling = await RequestApp.StartAsync(host, app => app.MapGet("/", async (IFeatureFlags flags) =>
            {
                _ = flags.IsEnabled("other", "acme");
                using var response = await called.Client.GetAsync("/");
                _ = flags.IsEnabled("colour", "acme");
            }));

            Assert.Equal(HttpStatusCode.OK, (await calling.Client.GetAsync("/")).StatusCode);
            await calling.EndAsync();

            Assert.Equal((0, 1), called.On("on"));
            Assert.Equal((0, 0), called.On("other"));
            Assert.Equal((1, 0), calling.On("other"));
            Assert.Equal((1, 0), calling.On("colour"));
            Assert.Equal((0, 0), calling.On("on"));
        }
    }

    [Theory]
    [MemberData(nameof(Hosts))]
    public async Task Work_outside_a_request_and_work_that_outlives_its_request_are_not_recorded(Host host)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task? late = null;
        Task? later = null;
        await using var app = await RequestApp.StartAsync(
            host,
            app =>
            {
                app.MapGet("/", (IFeatureFlags flags) =>
                {
                    _ = flags.IsEnabled("on", "acme");
                    late = AfterwardsAsync(flags);
                });
                app.MapGet("/silent", (IFeatureFlags flags) =>
                {
                    later = AfterwardsAsync(flags);
                });
            },
            services: services => services.AddHostedService<Asking>());

        using var response = await app.Client.GetAsync("/");
        using var silent = await app.Client.GetAsync("/silent");
        await app.EndAsync();
        ended.SetResult();
        await late!;
        await later!;

        Assert.Equal((1, 0), app.On("on"));
        Assert.Equal((0, 0), app.On("other"));
        Assert.Equal((0, 0), app.On("colour"));
        Assert.Equal(1, app.Asked.GetStatistics("colour")!.EnabledEvaluations);

        async Task AfterwardsAsync(IFeatureFlags flags)
        {
            await ended.Task;
            _ = flags.IsEnabled("other", "acme");
        }
    }

    [Theory]
    [MemberData(nameof(Hosts))]
    public async Task Used_twice_or_run_twice_for_one_request_it_records_once(Host host)
    {
        await using var app = await RequestApp.StartAsync(
            host,
            app =>
            {
                app.UseFeatureRollout();
                app.UseWhen(_ => true, branch => branch.UseFeatureRollout());
                app.MapGet("/again", (IFeatureFlags flags) => flags.IsEnabled("on", "acme"));
                app.MapGet("/", (IFeatureFlags flags) => flags.IsEnabled("on", "acme") ? Results.StatusCode(404) : Results.Ok());
            },
            services: services => services.AddSingleton<Microsoft.AspNetCore.Hosting.IStartupFilter>(new RunAgain()));

        Assert.Equal("true", await (await app.Client.GetAsync("/")).Content.ReadAsStringAsync());
        await app.EndAsync();

        Assert.Equal((1, 0), app.On("on"));
    }

    [Theory]
    [MemberData(nameof(Hosts))]
    public async Task What_the_page_of_an_error_makes_of_it_is_no_second_request(Host host)
    {
        var time = new VirtualTimeProvider();
        await using var app = await RequestApp.StartAsync(
            host,
            app =>
            {
                app.UseExceptionHandler(new ExceptionHandlerOptions { ExceptionHandlingPath = "/error", AllowStatusCode404Response = true });
                app.UseRouting();
                app.UseFeatureRollout();
                app.MapGet("/error", () => Results.StatusCode(404));
                app.MapGet("/orders/{id}", async (IFeatureFlags flags) =>
                {
                    await Task.Yield();
                    time.Advance(TimeSpan.FromSeconds(2));
                    throw new NotSupportedException(flags.IsEnabled("on", "acme") ? "on" : "off");
                });
            },
            time: time,
            uses: false);

        Assert.Equal(404, (int)(await app.Client.GetAsync("/orders/7")).StatusCode);
        await app.EndAsync();

        Assert.Equal((0, 1), app.On("on"));
        Assert.InRange(app.Asked.GetStatistics("on")!.On.LatencyP50!.Value.TotalSeconds, 1.9, 2.1);
        Assert.Equal("/orders/{id}", Assert.Single(app.Asked.ErrorsOf("on")!.Recent()).Metadata["route"]);
    }

    [Fact]
    public async Task Without_flags_it_says_what_is_missing()
    {
        await using var app = WebApplication.CreateBuilder().Build();
        var thrown = Assert.Throws<InvalidOperationException>(() => app.UseFeatureRollout());
        Assert.Contains("AddFeatureRollout", thrown.Message, StringComparison.Ordinal);
    }

    private static async Task DeepAsync(int levels, Func<Task> work)
    {
        await Task.Yield();
        await (levels == 0 ? work() : Task.Run(() => DeepAsync(levels - 1, work))).ConfigureAwait(false);
    }

    private static (long Successes, long Failures) Drawn(RequestApp app, string flag, Outcomes.OutcomeArm arm)
    {
        var sample = app.Asked.SampleOutcomes(flag, arm, null)!;
        return (sample.Count - sample.Failures, sample.Failures);
    }

    private static async Task Until(Func<bool> holds)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (!holds())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, limit.Token);
        }
    }

    /// <summary>Stands around the whole application, as an exception page does.</summary>
    private sealed class Around(Action<Exception> seen) : Microsoft.AspNetCore.Hosting.IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use(async (context, rest) =>
            {
                try
                {
                    await rest(context);
                }
                catch (Exception exception)
                {
                    seen(exception);
                    context.Response.StatusCode = 500;
                }
            });
            next(app);
        };
    }

    /// <summary>Runs the whole application a second time for a 404, as a page for errors does.</summary>
    private sealed class RunAgain : Microsoft.AspNetCore.Hosting.IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.UseStatusCodePagesWithReExecute("/again");
            next(app);
        };
    }

    private sealed class Asking(IFeatureFlags flags) : BackgroundService
    {
        protected override Task ExecuteAsync(CancellationToken stoppingToken)
        {
            _ = flags.IsEnabled("colour", "acme");
            return Task.CompletedTask;
        }
    }
}
