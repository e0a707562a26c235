using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FeatureRollout.House.Tests.Architecture;

/// <summary>The core's sources, read and bound as the compiler does it.</summary>
internal sealed class CoreSources
{
    private const string Project = "src/FeatureRollout";

    private readonly CSharpCompilation _compilation;

    public CoreSources()
    {
        var options = CSharpParseOptions.Default.WithLanguageVersion(LanguageVersion.Preview);
        var trees = Repository.Files(Project, "*.cs")
            .Select(path => CSharpSyntaxTree.ParseText(File.ReadAllText(Repository.In(Project, path)), options, path))
            .Prepend(CSharpSyntaxTree.ParseText(CodeReferences.ImplicitUsings, options));
        _compilation = CSharpCompilation.Create(
            "FeatureRollout",
            trees,
            CodeReferences.Framework,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable));
    }

    /// <summary>What the compiler doesn't understand here; empty where the references found are all there are.</summary>
    public IEnumerable<Diagnostic> Errors => _compilation.GetDiagnostics().Where(one => one.Severity == DiagnosticSeverity.Error);

    /// <summary>The types that the core declares, nested ones left out.</summary>
    public IEnumerable<INamedTypeSymbol> Types =>
        from tree in Trees
        let model = _compilation.GetSemanticModel(tree)
        from declaration in tree.GetRoot().DescendantNodes(node => node is not TypeDeclarationSyntax).OfType<MemberDeclarationSyntax>()
        where declaration is BaseTypeDeclarationSyntax or DelegateDeclarationSyntax
        select (INamedTypeSymbol)model.GetDeclaredSymbol(declaration)!;

    /// <summary>Each reference from a file to a type that another folder declares.</summary>
    public IEnumerable<(string File, int Line, string From, string To, string Type)> References()
    {
        foreach (var tree in Trees)
        {
            var model = _compilation.GetSemanticModel(tree);
            var from = FolderOf(tree.FilePath);
            foreach (var node in tree.GetRoot().DescendantNodes().OfType<ExpressionSyntax>().Where(BringsTypes))
            {
                foreach (var type in TypesOf(model, node))
                {
                    if (HomeOf(type) is { } home && home != from)
                    {
                        yield return (tree.FilePath, tree.GetLineSpan(node.Span).StartLinePosition.Line + 1, from, home, type.Name);
                    }
                }
            }
        }
    }

    /// <summary>The folder right below the project that a path lies in, or <see cref="FolderTable.Root"/>.</summary>
    public static string FolderOf(string path) => path.Contains('/', StringComparison.Ordinal) ? path[..path.IndexOf('/', StringComparison.Ordinal)] : FolderTable.Root;

    public static string PathOf(ISymbol symbol) => symbol.DeclaringSyntaxReferences[0].SyntaxTree.FilePath;

    private IEnumerable<SyntaxTree> Trees => _compilation.SyntaxTrees.Where(tree => tree.FilePath.Length > 0);

    private string? HomeOf(ITypeSymbol type) =>
        SymbolEqualityComparer.Default.Equals(type.ContainingAssembly, _compilation.Assembly) && type.DeclaringSyntaxReferences.Length > 0
            ? FolderOf(PathOf(type))
            : null;

    /// <summary>Whatever else an expression is made of, one of these is in it.</summary>
    private static bool BringsTypes(ExpressionSyntax node) =>
        node is SimpleNameSyntax or BaseObjectCreationExpressionSyntax or CollectionExpressionSyntax or InvocationExpressionSyntax;

    /// <summary>What a piece of code is, is converted to, and belongs to: also types that no word in it names.</summary>
    private static IEnumerable<ITypeSymbol> TypesOf(SemanticModel model, ExpressionSyntax node)
    {
        var symbol = model.GetSymbolInfo(node).Symbol;
        var found = model.GetTypeInfo(node);
        ITypeSymbol?[] types = [symbol as ITypeSymbol, symbol?.ContainingType, found.Type, found.ConvertedType];
        return types.OfType<ITypeSymbol>().SelectMany(Parts).Distinct<ITypeSymbol>(SymbolEqualityComparer.Default);
    }

    private static IEnumerable<ITypeSymbol> Parts(ITypeSymbol type) => type switch
    {
        IArrayTypeSymbol array => Parts(array.ElementType),
        IPointerTypeSymbol pointer => Parts(pointer.PointedAtType),
        INamedTypeSymbol { IsTupleType: true } tuple => tuple.TupleElements.SelectMany(element => Parts(element.Type)),
        INamedTypeSymbol named => named.TypeArguments.SelectMany(Parts).Prepend(named.OriginalDefinition),
        _ => [],
    };
}
