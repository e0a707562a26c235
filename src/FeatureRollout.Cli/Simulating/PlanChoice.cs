using FeatureRollout.Cli.Terminal;
using FeatureRollout.Flags.Files;
using FeatureRollout.Text;

namespace FeatureRollout.Cli.Simulating;

/// <summary>Finds what is to be simulated by its name: a rollout of the flag file, a plan of it, or a plan that ships, in this order.</summary>
internal static class PlanChoice
{
    /// <param name="name">The rollout or plan.</param>
    /// <param name="file">The flag file; null for none.</param>
    /// <param name="isNamed">Whether the file was asked for on the command line, and so must be there.</param>
    /// <exception cref="CliException">There is none of that name, or the file is not there or wrong.</exception>
    public static RolloutSimulation Find(string name, string? file, bool isNamed)
    {
        var path = file ?? "flags.json";
        var flags = isNamed || File.Exists(path) ? Read(path) : null;
        if (flags?.Rollouts.ContainsKey(name) == true)
        {
            return RolloutSimulation.Of(flags, name);
        }

        return (flags?.Plans.GetValueOrDefault(name) ?? ShippedPlans.All.GetValueOrDefault(name)) is { } plan
            ? new RolloutSimulation { Plan = plan, OtherFlags = [.. (flags?.Flags.Values ?? []).Where(flag => flag.Key != "feature")] }
            : throw Unknown(name, path, flags);
    }

    private static CliException Unknown(string name, string path, FlagSet? flags)
    {
        string[] names = [.. flags?.Rollouts.Keys ?? [], .. flags?.Plans.Keys ?? [], .. ShippedPlans.Names];
        var nearest = NearestName.To(name, names);
        return new CliException(
            ExitCodes.Usage,
            $"There is no rollout and no plan called \"{Plain.Text(name)}\"{(nearest is null ? "" : $"; is \"{Plain.Text(nearest)}\" meant?")}{(nearest is null ? "." : "")}",
            [
                flags is null ? $"There is no flag file {Plain.Text(path)}; name one with --file." : $"{Plain.Text(path)} has the rollouts {List(flags.Rollouts.Keys)} and the plans {List(flags.Plans.Keys)}.",
                $"With the library come {List(ShippedPlans.Names)}.",
            ]);
    }

    private static string List(IEnumerable<string> names) => string.Join(", ", names.Order(StringComparer.Ordinal).Select(Plain.Text)) is { Length: > 0 } list ? list : "(none)";

    private static FlagSet Read(string path)
    {
        try
        {
            return FlagFileReader.Read(File.ReadAllBytes(path), path);
        }
        catch (FlagFileException wrong)
        {
            throw new CliException(
                ExitCodes.Data, $"{Plain.Text(path)} was refused: {wrong.TotalErrors} {(wrong.TotalErrors == 1 ? "error" : "errors")}.", [.. wrong.Errors.Select(error => Plain.Text(error.ToString()))]);
        }
        catch (Exception trouble) when (trouble is IOException or UnauthorizedAccessException)
        {
            throw new CliException(
                ExitCodes.NoInput, $"The flag file {Plain.Text(path)} cannot be read: {(trouble is FileNotFoundException or DirectoryNotFoundException ? "it is not there" : Plain.Text(trouble.Message))}.");
        }
    }
}
