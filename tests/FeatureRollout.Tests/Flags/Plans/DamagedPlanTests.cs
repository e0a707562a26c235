using System.Text;
using FeatureRollout.Flags.Files;
using FsCheck;
using FsCheck.Fluent;

namespace FeatureRollout.Tests.Flags.Plans;

/// <summary>Plans that are damaged at random: read or refused, and never anything else.</summary>
[Trait("Requirement", "F-25")]
public class DamagedPlanTests
{
    private static readonly string[] Scraps =
    [
        "\"", "{", "}", "[", "]", ",", ":", "0", "-1", "1e9", "null", "true", "\"\"", "\"x\"", "\"48h\"", "{}", "[]", "\\u003c", "\ud83d\ude00", "<", ">", "%",
        "\"percentage\"", "\"stages\"", "\"steps\"", "\"when\"", "\"threshold\": 1", "error_rate", " over ", " for ", "(", ")", "100", "day",
    ];

    [Fact]
    public void A_damaged_sample_is_read_or_refused_with_places_inside_the_file() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(100),
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed => IsReadOrRefused(Damage(new Random(seed)))));

    [Fact]
    public void A_sample_whose_words_change_places_is_read_or_refused_with_places_inside_the_file() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(60),
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed => IsReadOrRefused(Shuffle(new Random(seed)))));

    private static string Damage(Random random)
    {
        var text = new StringBuilder(Pick(random));
        for (var blows = random.Next(1, 5); blows > 0; blows--)
        {
            var at = random.Next(text.Length);
            switch (random.Next(3))
            {
                case 0:
                    text.Remove(at, Math.Min(random.Next(1, 40), text.Length - at));
                    break;
                case 1:
                    text.Insert(at, Scraps[random.Next(Scraps.Length)]);
                    break;
                default:
                    text[at] = (char)random.Next(32, 127);
                    break;
            }
        }

        return text.ToString();
    }

    /// <summary>Swaps lines, which often leaves JSON whole and plans not.</summary>
    private static string Shuffle(Random random)
    {
        var lines = Pick(random).Split('\n');
        for (var swaps = random.Next(1, 4); swaps > 0; swaps--)
        {
            var (one, other) = (random.Next(lines.Length), random.Next(lines.Length));
            (lines[one], lines[other]) = (lines[other], lines[one]);
        }

        return string.Join('\n', lines);
    }

    private static string Pick(Random random) => SamplePlans.Text(SamplePlans.Names[random.Next(SamplePlans.Names.Count)]);

    private static void IsReadOrRefused(string text)
    {
        var lines = text.Split('\n');
        try
        {
            _ = FlagFileReader.Read(Encoding.UTF8.GetBytes(text), "flags.json");
        }
        catch (FlagFileException refused)
        {
            Assert.NotEmpty(refused.Errors);
            Assert.All(refused.Errors, error =>
            {
                Assert.InRange(error.Line, 1, lines.Length);
                Assert.InRange(error.Column, 1, lines[error.Line - 1].Length + 1);
                Assert.NotEmpty(error.Message);
            });
        }
    }
}
