using System.Text;
using FeatureRollout.Cli.Importing.Sources;
using FeatureRollout.Cli.Terminal;

namespace FeatureRollout.Cli.Tests.Importing.Sources;

/// <summary>Reads texts and shows nodes shortly.</summary>
internal static class Nodes
{
    public static SourceNode Json(string text) => JsonSource.Read(Encoding.UTF8.GetBytes(text), "state.json");

    public static SourceNode Yaml(string text) => YamlSource.Read(Encoding.UTF8.GetBytes(text), "flags.yaml");

    /// <summary>What a file is refused with.</summary>
    public static string Refusal(Func<object> read)
    {
        var refused = Assert.Throws<CliException>(read);
        Assert.Equal(ExitCodes.Data, refused.ExitCode);
        return refused.Message;
    }

    /// <summary>The content without places, such as <c>{a:[1,'text',true,null]}</c>.</summary>
    public static string Show(SourceNode node) => node.Kind switch
    {
        SourceKind.List => $"[{string.Join(',', node.Items.Select(Show))}]",
        SourceKind.Map => $"{{{string.Join(',', node.Members.Select(member => $"{member.Name}:{Show(member.Value)}"))}}}",
        SourceKind.Text => $"'{node.Text}'",
        _ => node.Text,
    };

    /// <summary>The place, such as <c>1:7 $.a[0]</c>.</summary>
    public static string Place(SourceNode node) => $"{node.Line}:{node.Column} {node.Path}";

    public static IEnumerable<SourceNode> All(SourceNode node) => node.Items.Concat(node.Members.Select(member => member.Value)).SelectMany(All).Prepend(node);
}
