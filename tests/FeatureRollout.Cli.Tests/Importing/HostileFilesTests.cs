using System.Text;
using FeatureRollout.Cli.Importing;
using FeatureRollout.Cli.Importing.Sources;
using FeatureRollout.Cli.Terminal;

namespace FeatureRollout.Cli.Tests.Importing;

/// <summary>Files that no tool wrote: what is made of them is a flag file, or they are refused in words.</summary>
[Trait("Requirement", "F-28")]
public sealed class HostileFilesTests
{
    private const int Cases = 400;

    public static TheoryData<string, string> Samples => new()
    {
        { "flagd", "flagd.json" },
        { "flipper", "flipper.json" },
        { "go-feature-flag", "goff.yaml" },
        { "growthbook", "growthbook.json" },
        { "launchdarkly", "launchdarkly.json" },
        { "microsoft", "appsettings.json" },
        { "unleash", "unleash.json" },
    };

    [Theory]
    [MemberData(nameof(Samples))]
    public void Any_tree_becomes_a_flag_file_or_is_refused_in_words(string tool, string sample)
    {
        var importer = Importers.All.Single(each => each.Name == tool);
        var whole = ForeignFile.Read(Sample(sample), sample);
        var made = 0;
        for (var seed = 0; seed < Cases; seed++)
        {
            var root = new Mutation(new Random(seed)).Of(whole);
            made += Try(() => ImportedFile.Make(root, sample, new ImportWish(importer)), $"{tool}, seed {seed}: {Shown(root)}") ? 1 : 0;
        }

        Assert.InRange(made, Cases / 2, Cases);
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void Any_text_becomes_a_flag_file_or_is_refused_in_words(string tool, string sample)
    {
        var importer = Importers.All.Single(each => each.Name == tool);
        var text = Encoding.UTF8.GetString(Sample(sample));
        for (var seed = 0; seed < Cases; seed++)
        {
            var random = new Random(seed);
            var hostile = new StringBuilder(text);
            for (var times = random.Next(1, 4); times > 0; times--)
            {
                var at = random.Next(hostile.Length);
                _ = random.Next(3) switch
                {
                    0 => hostile.Remove(at, Math.Min(random.Next(1, 5), hostile.Length - at)),
                    1 => hostile.Insert(at, random.Of("{", "}", "[", "]", "\"", ",", ":", "\\u0000", "\u202E", "- ", "&a ", "*a", "\n", "\t", "9", "é", "#", "null")),
                    _ => hostile.Insert(at, hostile.ToString(at, Math.Min(random.Next(40), hostile.Length - at))),
                };
            }

            var bytes = Encoding.UTF8.GetBytes(hostile.ToString());
            _ = Try(() => ImportedFile.Make(ForeignFile.Read(bytes, sample), sample, new ImportWish(importer)), $"{tool}, seed {seed}: {hostile}");
        }
    }

    [Theory]
    [InlineData("flagd", """{"flags": {"a b": {"state": "ENABLED", "variants": {"dark blue": "1", "dark-blue": "2"}, "defaultVariant": "dark blue", "targeting": {"fractional": [["dark blue", 1], ["dark-blue", 1]]}}}}""")]
    [InlineData("go-feature-flag", """{"a b": {"variations": {"dark blue": "1", "dark-blue": "2"}, "defaultRule": {"percentage": {"dark blue": 50, "dark-blue": 50}}}}""")]
    public void A_variant_whose_name_cannot_be_here_gets_another_and_keeps_its_customers(string tool, string json)
    {
        using var carried = Carried.Of(Importers.All.Single(each => each.Name == tool), json);

        var made = ImportedFile.Make(JsonSource.Read(Encoding.UTF8.GetBytes(json), "file"), "file", new ImportWish(Importers.All.Single(each => each.Name == tool)));
        Assert.Contains(carried.Import.Notes, note => note.Message.Contains("The variant \"dark blue\" cannot have that name here", StringComparison.Ordinal));
        using var flags = FeatureFlags.FromJson(Encoding.UTF8.GetString(made.Text));
        var values = Enumerable.Range(0, 200).Select(number => flags.Evaluate("a-b", FormattableString.Invariant($"c{number}"))).ToArray();
        Assert.Equal(["dark-blue", "dark-blue.2"], values.Select(answer => answer.Variant!).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal), StringComparer.Ordinal);
        Assert.All(values, answer => Assert.Equal(answer.Variant == "dark-blue" ? "2" : "1", answer.VariantDefinition!.Value.GetString()));
    }

    [Fact]
    public void What_cannot_be_hashed_here_leaves_its_flag_off_and_is_told()
    {
        var name = new string('é', 600);

        using var carried = Carried.Of(Importers.All.Single(each => each.Name == "flipper"), "{\"version\": 1, \"features\": {\"" + name + "\": {\"percentage_of_actors\": 5}}}");

        Assert.False(Assert.Single(carried.Import.Flags.Values).Enabled);
        Assert.Contains("is a text of 1 to 512 characters here; the flag is disabled.", Assert.Single(carried.Lost).Message, StringComparison.Ordinal);
    }

    internal static byte[] Sample(string name)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "docs", "migrating", name)))
        {
            folder = folder.Parent ?? throw new FileNotFoundException($"docs/migrating/{name} is nowhere above the tests.");
        }

        return File.ReadAllBytes(Path.Combine(folder.FullName, "docs", "migrating", name));
    }

    private static bool Try(Func<ImportedFile> make, string what)
    {
        try
        {
            var made = make();
            using var flags = FeatureFlags.FromJson(Encoding.UTF8.GetString(made.Text));
            return true;
        }
        catch (CliException refused) when (refused.ExitCode == ExitCodes.Data)
        {
            return false;
        }
        catch (CliException fault)
        {
            Assert.Fail($"{fault.Message} {string.Join(' ', fault.Details)}\n{what}");
        }
        catch (Exception fault)
        {
            Assert.Fail($"{fault}\n{what}");
        }

        return false;
    }

    private static string Shown(SourceNode node) => node.Kind switch
    {
        SourceKind.Map => "{" + string.Join(", ", node.Members.Select(member => $"\"{member.Name}\": {Shown(member.Value)}")) + "}",
        SourceKind.List => "[" + string.Join(", ", node.Items.Select(Shown)) + "]",
        SourceKind.Text => $"\"{(node.Text.Length > 200 ? node.Text[..200] + "…" : node.Text)}\"",
        SourceKind.Null => "null",
        _ => node.Text,
    };

    /// <summary>A tree with some of its nodes put elsewhere, left out, or replaced by what nobody expects there.</summary>
    private sealed class Mutation(Random random)
    {
        private static readonly string[] Texts =
        [
            "", " ", "a\u0000b", "\u001B[31m", "<b>&\"'", "\u202Eüñ😀", "\uD800", "\\", "'", "(", "(?i)[", "^(a+)+$", "\\d", "$.x", "/a//b", "true", "1e400", "-1", "NaN",
            "customerId", "customerId.x", "user", "key", "v9", "2026-13-01", "2026-01-01T00:00:00Z", "1.2.3", "v1.2.3-a+b", "10.0.0.0/8", "::/0", "%", "*", ">", "#",
            "a.b.c", "a\nb", new('x', 600), new('é', 9_000), new('(', 300), "if", "var", "and", "$and", "$not", "segmentMatch",
        ];

        private static readonly string[] Numbers = ["0", "-0", "-1", "1", "1.5", "0.0000001", "99.9995", "100", "100.00001", "100001", "1e400", "-1e400", "1E+2", "2147483648", "4294967296", "9223372036854775808", "79228162514264337593543950336", "0.1000000000000000055511151231257827"];

        private readonly List<SourceNode> _all = [];

        public SourceNode Of(SourceNode root)
        {
            Collect(root);
            var odds = random.Of(0.003, 0.02, 0.08);
            return Changed(root, odds, depth: 0);
        }

        private void Collect(SourceNode node)
        {
            _all.Add(node);
            foreach (var item in node.Items.Concat(node.Members.Select(member => member.Value)))
            {
                Collect(item);
            }
        }

        private SourceNode Changed(SourceNode node, double odds, int depth)
        {
            if (depth > 0 && random.NextDouble() < odds)
            {
                return Other(node);
            }

            if (node.Kind == SourceKind.List)
            {
                var items = node.Items.Where(_ => random.NextDouble() >= odds / 2).SelectMany(item => Enumerable.Repeat(Changed(item, odds, depth + 1), random.NextDouble() < odds ? 3 : 1)).ToList();
                return New(node, SourceKind.List, "", items, []);
            }

            if (node.Kind != SourceKind.Map)
            {
                return node;
            }

            var names = new HashSet<string>(StringComparer.Ordinal);
            List<SourceMember> members = [];
            foreach (var (name, value) in node.Members)
            {
                var chance = random.NextDouble();
                var called = chance < odds / 2 ? random.Of(Texts) : chance < odds ? random.Of(name.ToUpperInvariant(), name + "-", name.Replace('-', '_'), "unknown") : name;
                if (random.NextDouble() >= odds / 2 && names.Add(called))
                {
                    members.Add(new SourceMember(called, Changed(value, odds, depth + 1)));
                }

                if (random.NextDouble() < odds && names.Add(name + "_") && names.Add(name))
                {
                    members.Add(new SourceMember(name, value));
                }
            }

            return New(node, SourceKind.Map, "", [], members);
        }

        private SourceNode Other(SourceNode node) => random.Next(9) switch
        {
            0 => New(node, SourceKind.Null, "null", [], []),
            1 => New(node, SourceKind.Boolean, random.Of("true", "false"), [], []),
            2 or 3 => New(node, SourceKind.Number, random.Of(Numbers), [], []),
            4 or 5 => New(node, SourceKind.Text, random.Of(Texts), [], []),
            6 => New(node, SourceKind.List, "", [.. Enumerable.Repeat(node, random.Next(3))], []),
            7 => Enumerable.Range(0, random.Next(1, 90)).Aggregate(node, (inner, _) => random.Next(2) == 0
                ? New(node, SourceKind.List, "", [inner], [])
                : New(node, SourceKind.Map, "", [], [new SourceMember(random.Of("and", "!", "$not", "$and", "All", "not", "a"), inner)])),
            _ => random.Of([.. _all]),
        };

        private static SourceNode New(SourceNode at, SourceKind kind, string text, IReadOnlyList<SourceNode> items, IReadOnlyList<SourceMember> members) =>
            new() { Kind = kind, Text = text, Items = items, Members = members, Line = at.Line, Column = at.Column, Place = at.Place };
    }
}
