using System.Collections.Immutable;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace FeatureRollout.House.Tests.Requirements;

/// <summary>The traits of a test assembly's tests, read from the file without loading it.</summary>
internal static class TestTraits
{
    /// <summary>Traits of methods that are tests, and of classes that have some.</summary>
    public static ImmutableArray<(string Test, string Name, string Value)> Read(string path)
    {
        using var file = File.OpenRead(path);
        using var image = new PEReader(file);
        var metadata = image.GetMetadataReader();
        var found = ImmutableArray.CreateBuilder<(string, string, string)>();
        foreach (var type in metadata.TypeDefinitions.Select(metadata.GetTypeDefinition))
        {
            var tests = type.GetMethods().Select(metadata.GetMethodDefinition).Where(method => IsTest(metadata, method)).ToArray();
            var name = metadata.GetString(type.Name);
            if (tests.Length > 0)
            {
                found.AddRange(Traits(metadata, type.GetCustomAttributes()).Select(trait => (name, trait.Name, trait.Value)));
            }

            foreach (var test in tests)
            {
                found.AddRange(Traits(metadata, test.GetCustomAttributes()).Select(trait => ($"{name}.{metadata.GetString(test.Name)}", trait.Name, trait.Value)));
            }
        }

        return found.ToImmutable();
    }

    /// <summary>Facts and theories, also those of a kind of our own, such as <c>FactWithPostgres</c>.</summary>
    private static bool IsTest(MetadataReader metadata, MethodDefinition method) =>
        method.GetCustomAttributes().Any(one => TypeName(metadata, metadata.GetCustomAttribute(one)) is { } name
            && (name.StartsWith("Fact", StringComparison.Ordinal) || name.StartsWith("Theory", StringComparison.Ordinal)));

    private static IEnumerable<(string Name, string Value)> Traits(MetadataReader metadata, CustomAttributeHandleCollection attributes)
    {
        foreach (var attribute in attributes.Select(metadata.GetCustomAttribute).Where(one => TypeName(metadata, one) == "TraitAttribute"))
        {
            var arguments = metadata.GetBlobReader(attribute.Value);
            arguments.ReadUInt16();
            yield return (arguments.ReadSerializedString()!, arguments.ReadSerializedString()!);
        }
    }

    private static string? TypeName(MetadataReader metadata, CustomAttribute attribute) => attribute.Constructor.Kind switch
    {
        HandleKind.MemberReference when metadata.GetMemberReference((MemberReferenceHandle)attribute.Constructor).Parent is { Kind: HandleKind.TypeReference } type =>
            metadata.GetString(metadata.GetTypeReference((TypeReferenceHandle)type).Name),
        HandleKind.MethodDefinition => metadata.GetString(metadata.GetTypeDefinition(
            metadata.GetMethodDefinition((MethodDefinitionHandle)attribute.Constructor).GetDeclaringType()).Name),
        _ => null,
    };
}
