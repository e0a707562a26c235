using System.Text;

namespace Quickstart;

/// <summary>Writes to the console, in colour only where a person looks at it and has not said <c>NO_COLOR</c>.</summary>
internal static class Terminal
{
    private const int Width = 80;

    private static readonly bool Coloured =
        !Console.IsOutputRedirected && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));

    public static string Bold(string text) => Painted("1", text);

    public static string Dim(string text) => Painted("2", text);

    public static string Good(string text) => Painted("32", text);

    public static string Bad(string text) => Painted("1;31", text);

    public static void Title(string title, string about)
    {
        Console.WriteLine();
        if (title.Length + 2 + about.Length <= Width)
        {
            Console.WriteLine($"{Bold(title)}  {Dim(about)}");
            return;
        }

        Console.WriteLine(Bold(title));
        Remark(about);
    }

    /// <summary>Writes a text under a table, broken between words where it is wider than the tables.</summary>
    public static void Remark(string text, int indent = 2)
    {
        var line = new StringBuilder().Append(' ', indent);
        foreach (var word in text.Split(' '))
        {
            if (line.Length > indent && line.Length + 1 + word.Length > Width)
            {
                Console.WriteLine(Dim(line.ToString()));
                line.Clear().Append(' ', indent);
            }

            line.Append(line.Length > indent ? " " : "").Append(word);
        }

        Console.WriteLine(Dim(line.ToString()));
    }

    private static string Painted(string code, string text) => Coloured ? $"\e[{code}m{text}\e[0m" : text;
}
