using FeatureRollout.Flags.Files;

namespace FeatureRollout.Cli.Importing.From.Microsoft;

/// <summary>A feature's variants, by the names of the tool.</summary>
internal sealed class VariantReader
{
    private readonly Import _import;
    private readonly ImportedKeys _names = new();
    private readonly Dictionary<string, (FlagVariant Variant, string? Override)> _variants = new(StringComparer.Ordinal);

    public VariantReader(Setting variants, Import import)
    {
        _import = import;
        var named = variants.Children.Where(variant => variant.Text("name") is not null).ToArray();
        _names.Keep(named.Select(variant => variant.Text("name")!));
        foreach (var variant in named)
        {
            Members.NoteOthers(import, variant, "name", "configuration_value", "status_override");
            Add(variant, variant.Text("name")!);
        }
    }

    /// <summary>The variants in order, each of weight 0.</summary>
    public IEnumerable<FlagVariant> All => _variants.Values.Select(each => each.Variant);

    /// <summary>What being given a variant means.</summary>
    /// <param name="name">The tool's name.</param>
    /// <param name="at">Where it is given.</param>
    public Outcome Given(string name, Setting at)
    {
        if (!_variants.TryGetValue(name, out var found))
        {
            _import.Tell(at.At, $"there is no variant \"{name}\": these customers get none, as there.");
            return new Outcome(null, IsOn: true);
        }

        return new Outcome(found.Variant.Name, !Is(found.Override, "Disabled"));
    }

    /// <summary>Whether the variant turns the feature on for those whom the filters leave out.</summary>
    public bool TurnsOn(string name) => _variants.TryGetValue(name, out var found) && Is(found.Override, "Enabled");

    /// <summary>Whether there is such a variant.</summary>
    public bool Has(string name) => _variants.ContainsKey(name);

    /// <summary>A name that no variant has.</summary>
    public string FreeName() => _names.For(_variants.ContainsKey("none") ? "none\0" : "none");

    private static bool Is(string? text, string other) => string.Equals(text, other, StringComparison.OrdinalIgnoreCase);

    private void Add(Setting variant, string name)
    {
        var key = _names.For(name);
        if (key != name)
        {
            _import.Tell(variant.At, $"\"{name}\" is no name of a variant here; it is called \"{key}\".");
        }

        var told = variant.Text("status_override");
        if (told is not null && !Is(told, "None") && !Is(told, "Enabled") && !Is(told, "Disabled"))
        {
            _import.Lose(variant["status_override"]!.At, "this is no status, which is an error there; it is passed over.");
        }

        if (Is(told, "Disabled") && variant["configuration_value"] is { } lost)
        {
            _import.Lose(lost.At, "the variant turns the feature off, and who is off gets no value here.");
        }

        // Of several with one name the tool takes the first.
        _ = _variants.TryAdd(name, (new FlagVariant
        {
            Name = key,
            Weight = 0,
            Value = variant["configuration_value"] is { } value ? NodeValue.Json(value.At) : default,
        }, told));
    }
}
