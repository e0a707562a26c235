using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.FeatureManagement;

namespace FeatureRollout.Answers;

/// <summary>A variant's value as configuration, as if it stood in a JSON file.</summary>
internal static class VariantSections
{
    /// <summary>The section's key, as in Microsoft's own schema.</summary>
    private const string Key = "configuration_value";

    private static readonly ConditionalWeakTable<FlagVariant, Held> Sections = [];

    /// <summary>
    /// The variant under its name; without a section where it has no value, or one that says nothing. None where the value is null,
    /// which leaves the code to its own fallback.
    /// </summary>
    public static Variant? Of(FlagVariant variant) => variant.Value.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.Undefined => new Variant { Name = variant.Name },
        _ => new Variant { Name = variant.Name, Configuration = Sections.GetValue(variant, static made => Held.Of(made.Value)).Section },
    };

    private sealed record Held(IConfigurationSection? Section)
    {
        public static Held Of(JsonElement value)
        {
            var entries = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
            Add(entries, Key, value);
            var section = new ConfigurationBuilder().AddInMemoryCollection(entries).Build().GetSection(Key);
            return new Held(section.Exists() ? section : null);
        }

        private static void Add(Dictionary<string, string?> entries, string path, JsonElement value)
        {
            switch (value.ValueKind)
            {
                case JsonValueKind.Object:
                    entries[path] = null;
                    foreach (var member in value.EnumerateObject())
                    {
                        Add(entries, ConfigurationPath.Combine(path, member.Name), member.Value);
                    }

                    break;
                case JsonValueKind.Array:
                    entries[path] = value.GetArrayLength() == 0 ? "" : null;
                    var at = 0;
                    foreach (var element in value.EnumerateArray())
                    {
                        Add(entries, ConfigurationPath.Combine(path, at.ToString(CultureInfo.InvariantCulture)), element);
                        at++;
                    }

                    break;
                case JsonValueKind.Null:
                    entries[path] = null;
                    break;
                default:
                    entries[path] = value.ToString();
                    break;
            }
        }
    }
}
