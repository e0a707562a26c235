using FeatureRollout;

// Writes to a file store in a loop, until it is killed or has done its number of writes; tells each write that was
// acknowledged on a line: key and version. Arguments: path, number of keys, number of writes.
// A busy processor may starve one of two writers that never rest for longer than a host would wait.
var store = new JsonFileRolloutStore(args[0]) { LockTimeout = TimeSpan.FromMinutes(2) };
var keys = int.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture);
var writes = int.Parse(args[2], System.Globalization.CultureInfo.InvariantCulture);
using var output = new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = true, NewLine = "\n" };
for (var i = 0; i < writes;)
{
    var key = FormattableString.Invariant($"flag{i % keys}");
    var document = await store.GetAsync("production", key, CancellationToken.None);
    var count = document.State.Percentage?.Thousandths ?? 0;
    var changed = document with { State = document.State with { Percentage = Percentage.FromThousandths((count + 1) % 100_000) } };
    var change = new RolloutEvent
    {
        Key = key, Version = 0, At = default, Actor = "killer", Reason = new string('r', 100 + (i * 37 % 3000)), Change = new RolloutChange.PercentageSet(changed.State.Percentage!.Value),
    };
    if (await store.TryWriteAsync("production", changed, [change], CancellationToken.None) is { } written)
    {
        output.WriteLine(FormattableString.Invariant($"{key} {written.Version}"));
        i++;
    }

    // Two writers that never rest starve each other where they share one processor.
    await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
}
