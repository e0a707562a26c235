using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FeatureRollout.House.Tests.Readme;

/// <summary>A piece of a document as the program that a reader would make of it: its own Program.cs, with implicit usings.</summary>
internal sealed class Snippet
{
    private const string UnknownName = "CS0103";

    private readonly CSharpCompilation _compilation;

    private Snippet(CSharpCompilation compilation) => _compilation = compilation;

    /// <summary>Whether it can be run and comes to an end by itself: whoever runs a host waits for a signal.</summary>
    public bool Ends => _compilation.Options.OutputKind == OutputKind.ConsoleApplication && !_compilation.SyntaxTrees[0].GetRoot().DescendantNodes()
        .OfType<MemberAccessExpressionSyntax>()
        .Any(member => member.Name.Identifier.Text is "Run" or "RunAsync" or "WaitForShutdown" or "WaitForShutdownAsync");

    /// <summary>Compiles it, with stand-ins for what it uses and doesn't declare. Warnings of the compiler count as errors, unused variables apart.</summary>
    /// <param name="code">Usings, statements and types.</param>
    /// <param name="place">Where it stands, for messages.</param>
    public static Snippet Compile(string code, string place)
    {
        var compilation = Create(code, "");
        var missing = compilation.GetDiagnostics()
            .Where(one => one.Id == UnknownName)
            .Select(one => one.Location.SourceTree!.GetText().ToString(one.Location.SourceSpan))
            .Where(StandIns.Has)
            .ToHashSet(StringComparer.Ordinal);
        if (missing.Count > 0)
        {
            compilation = Create(code, StandIns.For(missing));
        }

        var wrong = compilation.GetDiagnostics().Where(one => one.Severity >= DiagnosticSeverity.Warning).Select(one => one.ToString());
        Assert.True(!wrong.Any(), $"{place} does not compile:\n{string.Join('\n', wrong)}\n\n{code}");
        return new Snippet(compilation);
    }

    /// <summary>Runs it and returns what it wrote to the console.</summary>
    public async Task<string> RunAsync(string place)
    {
        using var image = new MemoryStream();
        Assert.True(_compilation.Emit(image).Success, place);
        image.Position = 0;
        var entry = AssemblyLoadContext.Default.LoadFromStream(image).EntryPoint!;
        var console = Console.Out;
        using var output = new StringWriter();
        Console.SetOut(output);
        try
        {
            // Whole programs block their first thread; the limit is for one that waits for somebody.
            var run = Task.Run(() => entry.Invoke(null, BindingFlags.DoNotWrapExceptions, null, [Array.Empty<string>()], null));
            await run.WaitAsync(TimeSpan.FromMinutes(1));
        }
        catch (Exception thrown) when (thrown is not TimeoutException)
        {
            Assert.Fail($"{place} throws {thrown}");
        }
        finally
        {
            Console.SetOut(console);
        }

        return output.ToString();
    }

    private static CSharpCompilation Create(string code, string standIns)
    {
        // Usings stand above statements, so the stand-ins go between them, on one line. Without any it is a fragment.
        var root = CSharpSyntaxTree.ParseText(code).GetCompilationUnitRoot();
        var body = root.Usings.Count > 0 ? root.Usings.FullSpan.End : 0;
        var whole = $"{(body > 0 ? "" : StandIns.Usings)}{code[..body]}{standIns}\n{code[body..]}";
        var kind = root.Members.OfType<GlobalStatementSyntax>().Any() ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary;
        var compilation = CSharpCompilation.Create(
            "Snippet" + Guid.NewGuid().ToString("N"),
            [CSharpSyntaxTree.ParseText(whole), CSharpSyntaxTree.ParseText(CodeReferences.ImplicitUsings)],
            CodeReferences.All,
            new CSharpCompilationOptions(kind, nullableContextOptions: NullableContextOptions.Enable)
                .WithSpecificDiagnosticOptions([KeyValuePair.Create("CS0219", ReportDiagnostic.Suppress), KeyValuePair.Create("CS1701", ReportDiagnostic.Suppress), KeyValuePair.Create("CS8892", ReportDiagnostic.Suppress)]));
        return TypedFlags.AreUsedIn(code) ? TypedFlags.Generate(compilation) : compilation;
    }
}
