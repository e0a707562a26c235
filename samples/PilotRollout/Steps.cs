using System.Globalization;
using System.Text;
using FeatureRollout;

namespace PilotRollout;

/// <summary>Prints each line of the guide, and under it what happened.</summary>
internal sealed class Steps(PilotService service)
{
    private const int Width = 80;

    private static readonly bool Coloured = !Console.IsOutputRedirected && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));

    /// <summary>The stage that the guide is in.</summary>
    public int Stage { get; private set; } = -1;

    public RolloutState At(RolloutState state)
    {
        Stage = state.Stage;
        return state;
    }

    public void Heading(string text)
    {
        Console.WriteLine();
        Console.WriteLine(Coloured ? $"\e[1m{text}\e[0m" : text);
    }

    public async Task DoAsync(string line, Func<Task<string>> act)
    {
        var when = service.Now.ToString("ddd MM-dd HH:mm", CultureInfo.InvariantCulture);
        foreach (var part in Broken(line))
        {
            Console.WriteLine($"  {when,-15}  {part}");
            when = "";
        }

        var sign = '→';
        foreach (var part in Broken(await act()))
        {
            Console.WriteLine((Coloured ? "\e[2m" : "") + $"                   {sign} {part}" + (Coloured ? "\e[0m" : ""));
            sign = ' ';
        }
    }

    private static IEnumerable<string> Broken(string text)
    {
        var line = new StringBuilder();
        foreach (var word in text.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > Width - 21)
            {
                yield return line.ToString();
                line.Clear();
            }

            line.Append(line.Length > 0 ? " " : "").Append(word);
        }

        yield return line.ToString();
    }
}
