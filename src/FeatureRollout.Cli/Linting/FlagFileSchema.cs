namespace FeatureRollout.Cli.Linting;

/// <summary>The JSON schema of flag files, which is also published as <c>docs/flag-file.schema.json</c>.</summary>
internal static class FlagFileSchema
{
    private const string Resource = "FeatureRollout.Cli.flag-file.schema.json";

    /// <summary>The schema as it stands in the docs.</summary>
    public static string Read()
    {
        using var reader = new StreamReader(typeof(FlagFileSchema).Assembly.GetManifestResourceStream(Resource)!);
        return reader.ReadToEnd();
    }
}
