using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace FeatureRollout.House.Tests.PublicApi;

/// <summary>An assembly's public surface as text that reads like C#, in an order that doesn't move.</summary>
internal static class ApiText
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static string Of(Assembly assembly)
    {
        var text = new StringBuilder();
        foreach (var type in assembly.GetExportedTypes().OrderBy(type => type.FullName, StringComparer.Ordinal))
        {
            text.Append(Heading(type)).Append('\n');
            foreach (var member in Members(type).Order(StringComparer.Ordinal))
            {
                text.Append("    ").Append(member).Append('\n');
            }

            text.Append('\n');
        }

        return text.ToString().TrimEnd('\n') + "\n";
    }

    private static string Heading(Type type)
    {
        var inherited = type.BaseType is { } parent ? parent.GetInterfaces() : [];
        var bases = new List<string>();
        if (type is { IsClass: true, BaseType: { } basis } && basis != typeof(object) && !typeof(MulticastDelegate).IsAssignableFrom(type))
        {
            bases.Add(TypeText.Of(basis));
        }

        if (!type.IsEnum && !typeof(MulticastDelegate).IsAssignableFrom(type))
        {
            bases.AddRange(type.GetInterfaces().Except(inherited).Select(face => TypeText.Of(face)).Order(StringComparer.Ordinal));
        }

        return $"{type.Namespace}: {Kind(type)} {TypeText.Of(type)}{(bases.Count == 0 ? "" : " : " + string.Join(", ", bases))}";
    }

    private static string Kind(Type type)
    {
        var record = type.GetMethod("PrintMembers", Declared) is not null ? "record " : "";
        return type switch
        {
            { IsEnum: true } => "enum",
            { IsInterface: true } => "interface",
            { IsValueType: true } => (type.IsDefined(typeof(IsReadOnlyAttribute)) ? "readonly " : "") + (type.IsByRefLike ? "ref " : "") + record + "struct",
            _ when typeof(MulticastDelegate).IsAssignableFrom(type) => "delegate",
            { IsAbstract: true, IsSealed: true } => "static class",
            { IsAbstract: true } => "abstract " + record + "class",
            { IsSealed: true } => "sealed " + record + "class",
            _ => record + "class",
        };
    }

    private static IEnumerable<string> Members(Type type)
    {
        if (type.IsEnum)
        {
            return type.GetFields(BindingFlags.Public | BindingFlags.Static)
                .Select(field => $"{field.Name} = {Convert.ToInt64(field.GetRawConstantValue(), CultureInfo.InvariantCulture)}");
        }

        return type.GetMembers(Declared)
            .Where(member => !member.IsDefined(typeof(CompilerGeneratedAttribute)) || member is PropertyInfo)
            .Select(Signature)
            .OfType<string>();
    }

    private static string? Signature(MemberInfo member) => member switch
    {
        ConstructorInfo { IsStatic: false } constructor when Access(constructor) is { } access =>
            $"{access}{TypeText.Name(constructor.DeclaringType!)}({Parameters(constructor)})",
        MethodInfo method when Access(method) is { } access && (!method.IsSpecialName || method.Name.StartsWith("op_", StringComparison.Ordinal)) =>
            $"{access}{Modifiers(method)}{Returned(method)} {method.Name}{Generic(method)}({Parameters(method)})",
        PropertyInfo property when Accessors(property) is { } accessors =>
            $"{accessors.Access}{Modifiers(property.GetAccessors(nonPublic: true)[0])}{Required(property)}{TypeText.Of(property)} {property.Name}{Index(property)} {{ {accessors.Text} }}",
        FieldInfo { IsPublic: true } field => $"{(field.IsLiteral ? "const " : field.IsStatic ? "static " : "")}{(field.IsInitOnly ? "readonly " : "")}{TypeText.Of(field)} {field.Name}",
        EventInfo raised when raised.AddMethod is { IsPublic: true } => $"event {TypeText.Of(raised.EventHandlerType!)} {raised.Name}",
        _ => null,
    };

    /// <summary>Nothing for public, a word for protected, null for what nobody outside sees.</summary>
    private static string? Access(MethodBase method) => method switch
    {
        { IsPublic: true } => "",
        { IsFamily: true } or { IsFamilyOrAssembly: true } when !method.DeclaringType!.IsSealed => "protected ",
        _ => null,
    };

    private static string Modifiers(MethodInfo method) => method switch
    {
        { IsStatic: true } => "static ",
        { DeclaringType.IsInterface: true, IsAbstract: false } => "virtual ",
        { DeclaringType.IsInterface: true } => "",
        { IsAbstract: true } => "abstract ",
        { IsVirtual: true } when method.GetBaseDefinition() != method => "override ",
        { IsVirtual: true, IsFinal: false } => "virtual ",
        _ => "",
    };

    private static (string Access, string Text)? Accessors(PropertyInfo property)
    {
        var parts = property.GetAccessors(nonPublic: true)
            .Select(accessor => (Access: Access(accessor), Text: accessor == property.GetMethod ? "get;" : IsInit(accessor) ? "init;" : "set;"))
            .Where(accessor => accessor.Access is not null)
            .ToArray();
        var isPublic = parts.Any(part => part.Access == "");
        return parts.Length == 0
            ? null
            : (isPublic ? "" : parts[0].Access!, string.Join(' ', parts.Select(part => (isPublic ? part.Access : "") + part.Text)));
    }

    private static bool IsInit(MethodInfo setter) => setter.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit));

    private static string Required(PropertyInfo property) => property.IsDefined(typeof(RequiredMemberAttribute)) ? "required " : "";

    private static string Index(PropertyInfo property) =>
        property.GetIndexParameters() is { Length: > 0 } index ? $"[{string.Join(", ", index.Select(Parameter))}]" : "";

    private static string Returned(MethodInfo method) => method.ReturnType == typeof(void) ? "void" : TypeText.Of(method.ReturnParameter);

    private static string Generic(MethodInfo method) =>
        method.IsGenericMethodDefinition ? $"<{string.Join(", ", method.GetGenericArguments().Select(argument => argument.Name))}>" : "";

    private static string Parameters(MethodBase method)
    {
        var parameters = string.Join(", ", method.GetParameters().Select(Parameter));
        return method.IsDefined(typeof(ExtensionAttribute)) ? "this " + parameters : parameters;
    }

    private static string Parameter(ParameterInfo parameter)
    {
        var how = parameter switch
        {
            { IsOut: true } => "out ",
            _ when parameter.IsDefined(typeof(IsReadOnlyAttribute)) => "in ",
            { ParameterType.IsByRef: true } => "ref ",
            _ when parameter.IsDefined(typeof(ParamArrayAttribute)) || parameter.IsDefined(typeof(ParamCollectionAttribute)) => "params ",
            _ => "",
        };
        return $"{how}{TypeText.Of(parameter)} {parameter.Name}{(parameter.HasDefaultValue ? " = " + Value(parameter.DefaultValue, parameter.ParameterType) : "")}";
    }

    private static string Value(object? value, Type type) => value switch
    {
        null => type.IsValueType && Nullable.GetUnderlyingType(type) is null ? "default" : "null",
        string text => $"\"{text}\"",
        bool truth => truth ? "true" : "false",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}
