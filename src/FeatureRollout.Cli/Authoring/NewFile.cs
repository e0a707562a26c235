using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using FeatureRollout.Cli.Terminal;
using FeatureRollout.Flags.Files;

namespace FeatureRollout.Cli.Authoring;

/// <summary>The text of a new flag file. Pure.</summary>
internal static class NewFile
{
    /// <summary>Where editors find the schema: <c>feature-rollout schema</c> prints it.</summary>
    public const string Schema = "./flag-file.schema.json";

    /// <summary>Writes the file's text, and reads it once: nobody gets a file that is wrong from here.</summary>
    /// <exception cref="CliException">What is wanted cannot stand in a flag file.</exception>
    public static string Write(NewFlag wanted)
    {
        var text = Text(wanted);
        try
        {
            _ = FlagFileReader.Read(Encoding.UTF8.GetBytes(text), "the new file");
            return text;
        }
        catch (FlagFileException wrong)
        {
            throw new CliException(ExitCodes.Usage, "This cannot stand in a flag file.", [.. wrong.Errors.Select(error => $"{Plain.Text(error.Path)}: {Plain.Text(error.Message)}")]);
        }
    }

    private static string Text(NewFlag wanted)
    {
        var members = new List<string>();
        if (wanted.Owner is { } owner)
        {
            members.Add($"      \"owner\": {Quoted(owner)}");
        }

        if (wanted.Customers.Count > 0)
        {
            members.Add($"      // Always on{(wanted.Plan is null ? "" : " from the first stage")}, before anybody is drawn.\n      \"include\": [{string.Join(", ", wanted.Customers.Select(Quoted))}]");
        }

        if (wanted.Plan is null)
        {
            members.Add("      // Percent of all other customers; feature-rollout percentage changes it without this file.\n      \"percentage\": 0");
        }

        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"{{\n  \"$schema\": {Quoted(Schema)},\n  \"flags\": {{\n    {Quoted(wanted.Flag)}: {{\n");
        text.AppendJoin(",\n", members).Append(members.Count == 0 ? "    }\n  }" : "\n    }\n  }");
        if (wanted.Plan is { } plan)
        {
            if (wanted.CopyPlan)
            {
                text.Append(CultureInfo.InvariantCulture, $",\n  \"plans\": {{\n    // A copy of the plan {plan} that ships; change what does not fit.\n    {Quoted(wanted.PlanName!)}: {ShippedPlanText.Of(plan)}\n  }}");
            }

            text.Append(CultureInfo.InvariantCulture, $",\n  \"rollouts\": {{\n    // {ShippedPlanText.Ladder(plan)}; off for everybody until: feature-rollout start {wanted.Flag}\n    {Quoted(wanted.Flag)}: {{ \"plan\": {Quoted(wanted.PlanName!)} }}\n  }}");
        }

        return text.Append("\n}\n").ToString();
    }

    private static string Quoted(string text) => $"\"{JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";
}
