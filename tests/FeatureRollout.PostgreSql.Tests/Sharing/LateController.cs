namespace FeatureRollout.PostgreSql.Tests.Sharing;

/// <summary>
/// A process that takes the lease, and at a line of its input writes under it, whatever has happened meanwhile. What it writes stands on
/// what is there then, so that nothing but the lease is in its way.
/// </summary>
internal static class LateController
{
    public const string Environment = "production";
    public const string Key = "search";

    private static readonly CancellationToken None = CancellationToken.None;

    public static async Task Main(string[] arguments)
    {
        await using var store = new PostgreSqlRolloutStore(arguments[0]);
        var lease = (await store.TryLeaseAsync(Environment, "late", TimeSpan.FromSeconds(2), None))!;
        var controller = store.Under(Environment, lease);
        await WriteAsync("document", async () => await WriteDocumentAsync(controller));
        await WriteAsync("progress", async () => await controller.WriteProgressAsync(Environment, Key, new byte[] { 1 }, None));
        if (await Console.In.ReadLineAsync() is null)
        {
            return;
        }

        await WriteAsync("document", async () => await WriteDocumentAsync(controller));
        await WriteAsync("progress", async () => await controller.WriteProgressAsync(Environment, Key, new byte[] { 2 }, None));
    }

    private static async Task WriteDocumentAsync(IRolloutStateStore store)
    {
        var document = await store.GetAsync(Environment, Key, None);
        Assert.NotNull(await store.TryWriteAsync(Environment, document, [], None));
    }

    private static async Task WriteAsync(string what, Func<Task> write)
    {
        try
        {
            await write();
            await Console.Out.WriteLineAsync(what + " written");
        }
        catch (Exception exception)
        {
            await Console.Out.WriteLineAsync($"{what} {exception.GetType().Name}");
        }
    }
}
