namespace FeatureRollout.Cli.Tests.Running;

/// <summary>Takes a command line apart as a shell does, as far as documents go: quotes, comments, and what goes to files and pipes left out.</summary>
internal static class ShellWords
{
    private static readonly string[] Ends = [">", ">>", "|", "||", "&&", ";", "#", "2>"];

    public static IReadOnlyList<string> Of(string line)
    {
        var words = new List<string>();
        var word = "";
        var (quote, isWord) = ('\0', false);
        foreach (var character in line + " ")
        {
            if (quote != '\0')
            {
                (quote, word) = character == quote ? ('\0', word) : (quote, word + character);
            }
            else if (character is '"' or '\'')
            {
                (quote, isWord) = (character, true);
            }
            else if (character != ' ')
            {
                (word, isWord) = (word + character, true);
            }
            else if (isWord)
            {
                if (Ends.Contains(word, StringComparer.Ordinal))
                {
                    break;
                }

                words.Add(word);
                (word, isWord) = ("", false);
            }
        }

        return words;
    }
}
