using FeatureRollout;
using Storefront;

// A shop with an old and a new checkout. The new one is rolled out step by step, breaks, and is taken back by itself, all of it
// within two minutes and while you watch: at the shop, and on the dashboard that the same application serves.
//
//   Program.cs    the application: this is what yours would look like
//   flags.json    the flag and its plan
//   Checkout.cs   the work, as it was and anew
//   Shop.cs       the pages and endpoints of the shop, which know nothing of rollouts
//   ShopPage.cs   its one page
//   Shoppers.cs   customers who buy, over HTTP
//   Show.cs       starts the rollout, and breaks the new checkout
//   Announcer.cs  says what happens in the terminal
if (Settings.Of(args) is not { } settings)
{
    return 2;
}

// Pages and flags lie beside the program, wherever it is started from.
var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
builder.Logging.SetMinimumLevel(LogLevel.Warning).AddSimpleConsole(console => console.SingleLine = true);
builder.Logging.AddFilter("Microsoft.AspNetCore.Diagnostics.ExceptionHandlerMiddleware", LogLevel.None); // It breaks on purpose.
builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None); // What keeps it from starting is said below.
if (builder.Configuration["urls"] is null)
{
    builder.WebHost.UseUrls(Settings.DefaultUrl);
}

using var folder = new ShopFolder(settings);
builder.Services.AddSingleton(TimeProvider.System).AddSingleton(settings).AddSingleton<Checkout>().AddSingleton<Show>();
builder.Services.AddHostedService(services => services.GetRequiredService<Show>()).AddHostedService<Shoppers>();
builder.Services.AddHealthChecks().AddFeatureRollout();
var rollout = builder.Services
    .AddFeatureRollout(options =>
    {
        // All of these are short because the show is.
        options.ControllerInterval = TimeSpan.FromSeconds(1);
        options.OutcomeInterval = TimeSpan.FromMilliseconds(500);
        options.PollInterval = TimeSpan.FromSeconds(2);
        options.LeaseDuration = TimeSpan.FromSeconds(3);
        options.ReportInterval = TimeSpan.FromSeconds(1);
    })
    .AddJsonFile(folder.FlagFile)
    .AddNotifier(new Announcer())
    .AddWeb(options =>
    {
        options.Customer = Shop.CustomerOf;
        options.LoopbackRole = FeatureRolloutRole.Administer; // Whoever sits at this machine may do everything; nobody else gets in.
    });
_ = settings.Postgres is { } connectionString ? rollout.AddPostgreSql(connectionString) : rollout.AddJsonFileStore(folder.FlagFile);

await using var app = builder.Build();
app.UseExceptionHandler(error => error.Run(Shop.ApologiseAsync));
app.UseFeatureRollout(); // From here on, how a request went counts for the flags that it asked for.
app.UseStaticFiles();
app.MapShop();
app.MapHealthChecks("/health");
app.MapFeatureRolloutDashboard();
app.MapFeatureRolloutAdminApi();
app.MapFeatureRolloutOfrep();
try
{
    await app.StartAsync();
}
catch (IOException exception) when (exception.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException)
{
    Console.Error.WriteLine($"""
        The shop cannot open: another program has the address already. {exception.Message}
        Open it elsewhere, such as: dotnet run --project samples/Storefront -- --urls http://127.0.0.1:5081
        """);
    return 1;
}

Announcer.Open(app.Urls, settings, folder);
await app.WaitForShutdownAsync();
return 0;
