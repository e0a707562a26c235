using TrimmedApp;

// Exercises the library after the trimmer has been over it; prints a line for each part that works.
var folder = Directory.CreateTempSubdirectory("feature-rollout-").FullName;
try
{
    CoreChecks.Evaluation();
    CoreChecks.Conditions();
    CoreChecks.Variants();
    CoreChecks.DrawsOfOtherTools();
    await CoreChecks.FileAsync(Path.Combine(folder, "flags.json"));
    CoreChecks.Metrics();
    await RolloutChecks.StoreAsync(Path.Combine(folder, "rollout.json"));
    await RolloutChecks.SimulationAsync();
    await HostedChecks.HostAsync(Path.Combine(folder, "hosted.json"));
    Check.Ok("done");
}
finally
{
    Directory.Delete(folder, recursive: true);
}
