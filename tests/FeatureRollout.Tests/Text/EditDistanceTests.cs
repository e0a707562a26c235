using FeatureRollout.Tests.Evaluation;
using FeatureRollout.Text;

namespace FeatureRollout.Tests.Text;

public sealed class EditDistanceTests
{
    [Theory]
    [InlineData("search", "search", 0)]
    [InlineData("search", "SEARCH", 0)]
    [InlineData("search", "serch", 1)]
    [InlineData("search", "saerch", 1)]
    [InlineData("search", "searches", 2)]
    [InlineData("ca", "abc", 3)]
    [InlineData("search", "", 6)]
    [InlineData("Ärger", "ärgre", 1)]
    public void A_distance_is_the_number_of_slips(string name, string other, int expected) => Assert.Equal(expected, new EditDistance(name).To(other));

    [Fact]
    public void It_is_the_one_that_the_whole_table_gives() =>
        Served.ForSeeds(3_000, random =>
        {
            var name = Name(random, random.Next(1, random.Chance(20) ? EditDistance.LongestName + 1 : 12));
            var other = Name(random, random.Next(random.Chance(20) ? 80 : 12));
            Assert.Equal(Table(name, other), new EditDistance(name).To(other));
        });

    [Fact]
    public void Only_names_that_fit_into_a_word_are_taken()
    {
        Assert.Equal(1, new EditDistance(new string('x', 64)).To(new string('x', 65)));
        Assert.Throws<ArgumentException>(() => new EditDistance(new string('x', 65)));
        Assert.Throws<ArgumentException>(() => new EditDistance(""));
        Assert.Null(NearestName.To(new string('x', 65), [new string('x', 65)]));
    }

    [Fact]
    public void The_nearest_name_is_within_a_third_of_the_characters()
    {
        Assert.Equal("search", NearestName.To("Serch", ["chat", "search", "sea"]));
        Assert.Equal("ab", NearestName.To("ac", ["ab"]));
        Assert.Null(NearestName.To("ac", ["bb", "x"]));
        Assert.Null(NearestName.To("search", ["se"]));
    }

    private static string Name(Random random, int length) => string.Concat(Enumerable.Range(0, length).Select(_ => random.Of('a', 'b', 'A', 'c', 'é', 'É', '日')));

    private static int Table(string a, string b)
    {
        var rows = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            for (var j = 0; j <= b.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    rows[i, j] = i + j;
                    continue;
                }

                rows[i, j] = Math.Min(Math.Min(rows[i - 1, j], rows[i, j - 1]) + 1, rows[i - 1, j - 1] + (Same(a[i - 1], b[j - 1]) ? 0 : 1));
                if (i > 1 && j > 1 && Same(a[i - 1], b[j - 2]) && Same(a[i - 2], b[j - 1]))
                {
                    rows[i, j] = Math.Min(rows[i, j], rows[i - 2, j - 2] + 1);
                }
            }
        }

        return rows[a.Length, b.Length];
    }

    private static bool Same(char a, char b) => char.ToLowerInvariant(a) == char.ToLowerInvariant(b);
}
