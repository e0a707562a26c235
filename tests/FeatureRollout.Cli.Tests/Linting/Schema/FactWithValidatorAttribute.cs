namespace FeatureRollout.Cli.Tests.Linting.Schema;

/// <summary>Skipped where the validator from npm is missing, except in CI, where that is a failure.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class FactWithValidatorAttribute : FactAttribute
{
    public FactWithValidatorAttribute()
    {
        if (Environment.GetEnvironmentVariable("CI") != "true" && !Directory.Exists(Path.Combine(SchemaValidator.Folder, "node_modules")))
        {
            Skip = "The validator of JSON schemas is not installed; tests/run installs it";
        }
    }
}
