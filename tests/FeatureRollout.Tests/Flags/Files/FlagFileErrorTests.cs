using FeatureRollout.Flags.Files;
using FeatureRollout.Hashing;

namespace FeatureRollout.Tests.Flags.Files;

public sealed class FlagFileErrorTests
{
    [Fact]
    public void An_error_between_layers_has_no_line_to_show()
    {
        Assert.Equal("flags.json:3:7 $.flags.a: no", new FlagFileError("flags.json", 3, 7, "$.flags.a", "no").ToString());
        Assert.Equal("flags: a, requires: no", new FlagFileError("flags", 0, 0, "a, requires", "no").ToString());
    }

    [Fact]
    public void A_file_may_name_every_bucketing_there_is() => Assert.Equal(Bucketing.Names, FlagFileReader.KnownBucketings);
}
