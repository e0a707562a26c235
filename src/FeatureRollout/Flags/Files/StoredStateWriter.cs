namespace FeatureRollout.Flags.Files;

/// <summary>Writes states into a stored document, under the names that <see cref="StateReader"/> reads.</summary>
internal static class StoredStateWriter
{
    /// <summary>Writes a state.</summary>
    public static void Write(StoredWriter writer, FlagState state)
    {
        var json = writer.Json;
        json.WriteStartObject();
        writer.Boolean("enabled", state.Enabled);
        writer.Percent("percentage", state.Percentage);
        writer.Customers("added", state.Added);
        writer.Overrides("overrides", state.Overrides);
        if (state.Stage is { } stage)
        {
            json.WriteStartObject("stage");
            writer.Text("name", stage.Name);
            json.WriteBoolean("active", stage.Active);
            writer.Percent("percentage", stage.Percentage);
            if (stage.Generation != 0)
            {
                json.WriteNumber("generation", stage.Generation);
            }

            writer.Audience("customers", stage.Customers);
            writer.Text("eligible", stage.Eligible?.Text);
            json.WritePropertyName("strata");
            writer.Strata(stage.Strata);
            json.WriteEndObject();
        }

        if (state.Definition is { } definition)
        {
            json.WritePropertyName("definition");
            StoredFlagWriter.Write(writer, definition);
        }

        json.WriteEndObject();
    }
}
